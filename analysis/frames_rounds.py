"""What came of revealed rounds, as frames: one row per cluster. Only aggregates; no person.

A figure that fewer than `SMALLEST` people stand behind is left out: it would be their answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from workshops.domain.results import (
    AxisResult,
    RatingResult,
    points_results,
    rating_results,
)
from workshops.enums import Horizon, RoundKind
from workshops.measures.consensus import SHOWN_MINIMUM
from workshops.measures.priority import Weights, priority, ranked
from workshops.models import Cluster, District, Round, Workshop

SMALLEST = SHOWN_MINIMUM
# Two ways to count: each person weighs the same, or each district does.
PERSONS, DISTRICTS = "", "_by_district"
Rows = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Rated:
    """A first round of ratings, and of each cluster its newest second round."""

    round: Round
    first: list[RatingResult]
    again: dict[int, RatingResult] = field(default_factory=dict)
    seconds: list[Round] = field(default_factory=list)

    @property
    def final(self) -> list[RatingResult]:
        return [self.again.get(one.cluster.pk, one) for one in self.first]

    @property
    def axes(self) -> list[str]:
        return list(self.first[0].axes) if self.first else []


def revealed_rounds(workshop: Workshop, kind: RoundKind) -> list[Round]:
    """Newest first; second rounds belong to their first one. One query."""
    rounds = workshop.rounds.revealed().filter(kind=kind, second_of=None)
    return list(rounds.select_related("workshop", "second_of__workshop").order_by("-number"))


def rated(round_: Round) -> Rated:
    """Its results and its revealed second rounds'. Seven queries; each second round nine."""
    later = round_.second_rounds.revealed().order_by("number")
    seconds = list(later.select_related("workshop", "second_of__workshop"))
    again = {one.cluster.pk: one for second in seconds for one in rating_results(second)}
    return Rated(round_, rating_results(round_), again, seconds)


def is_enough(axis: AxisResult) -> bool:
    return axis.spread is not None and axis.spread.n >= SMALLEST


def priority_frame(points: Round | None, ratings: Rated | None, weights: Weights) -> pd.DataFrame:
    """One row per cluster that either round asked about, best first; those without score last.

    Index     cluster     int64    primary key
    Columns   number      int64    its dot in pictures
              name, category       string
              points      Int64    NA if the round did not ask about it
              and twice, of persons that weigh the same and, with `_by_district` appended, of
              districts that weigh the same:
              share       object   Decimal percent of all points, or None
              impact, uncertainty  object   Decimal 1..5, or None
              score       object   Decimal 0..100 (`measures.priority`), or None
              rank        Int64    1 is the best, ties share one; NA without score
    """
    rows: Rows = {}
    for said in ratings.final if ratings else []:
        rows[said.cluster.pk] = _named(said.cluster) | _medians(said)
    for gave in points_results(points) if points else []:
        row = rows.setdefault(gave.cluster.pk, _named(gave.cluster))
        row |= {"points": gave.points, "share": gave.share}
        row["share_by_district"] = gave.share_by_district
    for way in (PERSONS, DISTRICTS):
        _score(rows, way, weights)
    order = sorted(rows, key=lambda pk: (rows[pk]["rank"] or len(rows) + 1, rows[pk]["number"]))
    figures = ("share", "impact", "uncertainty", "score", "rank")
    columns = ["number", "name", "category", "points"]
    columns += [f"{name}{way}" for way in (PERSONS, DISTRICTS) for name in figures]
    whole = dict.fromkeys(("points", "rank", "rank_by_district"), "Int64")
    return clusters_frame(rows, order, columns).astype(whole)


def _named(cluster: Cluster) -> dict[str, Any]:
    return {"number": cluster.number, "name": cluster.name, "category": cluster.category}


def _medians(said: RatingResult) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for axis in ("impact", "uncertainty"):
        found = said.axes[axis]
        if found.spread is not None and is_enough(found):
            row[axis] = found.spread.median
            row[f"{axis}_by_district"] = found.median_by_district
    return row


def _score(rows: Rows, way: str, weights: Weights) -> None:
    """Add the score and the rank; afterwards the figures are as exact as a reader needs them."""
    most = max((row.get(f"share{way}") or 0 for row in rows.values()), default=0)
    scores: dict[int, float | None] = {}
    for pk, row in rows.items():
        share = row.get(f"share{way}")
        scores[pk] = priority(
            points_share=share / most if most and share is not None else None,
            impact=row.get(f"impact{way}"),
            uncertainty=row.get(f"uncertainty{way}"),
            weights=weights,
        )
    for rank, pk in ranked(scores):
        row = rows[pk]
        row[f"rank{way}"] = rank
        row[f"score{way}"] = figure(scores[pk], times=100, places=1)
        row[f"share{way}"] = figure(row.get(f"share{way}"), times=100, places=1)
        for axis in ("impact", "uncertainty"):
            row[f"{axis}{way}"] = figure(row.get(f"{axis}{way}"))


