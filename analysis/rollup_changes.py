"""How the picture changed between rounds and between years, as the page's tables show it."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.rollup import Line, Rollup
from analysis.rollup_measures import AxisFigures, PointsFigures
from analysis.rollup_page import LEFT_OUT, Cell, number_text, percent, points_cell
from workshops.years import buddhist_year


@dataclass(frozen=True)
class ShownChange:
    line: Line
    cells: list[Cell]  # points: first, newest, difference; impact and uncertainty alike


@dataclass(frozen=True)
class ShownYears:
    years: list[int]  # Buddhist Era
    lines: list[tuple[Line, list[tuple[Cell, Cell]]]]  # of each year: factors, points


def rounds_shown(rollup: Rollup) -> list[ShownChange]:
    return [
        ShownChange(
            one.line, [*_points(*one.points), *_medians(*one.impact), *_medians(*one.uncertainty)]
        )
        for one in rollup.changes
    ]


def years_shown(rollup: Rollup) -> ShownYears | None:
    """None if all workshops were held in one year. Of unaligned clusters nothing: each is of
    one workshop, so of one year."""
    if not rollup.years:
        return None
    lines = []
    for line in rollup.themes:
        figures = [of_year[line.item] for of_year in rollup.years.values()]
        cells = [(Cell(percent(one.factors_share)), points_cell(one.points)) for one in figures]
        lines.append((line, cells))
    return ShownYears([buddhist_year(year) for year in rollup.years], lines)


def _points(first: PointsFigures, newest: PointsFigures) -> list[Cell]:
    both = (first.share, newest.share)
    difference = Cell("")
    if both[0] is not None and both[1] is not None:
        difference = Cell(_signed(100 * (both[1] - both[0])))
    return [points_cell(first), points_cell(newest), difference]


def _medians(first: AxisFigures, newest: AxisFigures) -> list[Cell]:
    cells = [_median(one) for one in (first, newest)]
    if first.spread is None or newest.spread is None:
        return [*cells, Cell("")]
    return [*cells, Cell(_signed(newest.spread.median - first.spread.median))]


def _median(figures: AxisFigures) -> Cell:
    if figures.is_left_out:
        return Cell(LEFT_OUT)
    return Cell("" if figures.spread is None else number_text(figures.spread.median, 1))


def _signed(value: float) -> str:
    text = number_text(abs(value), 1)
    if text == "0":
        return "0"
    return f"+{text}" if value > 0 else f"−{text}"
