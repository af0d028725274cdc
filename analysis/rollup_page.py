"""The roll-up as its page shows it: columns, the order of the lines, the links behind numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import localize
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.forms_rollup import RollupForm, Sort
from analysis.rollup import Line, Rollup
from analysis.rollup_measures import AxisFigures, PointsFigures
from analysis.selection import Selection
from workshops.enums import Category
from workshops.measures.consensus import joint_verdict
from workshops.round_words import VERDICTS

LEFT_OUT = "–"


@dataclass(frozen=True)
class Heading:
    """A column's title; `href` sorts by it."""

    title: str
    meaning: str
    href: str
    is_sorted: bool


@dataclass(frozen=True)
class Cell:
    """A number, and where the rows behind it are; `note` explains what is left out."""

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class ShownLine:
    line: Line
    href: str  # its factors
    category: str
    districts: list[tuple[str, int, str]]  # name, factors, their address
    cells: list[Cell]


@dataclass(frozen=True)
class Addresses:
    """Where the rows behind a number are. The file only for whoever may have it."""

    selection: Selection
    with_file: bool

    def factors(self, line: Line, district: str = "") -> str:
        if line.theme is None:
            assert line.workshop is not None
            address = reverse("analysis:factors", args=[line.workshop.code])
            asked = {"cluster": line.item.pk} | ({"district": district} if district else {})
            return f"{address}?{urlencode(asked)}"
        args = [self.selection.cycle.pk, line.theme.pk]
        address = reverse("analysis:theme-factors", args=args)
        return _with(address, self.selection.query, {"of": district} if district else {})

    def rows(self, line: Line, kind: str) -> str:
        if not self.with_file:
            return ""
        address = reverse("analysis:rollup-rows", args=[self.selection.cycle.pk])
        theme = line.number if line.theme else 0
        return _with(address, self.selection.query, {"kind": kind, "theme": theme})


def headings_of(selection: Selection, form: RollupForm) -> list[Heading]:
    """In the order of the cells."""
    meanings = {
        Sort.FACTORS: _("Sentences on the board; those that say the same count each"),
        Sort.PERSONS: _("Who wrote one of them, each once"),
        Sort.SUPPORT: _("Who agrees with any of it, each once"),
        Sort.SHARE: _("Share of all points, per cent; each person weighs the same"),
        Sort.WEIGHED: _("Share of all points, per cent; each district weighs the same"),
        Sort.IMPACT: _("Median, 1 to 5: each person the same | each district the same"),
        Sort.UNCERTAINTY: _("Median, 1 to 5: each person the same | each district the same"),
        Sort.SPREAD: _("Interquartile range of impact | uncertainty, and what it says"),
    }
    address = reverse("analysis:rollup", args=[selection.cycle.pk])
    chosen = form.cleaned_data["sort"]
    return [
        Heading(
            str(sort.label),
            meaning,
            _with(address, selection.query, form.changed | {"sort": sort.value}) + "#table",
            sort.value == chosen,
        )
        for sort, meaning in meanings.items()
    ]


def ordered(lines: Sequence[Line], sort: str) -> list[Line]:
    """The highest first, what is left out last; equal ones by number."""
    value = ORDER[Sort(sort)]
    down = -1 if sort != Sort.NUMBER else 1

    def key(line: Line) -> tuple[bool, float, int, int]:
        found = value(line)
        return (found is None, down * (found or 0), line.number, line.item.pk)

    return sorted(lines, key=key)


def shown(lines: Sequence[Line], rollup: Rollup, to: Addresses) -> list[ShownLine]:
    names = {one.pk: one.name for one in rollup.districts}
    return [
        ShownLine(
            line=line,
            href=to.factors(line),
            category=str(Category(line.category).label) if line.category else "",
            districts=[(names[c], n, to.factors(line, c)) for c, n in line.by_district.items()],
            cells=_cells(line, to),
        )
        for line in lines
    ]


def percent(share: float | None, places: int = 1) -> str:
    """12.5 for 0.125, without a sign; empty for nothing."""
    return "" if share is None else number_text(100 * share, places)


def points_cell(figures: PointsFigures, *, by_district: bool = False, href: str = "") -> Cell:
    if figures.is_left_out:
        return Cell(LEFT_OUT, note=_few())
    share = figures.share_by_district if by_district else figures.share
    return Cell(percent(share), href if share else "")


def median_cell(figures: AxisFigures, href: str = "") -> Cell:
    """By person | by district."""
    if figures.is_left_out:
        return Cell(LEFT_OUT, note=_few())
    if figures.spread is None or figures.median_by_district is None:
        return Cell("")
    both = (figures.spread.median, figures.median_by_district)
    return Cell(" | ".join(number_text(one, 1) for one in both), href)


def _cells(line: Line, to: Addresses) -> list[Cell]:
    points, rows = line.points, to.rows
    return [
        Cell(localize(line.factors), to.factors(line)),
        Cell(localize(line.persons), rows(line, "factor")),
        Cell(localize(line.support), rows(line, "support") if line.support else ""),
        points_cell(points, href=rows(line, "points")),
        points_cell(points, by_district=True, href=rows(line, "points")),
        median_cell(line.impact, rows(line, "rating")),
        median_cell(line.uncertainty, rows(line, "rating")),
        _agreement(line, rows(line, "rating")),
    ]


def _agreement(line: Line, href: str) -> Cell:
    axes = (line.impact, line.uncertainty)
    spreads = [one.spread for one in axes if one.spread is not None]
    if len(spreads) < len(axes):
        return Cell(LEFT_OUT if line.impact.is_left_out else "")
    verdict = joint_verdict(one.verdict for one in axes)
    widths = " | ".join(number_text(one.iqr, 1) for one in spreads)
    return Cell(widths, href, str(VERDICTS[verdict]))


def _few() -> str:
    return pgettext("roll-up", "fewer than 3 people")


def number_text(value: float, places: int) -> str:
    """At most so many places; 3 and not 3.0."""
    rounded = round(Decimal(repr(value)), places)
    whole = rounded == rounded.to_integral_value()
    return localize(int(rounded) if whole else rounded)


def _with(address: str, query: str, more: Mapping[str, str | int]) -> str:
    full = "&".join(filter(None, (query, urlencode(more))))
    return f"{address}?{full}" if full else address


def _median(figures: AxisFigures) -> float | None:
    return figures.spread.median if figures.spread else None


def _width(line: Line) -> float | None:
    spreads = [one.spread.iqr for one in (line.impact, line.uncertainty) if one.spread]
    return max(spreads) if spreads else None


ORDER: dict[Sort, Callable[[Line], float | None]] = {
    Sort.DISTRICTS: lambda line: line.districts + line.factors / 1e9,
    Sort.NUMBER: lambda line: line.number,
    Sort.FACTORS: lambda line: line.factors,
    Sort.PERSONS: lambda line: line.persons,
    Sort.SUPPORT: lambda line: line.support,
    Sort.SHARE: lambda line: line.points.share,
    Sort.WEIGHED: lambda line: line.points.share_by_district,
    Sort.IMPACT: lambda line: _median(line.impact),
    Sort.UNCERTAINTY: lambda line: _median(line.uncertainty),
    Sort.SPREAD: _width,
}
