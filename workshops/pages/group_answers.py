"""What the group said in a round that is revealed, in plain values, counted once for all phones."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Max

from workshops.domain import results
from workshops.enums import RoundKind, Verb
from workshops.measures.consensus import LABEL_MINIMUM, Verdict
from workshops.models import Rating, Round
from workshops.pictures.ranking import ranking_picture
from workshops.round_words import AXES, VERDICTS

# After these the same answers may count differently.
RECOUNT = (
    Verb.CLUSTERS_MERGED,
    Verb.CLUSTERS_PARTED,
    Verb.CLUSTER_SPLIT,
    Verb.CLUSTER_UNSPLIT,
    Verb.CLUSTER_DISSOLVED,
    Verb.CLUSTER_RESTORED,
    Verb.PARTICIPANTS_MERGED,
    Verb.PARTICIPANTS_PARTED,
    Verb.REHEARSAL_CLEARED,
)


@dataclass(frozen=True)
class GroupPoints:
    """`place` from 0 as on the projector; `share` in percent, each person weighs the same;
    `rank` is shared by ties, None without points."""

    place: int
    points: int
    share: float
    rank: int | None
    people: int


@dataclass(frozen=True)
class Middle:
    """Median and quartiles of n answers; whole numbers are whole, to be shown as they are."""

    n: int
    median: float
    low: float
    high: float

    @property
    def is_few(self) -> bool:
        return self.n < LABEL_MINIMUM


@dataclass(frozen=True)
class GroupRating:
    axes: dict[str, Middle | None]
    verdict: Verdict
    skipped: int

    @property
    def label(self) -> str:
        return str(VERDICTS[self.verdict])


@dataclass(frozen=True)
class Group:
    """By the cluster, or the pair of clusters, that stands now."""

    points: dict[int, GroupPoints] = field(default_factory=dict)
    ratings: dict[int, GroupRating] = field(default_factory=dict)
    cells: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One axis of one cluster: own answers beside the group's."""

    axis: str
    label: str
    own: int | None
    group: Middle | None
    first: int | None = None  # own answer in the first round, beside one in the second


def group_of(round_: Round) -> Group:
    """The group's answers; of a round that is not revealed nothing at all.

    One query, and a count of all answers whenever something has changed that it depends on.
    """
    if round_.revealed_at is None or round_.is_discarded:
        return Group()
    changed = round_.workshop.journal.filter(verb__in=RECOUNT).aggregate(last=Max("revision"))
    return _counted(round_.pk, round_.revealed_at, changed["last"])


def lines_of(
    group: GroupRating | None, own: Rating | None, first: Rating | None = None
) -> list[Line]:
    """Each axis that was asked; none without the group."""
    if group is None:
        return []
    return [
        Line(axis, str(AXES[axis]), getattr(own, axis, None), middle, getattr(first, axis, None))
        for axis, middle in group.axes.items()
    ]


@lru_cache(maxsize=64)
def _counted(pk: int, _revealed_at: datetime.datetime, _changed: int | None) -> Group:
    round_ = Round.objects.select_related("workshop", "second_of__workshop").get(pk=pk)
    if round_.kind == RoundKind.POINTS:
        return Group(points=_points(round_))
    if round_.kind == RoundKind.RATINGS:
        return Group(ratings=_ratings(round_))
    _items, cells = results.influence_cells(round_)
    said = {pair: "P" if cell.is_potential else str(cell.strength) for pair, cell in cells.items()}
    return Group(cells=said)


def _points(round_: Round) -> dict[int, GroupPoints]:
    """Ranked as on the projector."""
    found = results.points_results(round_)
    of_number = {one.cluster.number: one.cluster.pk for one in found}
    return {
        of_number[bar.number]: GroupPoints(place, bar.points, bar.percent, bar.rank, bar.people)
        for place, bar in enumerate(ranking_picture(found).bars)
    }


def _ratings(round_: Round) -> dict[int, GroupRating]:
    rated = {}
    for one in results.rating_results(round_):
        spreads = {name: axis.spread for name, axis in one.axes.items()}
        axes = {
            name: Middle(each.n, *map(_whole, (each.median, each.low, each.high))) if each else None
            for name, each in spreads.items()
        }
        rated[one.cluster.pk] = GroupRating(axes, one.verdict, one.skipped)
    return rated


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number
