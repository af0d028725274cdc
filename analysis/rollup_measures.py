"""The figures of one line of the roll-up, from plain answers. Pure: no database, no pandas.

Every person weighs the same, or every district does: `workshops.measures.weights` says how.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from workshops.measures.consensus import DEFAULTS, SHOWN_MINIMUM, Rule, Verdict, verdict_of
from workshops.measures.keys import Key
from workshops.measures.spread import Spread, spread_of
from workshops.measures.weights import (
    median_per_district,
    points_shares,
    points_shares_by_district,
)

Line = TypeVar("Line", bound=Key)
Points = Mapping[int, Mapping[Line, int]]  # person: line: points


@dataclass(frozen=True)
class PointsFigures:
    """One line's points. The shares (0..1) are None if only one or two people gave any."""

    points: int = 0
    people: int = 0
    share: float | None = None  # each person weighs the same
    share_by_district: float | None = None  # each district weighs the same

    @property
    def is_left_out(self) -> bool:
        return 0 < self.people < SHOWN_MINIMUM


@dataclass(frozen=True)
class AxisFigures:
    """What people answered on one axis, 1 to 5; all None if fewer than three did."""

    people: int = 0
    spread: Spread | None = None  # each person weighs the same
    median_by_district: float | None = None  # the mean of the districts' medians
    verdict: Verdict = Verdict.TOO_FEW  # by the interquartile range, at most 1

    @property
    def is_left_out(self) -> bool:
        return 0 < self.people < SHOWN_MINIMUM


def points_figures(
    points: Points[Line], lines: Iterable[Line], district_of: Mapping[int, str]
) -> dict[Line, PointsFigures]:
    """Of each line what was given to it. Without anybody's points there are no shares."""
    wanted = list(lines)
    totals: dict[Line, int] = {}
    people: dict[Line, int] = {}
    for mine in points.values():
        for line, number in mine.items():
            totals[line] = totals.get(line, 0) + number
            people[line] = people.get(line, 0) + (number > 0)
    if not any(totals.get(line) for line in wanted):
        return {line: PointsFigures() for line in wanted}
    shares = points_shares(points, wanted)
    weighed = points_shares_by_district(points, wanted, district_of)
    found = {}
    for line in wanted:
        n = people.get(line, 0)
        is_shown = n == 0 or n >= SHOWN_MINIMUM
        both = (shares[line], weighed[line]) if is_shown else (None, None)
        found[line] = PointsFigures(totals.get(line, 0), n, *both)
    return found


def axis_figures(answers: Mapping[int, float], district_of: Mapping[int, str]) -> AxisFigures:
    """answers: of each person the one answer that counts (see `one_answer`)."""
    if len(answers) < SHOWN_MINIMUM:
        return AxisFigures(people=len(answers))
    return AxisFigures(
        len(answers),
        spread_of(answers.values()),
        median_per_district(answers, district_of),
        verdict_of(answers.values(), Rule.IQR, DEFAULTS[Rule.IQR]),
    )


def one_answer(given: Iterable[Mapping[int, float]]) -> dict[int, float]:
    """Of each person the mean of what they answered about the clusters of one line."""
    several = list(given)
    if len(several) == 1:
        return {person: float(value) for person, value in several[0].items()}
    answers: dict[int, list[float]] = {}
    for cluster in several:
        for person, value in cluster.items():
            answers.setdefault(person, []).append(value)
    return {person: math.fsum(values) / len(values) for person, values in answers.items()}


def share_of(part: int, whole: int) -> float | None:
    """0..1; None of nothing."""
    return part / whole if whole else None
