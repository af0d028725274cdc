"""One score from points, impact and uncertainty, the ranking by it, and the four quadrants."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from workshops.measures.keys import Key
from workshops.measures.spread import SCALE

# Scores that agree to so many decimals are a tie; what remains is a computer's rounding.
DECIMALS = 9

Item = TypeVar("Item", bound=Key)


@dataclass(frozen=True)
class Weights:
    """How much each part counts; only their proportions matter.

    Raises `ValueError` for a weight below 0 or not finite, and if all of them are 0.
    """

    points: float
    impact: float
    uncertainty: float

    def __post_init__(self) -> None:
        parts = (self.points, self.impact, self.uncertainty)
        if not all(math.isfinite(part) and part >= 0 for part in parts) or not any(parts):
            raise ValueError("weights are 0 or more, and at least one is more than 0")


class Quadrant(StrEnum):
    """The fields of the map, impact by uncertainty."""

    ACT = "act"  # high impact, low uncertainty: a planning assumption
    WATCH = "watch"  # high impact, high uncertainty: an axis for scenarios
    NOTE = "note"  # low impact, high uncertainty
    KEEP = "keep"  # low impact, low uncertainty


def priority(
    *,
    points_share: float | None,
    impact: float | None,
    uncertainty: float | None,
    weights: Weights,
) -> float | None:
    """The weighted mean of the parts, each scaled to 0..1; a number without unit, 0..1.

    points_share: 0..1, the item's share relative to the largest share of all items, formed by
    the caller. impact, uncertainty: 1..5, scaled as (x - 1) / 4. A part that is None is left out
    together with its weight; None if no part is left that weighs anything.
    Raises `ValueError` for a part outside its range.
    """
    parts = (
        (_within(points_share, 0, 1), weights.points),
        (_within(impact, *SCALE), weights.impact),
        (_within(uncertainty, *SCALE), weights.uncertainty),
    )
    known = [(part, weight) for part, weight in parts if part is not None]
    total = math.fsum(weight for _, weight in known)
    if total == 0:
        return None
    return math.fsum(part * weight for part, weight in known) / total


def _within(value: float | None, low: float, high: float) -> float | None:
    """Scaled so that low is 0 and high is 1."""
    if value is not None and not low <= value <= high:
        raise ValueError(f"{value} is not within {low} and {high}")
    return None if value is None else (value - low) / (high - low)


def ranked(scores: Mapping[Item, float | None]) -> list[tuple[int | None, Item]]:
    """Each item with its rank, the highest score first; ties share a rank: 1, 2, 2, 4.

    Tied items stand in the order of their keys. Items without a score come last, in the order
    of their keys, with the rank None. Scores that agree to nine decimals tie.
    """
    rounded = {item: round(score, DECIMALS) for item, score in _scored(scores)}
    ordered = sorted(rounded, key=lambda item: -rounded[item])  # stable: keys stay in order
    ranks: dict[float, int] = {}
    for place, item in enumerate(ordered, start=1):
        ranks.setdefault(rounded[item], place)
    scored: list[tuple[int | None, Item]] = [(ranks[rounded[item]], item) for item in ordered]
    return scored + [(None, item) for item in sorted(scores) if scores[item] is None]


def _scored(scores: Mapping[Item, float | None]) -> list[tuple[Item, float]]:
    """The items that have a score, with it, in the order of their keys."""
    found = ((item, scores[item]) for item in sorted(scores))
    return [(item, score) for item, score in found if score is not None]


def quadrant(impact: float, uncertainty: float, *, middle: float = 3.0) -> Quadrant:
    """The field of the map for a pair of medians on the scale 1..5; the middle itself is high."""
    if impact >= middle:
        return Quadrant.WATCH if uncertainty >= middle else Quadrant.ACT
    return Quadrant.NOTE if uncertainty >= middle else Quadrant.KEEP
