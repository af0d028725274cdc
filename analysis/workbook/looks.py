"""What a column shows beside its values: colours by value, bars, and lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from analysis.models import Status
from analysis.tables.table import Column, Kind
from analysis.workbook.cells import CellWriter
from workshops.enums import Stance

LONGEST_LIST = 255  # signs of a list that stands in its rule; a longer one needs a sheet
LIST_SHEET = "รายการเลือก"
# Pale enough for black letters; what a colour says is said by the word too.
COLOURS: dict[str, dict[Any, str]] = {
    "status": dict(zip(Status, ("#EEF1F4", "#FFF1CC", "#D8F0DE"), strict=True)),
    "stance": dict(zip(Stance, ("#D8F0DE", "#FBE0DD", "#DCE9F7", "#FFF1CC"), strict=True)),
}


def colour_columns(
    writer: CellWriter,
    sheet: Any,  # noqa: ANN401
    columns: Sequence[Column],
    first: int,
    last: int,
) -> None:
    """Heat over neighbouring columns together, bars of each one, colours of known words."""
    for scale, near in groupby(enumerate(columns), key=lambda pair: pair[1].scale):
        places = [number for number, _column in near]
        if scale == "heat":
            rule = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#F2A33A"}
            sheet.conditional_format(first, places[0], last, places[-1], rule)
        elif scale == "bars":
            for place in places:
                sheet.conditional_format(first, place, last, place, _bars())
    for number, column in enumerate(columns):
        for word, colour in COLOURS.get(column.name, {}).items():
            shown = str(word.label).replace('"', '""')
            look = writer.book.add_format({"bg_color": colour})
            rule = {"type": "cell", "criteria": "==", "value": f'"{shown}"', "format": look}
            sheet.conditional_format(first, number, last, number, rule)


def _bars() -> dict[str, object]:
    return {
        "type": "data_bar",
        "bar_color": "#9CCFC7",
        "bar_solid": True,
        "min_type": "num",
        "min_value": 0,
    }


def offer_choices(
    writer: CellWriter,
    sheet: Any,  # noqa: ANN401
    columns: Sequence[Column],
    first: int,
    last: int,
) -> None:
    """A list to choose from, where a column has one; another value is warned of, not refused."""
    for number, column in enumerate(columns):
        if column.choices and column.kind in (Kind.TEXT, Kind.LONG):
            source = _source(writer, column.choices)
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(first, number, last, number, rule)


def _source(writer: CellWriter, choices: Sequence[str]) -> object:
    if len(",".join(choices)) <= LONGEST_LIST and not any(set(',"') & set(c) for c in choices):
        return list(choices)
    return f"='{LIST_SHEET}'!{writer.lists.range_of(choices)}"


def draw_lists(writer: CellWriter) -> None:
    if not writer.lists.found:
        return
    sheet = writer.book.add_worksheet(LIST_SHEET)
    for row, column, word in writer.lists.rows():
        writer.put(sheet, row, column, word)
    sheet.hide()
