"""Sentences as one reader may see them, by the clusters in which they stand now. No pandas."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.trail_figures import Figures, figures_of, persons_in
from analysis.trail_links import Together, together_in
from workshops.domain.support import together as agreeing_with
from workshops.enums import HiddenReason, WaitsFor
from workshops.models import (
    Challenge,
    Cluster,
    Factor,
    Proposal,
    Support,
    User,
    Workshop,
)

NO_FIGURES = Figures()


@dataclass(frozen=True)
class Reader:
    """Which workshops somebody may analyse, and of which of them the desk is theirs."""

    reads: frozenset[int]
    steers: frozenset[int]


def reader_of(user: User) -> Reader:
    """Two queries."""
    reads = Workshop.objects.read_by(user).values_list("pk", flat=True)
    return Reader(
        frozenset(reads), frozenset(Workshop.objects.run_by(user).values_list("pk", flat=True))
    )


@dataclass(frozen=True)
class Shown:
    """Words as a reader may see them; `mark` says why they are off the board."""

    text: str  # empty where the reader may not see them
    mark: str = ""


def shown(one: Factor | Challenge | Proposal, reader: Reader) -> Shown:
    """Hidden and waiting words only to those who see them at the desk, withdrawn ones to nobody."""
    desk_text = one.text if one.workshop_id in reader.steers else ""
    if one.withdrawn_at is not None:
        return Shown("", pgettext("words", "Withdrawn"))
    if one.hidden_at is not None:
        hidden = pgettext("words", "Hidden")
        reason = HiddenReason(one.hidden_reason).label if one.hidden_reason else ""
        return Shown(desk_text, f"{hidden}: {reason}" if reason else hidden)
    waits_for = one.waits_for if isinstance(one, Factor) else WaitsFor.APPROVAL * one.is_waiting
    if waits_for == WaitsFor.REVEAL:
        return Shown("", _("Waits for the facilitator's reveal"))
    if waits_for:
        return Shown(desk_text, _("Waits for the facilitator's approval"))
    return Shown(one.text)


@dataclass(frozen=True)
class Sentence:
    factor: Factor  # with district and workshop
    shown: Shown
    agreeing: int
    same_as: int | None  # the factor that stands for it
    was: bool  # stood behind the row when it was linked, no longer now


@dataclass(frozen=True)
class ClusterStep:
    """Sentences in one cluster; without a cluster those that are in none now."""

    cluster: Cluster | None
    sentences: list[Sentence]
    merged: list[Cluster] = field(default_factory=list)
    split_from: Cluster | None = None
    figures: Figures = NO_FIGURES
    inside: int = 0  # how many sentences on the board the cluster has
    agreeing: int = 0


@dataclass(frozen=True)
class Place:
    """One workshop's part of the trail."""

    workshop: Workshop
    clusters: list[ClusterStep]

    @property
    def sentences(self) -> int:
        return sum(len(step.sentences) for step in self.clusters)


@dataclass(frozen=True)
class Ground:
    """Everything at the bottom of a trail."""

    places: list[Place]
    unread: int  # sentences in workshops that the reader may not open
    together: Together

    @property
    def total(self) -> int:
        return self.unread + sum(place.sentences for place in self.places)

    @property
    def clusters(self) -> dict[int, Cluster]:
        """Those that stand here, by their key and by those of what was merged into them."""
        steps = [step for place in self.places for step in place.clusters if step.cluster]
        return {
            one.pk: step.cluster
            for step in steps
            if step.cluster
            for one in (step.cluster, *step.merged)
        }


