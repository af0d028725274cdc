"""How the factors lie now: which cards in which cluster, who agrees, how much is said of them.

What is read here may be shown to everybody in the room: nothing hidden, nothing that waits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from workshops.domain.lineage import Forest, forest_of, roots, trees_of
from workshops.domain.support import supporters, together
from workshops.enums import Stance
from workshops.models import Challenge, Cluster, Comment, Factor, Workshop

OPPOSED = ((Stance.STRENGTH, Stance.WEAKNESS), (Stance.OPPORTUNITY, Stance.THREAT))


@dataclass(frozen=True)
class Card:
    """One factor, and those that say the same."""

    factor: Factor
    same: list[Factor] = field(default_factory=list)
    agreeing: frozenset[int] = frozenset()  # persons, each once
    comments: int = 0

    @property
    def agreeing_total(self) -> int:
        return len(self.agreeing)

    @property
    def members(self) -> list[Factor]:
        return [self.factor, *self.same]


@dataclass(frozen=True)
class Stack:
    """A cluster that stands, with its cards."""

    cluster: Cluster
    cards: list[Card] = field(default_factory=list)
    merged: list[Cluster] = field(default_factory=list)  # what it stands for besides itself
    agreeing: frozenset[int] = frozenset()  # with the cluster itself
    comments: int = 0

    @property
    def agreeing_total(self) -> int:
        return len(self.agreeing)

    @property
    def factors(self) -> list[Factor]:
        return [factor for card in self.cards for factor in card.members]

    @property
    def factors_total(self) -> int:
        return len(self.factors)

    @property
    def districts(self) -> list[str]:
        """Codes of the districts that say something in it, each once."""
        return sorted({factor.district_id for factor in self.factors})

    @property
    def stances(self) -> dict[str, int]:
        return dict(Counter(factor.stance for factor in self.factors))

    @property
    def is_opposed(self) -> bool:
        """Whether some call it a strength and others a weakness, or a chance and a danger."""
        said = self.stances
        return any(said.get(one) and said.get(other) for one, other in OPPOSED)


@dataclass(frozen=True)
class Arrangement:
    stacks: list[Stack]  # by number
    loose: list[Card]  # in no cluster, oldest first

    def stack(self, pk: int) -> Stack | None:
        return next((one for one in self.stacks if one.cluster.pk == pk), None)


def arrangement_of(workshop: Workshop) -> Arrangement:
    """Six queries, however much there is. Factors come with their district."""
    forest = forest_of(workshop)
    found = workshop.factors.on_board().select_related("district").order_by("pk")
    factors = {factor.pk: factor for factor in found}
    agree_cards, agree_stacks = supporters(workshop, "factor"), supporters(workshop, "cluster")
    comments = comment_counts(workshop)
    above = dict(workshop.factors.values_list("pk", "merged_into_id"))
    inside: dict[int | None, list[Card]] = defaultdict(list)
    for root, members in trees_of(roots(above)).items():
        shown = [pk for pk in members if pk in factors]
        if not shown:
            continue
        # Who stands for the others may be off the board: then the oldest of them does.
        first = factors[root if root in factors else shown[0]]
        card = Card(
            first,
            [factors[pk] for pk in shown if pk != first.pk],
            frozenset(together(agree_cards, members)),
            sum(comments["factor"][pk] for pk in shown),
        )
        inside[_place(forest, first)].append(card)
    stacks = [
        Stack(
            cluster,
            inside[cluster.pk],
            [forest.clusters[pk] for pk in forest.tree(cluster.pk)[1:]],
            frozenset(together(agree_stacks, forest.tree(cluster.pk))),
            sum(comments["cluster"][pk] for pk in forest.tree(cluster.pk)),
        )
        for cluster in forest.standing()
    ]
    return Arrangement(stacks, inside[None])


def comment_counts(workshop: Workshop) -> dict[str, Counter[int]]:
    """How many comments everybody may read, by what they are on. One query."""
    counts: dict[str, Counter[int]] = {
        "factor": Counter(),
        "cluster": Counter(),
        "challenge": Counter(),
    }
    shown = Comment.objects.filter(
        workshop=workshop, hidden_at=None, withdrawn_at=None, is_waiting=False
    )
    for factor, cluster, challenge in shown.values_list("factor_id", "cluster_id", "challenge_id"):
        for name, pk in (("factor", factor), ("cluster", cluster), ("challenge", challenge)):
            if pk:
                counts[name][pk] += 1
    return counts


def thread_of(workshop: Workshop, kind: str, members: Iterable[int]) -> list[Comment]:
    """All comments on these that stand as one, oldest first, but for withdrawn ones; the page
    leaves out what its reader may not see. One query."""
    on = Q(**{f"{kind}__in": list(members)})
    found = Comment.objects.filter(on, workshop=workshop, withdrawn_at=None)
    return list(found.select_related("participant").order_by("created_at", "pk"))


@dataclass(frozen=True)
class ShownChallenge:
    """A challenge with what it is tied to now, and who agrees."""

    challenge: Challenge
    clusters: list[Cluster]
    agreeing: frozenset[int]
    comments: int

    @property
    def agreeing_total(self) -> int:
        return len(self.agreeing)


def challenges_of(workshop: Workshop, *, with_hidden: bool = False) -> list[ShownChallenge]:
    """Most support first, then oldest; hidden and waiting ones only for the desk. Five queries."""
    forest, agree = forest_of(workshop), supporters(workshop, "challenge")
    counts = comment_counts(workshop)["challenge"]
    found = workshop.challenges.filter(withdrawn_at=None).prefetch_related("clusters")
    shown = [
        ShownChallenge(
            one,
            forest.roots_of([cluster.pk for cluster in one.clusters.all()]),
            frozenset(agree.get(one.pk, set())),
            counts[one.pk],
        )
        for one in found.order_by("pk")
        if with_hidden or one.is_shown
    ]
    return sorted(shown, key=lambda one: (-one.agreeing_total, one.challenge.pk))


def _place(forest: Forest, factor: Factor) -> int | None:
    # A cluster that was made since the others were read comes with the next look.
    if factor.cluster_id is None or factor.cluster_id not in forest.clusters:
        return None
    root = forest.root(factor.cluster_id)
    return root.pk if root.dissolved_at is None else None
