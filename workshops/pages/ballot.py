"""One person's view of a round: what is asked, in an order of their own, and what they answered.

Nothing of anybody else is in here before the round is revealed, but for a second round: who
has answered a cluster sees beside it what the group said in the first one, which is revealed.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from workshops.domain import people, stages
from workshops.domain.answers import cells_for, own_clusters, points_left, points_of, ratings_of
from workshops.domain.errors import StageClosed, TimeIsUp
from workshops.domain.lineage import forest_of, roots
from workshops.domain.rounds import items_of
from workshops.enums import Action, RoundKind
from workshops.models import Cluster, Factor, Influence, Participant, Rating, Round, Workshop
from workshops.pages.group_answers import Group, GroupPoints, GroupRating, Line, group_of, lines_of

UPCOMING = 20  # pairs that a phone knows of, to go on with when the network is away


@dataclass(frozen=True)
class Item:
    """One cluster that the round asks about."""

    cluster: Cluster
    sentences: list[str]
    following: int = 0  # the next one's key
    points: int = 0
    is_own: bool = False  # no points may go there
    rating: Rating | None = None
    lines: list[Line] = field(default_factory=list)  # own answer beside the group's, if due
    group_points: GroupPoints | None = None
    group_rating: GroupRating | None = None

    @property
    def fewer(self) -> int:
        return self.points - 1

    @property
    def more(self) -> int:
        return self.points + 1


@dataclass(frozen=True)
class Said:
    """One answered pair; `group` is what all say together, once that is revealed."""

    source: Cluster
    target: Cluster
    strength: str
    reason: str
    group: str


@dataclass(frozen=True)
class Ballot:
    round: Round
    person: Participant
    items: list[Item]
    refusal: str = ""  # why an open round takes no answer now
    left: int = 0  # points
    pairs: list[tuple[Cluster, Cluster]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    @property
    def takes_answers(self) -> bool:
        return self.round.is_open and not self.refusal

    @property
    def state(self) -> str:
        if self.round.is_revealed:
            return "revealed"
        if self.round.closed_at:
            return "closed"
        return "open" if self.round.opened_at else "prepared"

    @property
    def missing(self) -> int:
        return sum(one.rating is None for one in self.items)

    @property
    def skipped(self) -> int:
        return sum(one.rating is not None and one.rating.is_skipped for one in self.items)

    @property
    def answered(self) -> int:
        return len(self.items) - self.missing

    @property
    def dots(self) -> range:
        return range(1, self.round.cap + 1)

    @property
    def upcoming(self) -> str:
        return written(self.pairs)

    @property
    def is_begun(self) -> bool:
        if self.round.kind == RoundKind.POINTS:
            return any(one.points for one in self.items)
        return bool(self.answered if self.round.kind == RoundKind.RATINGS else self.said)


def written(pairs: Sequence[tuple[Cluster, Cluster]]) -> str:
    """The next pairs as a phone takes them: "12-7 7-9"."""
    return " ".join(f"{one.pk}-{other.pk}" for one, other in pairs[:UPCOMING])


def rounds_of(workshop: Workshop) -> list[Round]:
    """All that count, by number. One query."""
    related = ("workshop", "second_of__workshop")
    return list(workshop.rounds.kept().select_related(*related).in_order())


def round_to_show(rounds: Sequence[Round], wanted: str = "") -> Round | None:
    """The one asked for, else the open one, else the one to which something happened last."""
    chosen = next((one for one in rounds if str(one.pk) == wanted), None)
    opened = next((one for one in rounds if one.is_open), None)
    return chosen or opened or max(rounds, key=_last_moment, default=None)


def ballot_of(person: Participant, round_: Round) -> Ballot:
    """What this person is asked and has answered; each kind has a fixed number of queries."""
    items, group, refusal = _items(round_, person), group_of(round_), _refusal(round_)
    if round_.kind == RoundKind.POINTS:
        items, left = _with_points(items, round_, person, group), points_left(person, round_)
        return Ballot(round_, person, items, refusal, left)
    if round_.kind == RoundKind.RATINGS:
        return Ballot(round_, person, _with_ratings(items, round_, person, group), refusal)
    pairs = cells_for(person, round_) if round_.is_open else []
    said = _said(round_, person, group)
    return Ballot(round_, person, items, refusal, pairs=pairs, said=said)


def lines_for(person: Participant, round_: Round, cluster: Cluster, rating: Rating) -> list[Line]:
    """What may stand beside a fresh answer: in a second round the first one, else nothing."""
    if round_.second_of is None or rating.is_skipped:
        return []
    group = group_of(round_.second_of).ratings.get(cluster.pk)
    return lines_of(group, rating, ratings_of(person, round_.second_of).get(cluster.pk))


def _last_moment(round_: Round) -> tuple[datetime.datetime, int]:
    moments = (round_.created_at, round_.opened_at, round_.closed_at, round_.revealed_at)
    return max(moment for moment in moments if moment), round_.pk


def _refusal(round_: Round) -> str:
    if not round_.is_open:
        return ""
    try:
        stages.require(round_.workshop, Action.ANSWER)
    except StageClosed as error:
        return str(error)
    return str(TimeIsUp()) if round_.workshop.time_is_up(timezone.now()) else ""


def _items(round_: Round, person: Participant) -> list[Item]:
    """In an order that is this person's own and stays: nobody's first ones weigh more."""

    def place(cluster: Cluster) -> bytes:
        return hashlib.sha256(f"{round_.pk}/{person.pk}/{cluster.pk}".encode()).digest()

    clusters = sorted(items_of(round_), key=place)
    sentences = _sentences(round_.workshop)
    following = [*[cluster.pk for cluster in clusters[1:]], 0]
    return [
        Item(cluster, sentences[cluster.pk], after)
        for cluster, after in zip(clusters, following, strict=True)
    ]


def _sentences(workshop: Workshop) -> dict[int, list[str]]:
    """By cluster what everybody may read in it, oldest first; of several that say the same, one.

    Two queries.
    """
    forest = forest_of(workshop)
    shown = Factor.objects.on_board().filter(workshop=workshop, cluster__isnull=False)
    rows = list(shown.order_by("pk").values_list("pk", "merged_into_id", "cluster_id", "text"))
    root_of = roots({pk: merged_into for pk, merged_into, _cluster, _text in rows})
    found: dict[int, list[str]] = defaultdict(list)
    for pk, _merged_into, cluster, text in rows:
        if root_of[pk] == pk and cluster is not None:
            # One that was made since the clusters were read stands for itself.
            found[forest.root_of.get(cluster, cluster)].append(text)
    return found


def _with_points(items: list[Item], round_: Round, person: Participant, group: Group) -> list[Item]:
    points = points_of(person, round_)
    clusters = [item.cluster for item in items]
    own = own_clusters(person, clusters) if round_.forbids_own else set()
    filled = [
        replace(
            item,
            points=points.get(item.cluster.pk, 0),
            is_own=item.cluster.pk in own,
            group_points=group.points.get(item.cluster.pk),
        )
        for item in items
    ]
    if not group.points:
        return filled
    return sorted(filled, key=lambda one: one.group_points.place if one.group_points else 0)


def _with_ratings(
    items: list[Item], round_: Round, person: Participant, group: Group
) -> list[Item]:
    ratings = ratings_of(person, round_)
    before = round_.second_of
    first = ratings_of(person, before) if before else {}
    # While a second round runs, the first one's result stands beside what is answered.
    beside = group if round_.is_revealed or before is None else group_of(before)
    filled = []
    for item in items:
        pk = item.cluster.pk
        rating, theirs = ratings.get(pk), beside.ratings.get(pk)
        due = round_.is_revealed or (rating is not None and not rating.is_skipped)
        lines = lines_of(theirs, rating, first.get(pk)) if due else []
        filled.append(replace(item, rating=rating, lines=lines, group_rating=group.ratings.get(pk)))
    if round_.is_revealed:
        return sorted(filled, key=lambda one: one.cluster.number)
    return filled


def _said(round_: Round, person: Participant, group: Group) -> list[Said]:
    """This person's pairs, newest first; of several on merged clusters the newest."""
    forest = forest_of(round_.workshop)
    entries = people.entries_of(person)
    rows = Influence.objects.filter(round=round_, participant__in=entries)
    found: dict[tuple[int, int], Said] = {}
    for one in rows.order_by("-changed_at", "-pk"):
        source, target = forest.root(one.source_id), forest.root(one.target_id)
        pair = source.pk, target.pk
        if source.pk != target.pk and pair not in found:
            strength = "P" if one.strength is None else str(one.strength)
            found[pair] = Said(source, target, strength, one.reason, group.cells.get(pair, ""))
    return list(found.values())