def ground_of(
    keys: Collection[int],
    reader: Reader,
    *,
    now: Collection[int] = (),
    clusters: Iterable[int] = (),
) -> Ground:
    """These sentences as the reader may see them; those not in `now` only stood there once.

    `clusters` are shown even without a sentence. Fourteen queries.
    """
    everywhere = dict(Factor.objects.filter(pk__in=keys).values_list("pk", "workshop_id"))
    named = Cluster.objects.filter(pk__in=list(clusters)).values_list("pk", "workshop_id")
    open_clusters = {pk for pk, workshop in named if workshop in reader.reads}
    homes = {*everywhere.values(), *(workshop for _pk, workshop in named)} & reader.reads
    together = together_in(homes)
    readable = [pk for pk, workshop in everywhere.items() if workshop in homes]
    found = Factor.objects.filter(pk__in=readable).select_related("district", "workshop")
    by_root: dict[tuple[int, int | None], list[Factor]] = defaultdict(list)
    stock = _Stock(homes, together)
    for pk in sorted({together.cluster_root[pk] for pk in open_clusters}):
        cluster = stock.clusters[pk]
        by_root[cluster.workshop_id, None if cluster.dissolved_at else pk] = []
    for factor in found.order_by("created_at", "pk"):
        by_root[factor.workshop_id, stock.root(factor)].append(factor)
    places = [
        Place(
            workshop,
            [
                stock.step(root, factors, reader, now)
                for (home, root), factors in sorted(by_root.items(), key=stock.order)
                if home == workshop.pk and (root or factors)
            ],
        )
        for workshop in stock.workshops
    ]
    return Ground(places, len(everywhere) - len(readable), together)


class _Stock:
    """What the steps are made of, read once for all workshops. Ten queries."""

    def __init__(self, homes: Collection[int], together: Together) -> None:
        self.together = together
        workshops = Workshop.objects.filter(pk__in=homes).order_by("held_on", "pk")
        self.workshops = list(workshops)
        self.clusters = {one.pk: one for one in Cluster.objects.filter(workshop__in=homes)}
        persons = persons_in(homes)
        self.figures = figures_of(homes, together, persons)
        self.agree_factors = _agreeing("factor", homes, persons)
        self.agree_clusters = _agreeing("cluster", homes, persons)
        self.inside: Counter[int] = Counter()
        counted = Factor.objects.on_board().filter(workshop__in=homes, cluster__isnull=False)
        for cluster, many in counted.values_list("cluster").annotate(Count("pk")).order_by():
            self.inside[together.cluster_root[cluster]] += many

    def root(self, factor: Factor) -> int | None:
        if factor.cluster_id is None:
            return None
        root = self.together.cluster_root[factor.cluster_id]
        return None if self.clusters[root].dissolved_at else root

    def order(self, one: tuple[tuple[int, int | None], list[Factor]]) -> tuple[bool, int]:
        """By number; those in no cluster last."""
        root = one[0][1]
        return root is None, self.clusters[root].number if root else 0

    def step(
        self, root: int | None, factors: list[Factor], reader: Reader, now: Collection[int]
    ) -> ClusterStep:
        sentences = [self._sentence(one, reader, was=one.pk not in now) for one in factors]
        if root is None:
            return ClusterStep(None, sentences)
        cluster = self.clusters[root]
        tree = self.together.cluster_trees[root]
        return ClusterStep(
            cluster,
            sentences,
            [self.clusters[pk] for pk in tree[1:]],
            self.clusters.get(cluster.split_from_id or 0),
            self.figures.get(root, NO_FIGURES),
            self.inside[root],
            len(agreeing_with(self.agree_clusters, tree)),
        )

    def _sentence(self, factor: Factor, reader: Reader, *, was: bool) -> Sentence:
        same = self.together.same(factor.pk)
        return Sentence(
            factor,
            shown(factor, reader),
            len(agreeing_with(self.agree_factors, same)),
            same[0] if same[0] != factor.pk else None,
            was,
        )


def _agreeing(kind: str, homes: Collection[int], persons: Mapping[int, int]) -> dict[int, set[int]]:
    """Of each factor or cluster the persons who agree. One query."""
    rows = Support.objects.filter(**{f"{kind}__workshop__in": homes})
    found: dict[int, set[int]] = defaultdict(set)
    for pk, who in rows.values_list(f"{kind}_id", "participant_id"):
        found[pk].add(persons[who])
    return found
