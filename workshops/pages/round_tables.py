"""What came of a revealed round, as rows of tables: numbers rounded, words in place."""

from __future__ import annotations

from dataclasses import dataclass

from workshops.domain.results import (
    AxisResult,
    RatingResult,
    concordance,
    points_results,
    rating_results,
)
from workshops.enums import Horizon
from workshops.measures.consensus import SHOWN_MINIMUM, Concordance, Stability
from workshops.measures.spread import Spread
from workshops.models import Cluster, Round
from workshops.round_words import AXES, VERDICTS, concordance_word


@dataclass(frozen=True)
class PointsRow:
    cluster: Cluster
    points: int
    people: int
    percent: str  # of all points, each person weighs the same
    percent_by_district: str  # each district weighs the same


@dataclass(frozen=True)
class AxisRow:
    """One cluster on one axis, as texts; empty while nobody has rated it."""

    label: str
    n: int
    median: str
    median_by_district: str
    iqr: str
    percent: str
    verdict: str
    verdict_label: str


@dataclass(frozen=True)
class DistrictRow:
    name: str
    n: int
    medians: list[str]  # by axis


@dataclass(frozen=True)
class RatingRow:
    cluster: Cluster
    n: int
    axes: list[AxisRow]
    verdict: str
    verdict_label: str
    skipped: int
    districts: list[DistrictRow]
    horizons: list[tuple[str, int]]
    first: RatingRow | None  # the same cluster in the round before
    stability: Stability | None

    @property
    def shift(self) -> str:
        """How far the mean has moved, with its sign; empty if nobody answered twice."""
        moved = self.stability.mean_shift if self.stability else None
        return "" if moved is None else f"{moved:+.1f}"


@dataclass(frozen=True)
class ConcordanceRow:
    label: str
    found: Concordance | None
    w: str
    word: str


@dataclass(frozen=True)
class RatingTable:
    axes: list[str]
    rows: list[RatingRow]
    concordance: list[ConcordanceRow]
    is_second: bool
    disputed_total: int


def points_table(round_: Round) -> list[PointsRow]:
    """Most points first. Seven queries."""
    return [
        PointsRow(
            one.cluster,
            one.points,
            one.people,
            _percent(one.share),
            _percent(one.share_by_district),
        )
        for one in points_results(round_)
    ]


def rating_table(round_: Round) -> RatingTable:
    """By number; of a second round each row has the first one's beside it."""
    results = rating_results(round_)
    before = rating_results(round_.second_of) if round_.second_of else []
    names = {one.pk: one.name for one in round_.workshop.province.districts.all()}
    first = {one.cluster.pk: _rating_row(one, names, None) for one in before}
    rows = [_rating_row(one, names, first.get(one.cluster.pk)) for one in results]
    axes = list(results[0].axes) if results else []
    agreement = [_concordance_row(round_, axis) for axis in axes]
    disputed = sum(row.verdict == "disputed" for row in rows)
    labels = [str(AXES[axis]) for axis in axes]
    return RatingTable(labels, rows, agreement, round_.second_of is not None, disputed)


def _rating_row(result: RatingResult, names: dict[str, str], first: RatingRow | None) -> RatingRow:
    spread = result.axes["impact"].spread
    return RatingRow(
        result.cluster,
        spread.n if spread else 0,
        [_axis_row(name, axis) for name, axis in result.axes.items()],
        str(result.verdict),
        str(VERDICTS[result.verdict]),
        result.skipped,
        _district_rows(result, names),
        [(str(one.label), result.horizons.get(one, 0)) for one in Horizon if result.horizons],
        first,
        result.stability,
    )


def _axis_row(name: str, axis: AxisResult) -> AxisRow:
    spread = axis.spread
    return AxisRow(
        str(AXES[name]),
        spread.n if spread else 0,
        _number(spread.median if spread else None),
        _number(axis.median_by_district),
        _number(spread.iqr if spread else None),
        _percent(axis.share),
        str(axis.verdict),
        str(VERDICTS[axis.verdict]),
    )


def _district_rows(result: RatingResult, names: dict[str, str]) -> list[DistrictRow]:
    by_axis: list[dict[str, Spread]] = [axis.by_district for axis in result.axes.values()]
    codes = sorted({code for found in by_axis for code in found})
    rows = []
    for code in codes:
        spreads = [found.get(code) for found in by_axis]
        n = max(spread.n for spread in spreads if spread)
        medians = [
            _number(spread.median if spread and spread.n >= SHOWN_MINIMUM else None)
            for spread in spreads
        ]
        rows.append(DistrictRow(names.get(code, code), n, medians))
    return rows


def _concordance_row(round_: Round, axis: str) -> ConcordanceRow:
    found = concordance(round_, axis)
    w = f"{found.w:.2f}" if found else ""
    return ConcordanceRow(str(AXES[axis]), found, w, concordance_word(found))


def _number(value: float | None) -> str:
    """At most two decimals, none that say nothing; empty for no value."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.0f}"