def axis_frame(found: Rated, axis: str) -> pd.DataFrame:
    """One row per cluster, by number: the first round and, with `_again` appended, the second.

    Index     cluster   int64   primary key
    Columns   number    int64
              name, category    string
              n, skipped        Int64   how many rated it and how many skipped it; NA: not asked
              median, iqr, by_district   object   Decimal in steps of the scale, or None
              share     object   Decimal percent in agreement, or None
              verdict   object   a value of `Verdict`, or None
              both, same   Int64   who answered twice, and who of them the same; NA: not asked
              shift     object   Decimal: mean of second minus first, or None
    `by_district` is the mean of the districts' medians. Both, same and shift are of the impact.
    """
    rows: Rows = {}
    for one in found.first:
        again = found.again.get(one.cluster.pk)
        row = _named(one.cluster) | _axis(one, axis, "")
        if again is not None:
            row |= _axis(again, axis, "_again") | _moved(again, axis)
        rows[one.cluster.pk] = row
    figures = ("n", "skipped", "median", "iqr", "share", "verdict", "by_district")
    columns = ["number", "name", "category", *(f"{n}{w}" for w in ("", "_again") for n in figures)]
    columns += ["both", "same", "shift"]
    whole = dict.fromkeys(("n", "skipped", "n_again", "skipped_again", "both", "same"), "Int64")
    return clusters_frame(rows, list(rows), columns).astype(whole)


def districts_frame(
    results: Iterable[RatingResult], axis: str, districts: Sequence[District]
) -> pd.DataFrame:
    """One row per cluster; of each district its median and, with `_n` appended, how many rated.

    Index     cluster   int64   primary key
    Columns   number    int64
              name, category   string
              <code>    object  Decimal 1..5; None below `SMALLEST`
              <code>_n  Int64   0 for nobody
    """
    rows: Rows = {}
    for one in results:
        row = _named(one.cluster)
        for district in districts:
            spread = one.axes[axis].by_district.get(district.pk)
            row[f"{district.pk}_n"] = n = spread.n if spread else 0
            row[district.pk] = figure(spread.median) if spread and n >= SMALLEST else None
        rows[one.cluster.pk] = row
    codes = [district.pk for district in districts]
    counts = [f"{code}_n" for code in codes]
    frame = clusters_frame(rows, list(rows), ["number", "name", "category", *codes, *counts])
    return frame.astype(dict.fromkeys(counts, "Int64"))


def horizons_frame(results: Iterable[RatingResult]) -> pd.DataFrame:
    """One row per cluster that at least `SMALLEST` people gave a horizon; a column per horizon.

    Index     cluster   int64   primary key
    Columns   number    int64
              name, category   string
              <code>    int64   how many say so
    """
    rows: Rows = {
        one.cluster.pk: _named(one.cluster) | {code: one.horizons.get(code, 0) for code in Horizon}
        for one in results
        if sum(one.horizons.values()) >= SMALLEST
    }
    frame = clusters_frame(rows, list(rows), ["number", "name", "category", *Horizon.values])
    return frame.astype(dict.fromkeys(Horizon.values, "int64"))


def clusters_frame(rows: Rows, order: Sequence[int], columns: Sequence[str]) -> pd.DataFrame:
    """Rows by the key of their cluster; what a row lacks is None."""
    index = pd.Index(list(order), dtype="int64", name="cluster")
    values = [[rows[pk].get(name) for name in columns] for pk in order]
    frame = pd.DataFrame(values, index=index, columns=list(columns), dtype="object")
    return frame.astype({"number": "int64", "name": "string", "category": "string"})


def figure(value: float | None, *, times: int = 1, places: int = 2) -> Decimal | None:
    """As a reader needs it; half a unit of the last place is rounded up."""
    if value is None:
        return None
    return Decimal(repr(round(value * times, 9))).quantize(
        Decimal(1).scaleb(-places), "ROUND_HALF_UP"
    )


def _axis(one: RatingResult, axis: str, suffix: str) -> dict[str, Any]:
    found = one.axes[axis]
    n = found.spread.n if found.spread else 0
    row: dict[str, Any] = {"n": n, "skipped": one.skipped, "verdict": str(found.verdict)}
    if found.spread is not None and is_enough(found):
        row["median"] = figure(found.spread.median)
        row["iqr"] = figure(found.spread.iqr)
        row["share"] = figure(found.share, times=100, places=0)
        row["by_district"] = figure(found.median_by_district)
    return {f"{name}{suffix}": value for name, value in row.items()}


def _moved(again: RatingResult, axis: str) -> dict[str, Any]:
    kept = again.stability
    if axis != "impact" or kept is None:
        return {}
    enough = kept.both >= SMALLEST
    return {
        "both": kept.both,
        "same": kept.same if enough else None,
        "shift": figure(kept.mean_shift) if enough else None,
    }
