"""What got the most points: bars, and a line after the best few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workshops.domain.results import PointsResult

BEST = 5


@dataclass(frozen=True)
class RankBar:
    """One cluster; bars are 0 to 100, the longest of each kind reaches 100 if it has points."""

    rank: int | None  # ties share one: 1, 2, 2, 4; none without points
    number: int
    name: str
    category: str
    points: int
    people: int
    percent: float  # of all points, each person weighs the same
    percent_by_district: float  # each district weighs the same
    bar: float
    bar_by_district: float
    is_best: bool  # above the line
    begins_rest: bool  # the line is drawn above this one


@dataclass(frozen=True)
class RankingPicture:
    bars: list[RankBar]
    best: int  # how many were asked for
    above: int  # how many are above the line: more if the last of them are tied

    @property
    def is_empty(self) -> bool:
        return not self.above


def ranking_picture(results: Sequence[PointsResult], best: int = BEST) -> RankingPicture:
    """By share of each person's points, most first, then by number.

    The line is after the best `best` of those that have points; who is tied with the last of
    them is above it too.
    """
    ordered = sorted(results, key=lambda one: (-_rounded(one), one.cluster.number))
    ranks = [_rank(one, ordered) for one in ordered]
    longest = max((one.share for one in ordered), default=0)
    longest_by_district = max((one.share_by_district for one in ordered), default=0)
    above = sum(rank is not None and rank <= best for rank in ranks)
    bars = [
        RankBar(
            rank=rank,
            number=one.cluster.number,
            name=one.cluster.name,
            category=one.cluster.category,
            points=one.points,
            people=one.people,
            percent=round(100 * one.share, 1),
            percent_by_district=round(100 * one.share_by_district, 1),
            bar=_length(one.share, longest),
            bar_by_district=_length(one.share_by_district, longest_by_district),
            is_best=place < above,
            begins_rest=0 < above == place,
        )
        for place, (one, rank) in enumerate(zip(ordered, ranks, strict=True))
    ]
    return RankingPicture(bars, best, above)


def _rounded(one: PointsResult) -> float:
    return round(one.share, 9)  # what remains is a computer's rounding


def _rank(one: PointsResult, others: Sequence[PointsResult]) -> int | None:
    more = sum(_rounded(other) > _rounded(one) for other in others)
    return more + 1 if one.points else None


def _length(share: float, longest: float) -> float:
    return round(100 * share / longest, 1) if longest else 0.0
