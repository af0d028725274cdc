"""One number for the room, counted two ways: each person the same, or each district the same."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from statistics import median
from typing import TypeVar

Rater = TypeVar("Rater")
Item = TypeVar("Item")


def median_per_district(
    values: Mapping[Rater, float], district_of: Mapping[Rater, str | None]
) -> float | None:
    """The mean of the districts' medians: each district with a value weighs the same.

    Raters of no district (not in `district_of`, None or "") count in none; None if nobody is left.
    """
    districts: defaultdict[str, list[float]] = defaultdict(list)
    for rater, value in values.items():
        if district := district_of.get(rater):
            districts[district].append(value)
    medians = [median(found) for found in districts.values()]
    return math.fsum(medians) / len(medians) if medians else None


def points_shares(
    points: Mapping[Rater, Mapping[Item, int]], items: Iterable[Item]
) -> dict[Item, float]:
    """Each item's share (0..1) of the points, each person who gave any weighs the same.

    Every person's points are first scaled to a sum of 1, so half a budget weighs as much as a
    whole one. Points on other items are left out before. Items in the order given; the shares
    sum to 1, or are all 0.0 if nobody gave points. Raises `ValueError` for negative points.
    """
    wanted = dict.fromkeys(items)
    persons = [scaled for given in points.values() if (scaled := _scaled(given, wanted))]
    return _mean_shares(persons, wanted)


def points_shares_by_district(
    points: Mapping[Rater, Mapping[Item, int]],
    items: Iterable[Item],
    district_of: Mapping[Rater, str | None],
) -> dict[Item, float]:
    """The mean over districts of the districts' `points_shares`: each weighs the same.

    Districts in which nobody gave points count for nothing, and so do persons of no district.
    """
    wanted = dict.fromkeys(items)
    districts: defaultdict[str, list[dict[Item, float]]] = defaultdict(list)
    for person, given in points.items():
        scaled = _scaled(given, wanted)
        if scaled and (district := district_of.get(person)):
            districts[district].append(scaled)
    return _mean_shares([_mean_shares(one, wanted) for one in districts.values()], wanted)


def _scaled(given: Mapping[Item, int], wanted: Collection[Item]) -> dict[Item, float]:
    """One person's points on the items, scaled to a sum of 1; without items of no points."""
    found = {item: number for item, number in given.items() if number and item in wanted}
    if found and min(found.values()) < 0:
        raise ValueError("points are never negative")
    total = sum(found.values())
    return {item: number / total for item, number in found.items()}


def _mean_shares(parts: list[dict[Item, float]], wanted: Collection[Item]) -> dict[Item, float]:
    if not parts:
        return dict.fromkeys(wanted, 0.0)
    # Of thousands of items each person gives points to a few: only those are gone through.
    given: defaultdict[Item, list[float]] = defaultdict(list)
    for part in parts:
        for item, share in part.items():
            given[item].append(share)
    return {item: math.fsum(given.get(item, ())) / len(parts) for item in wanted}
