"""One table on one sheet: title, headings, rows, sums; ready to filter and to print."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import pgettext

from analysis.tables.table import Column, Kind, Stream, Table, Value
from analysis.workbook.cells import SUM, CellWriter, Look, height_of
from analysis.workbook.looks import colour_columns, offer_choices
from analysis.workbook.paper import PLAIN, TITLE, add_sheet, put_title
from analysis.workbook.places import Places, length_of
from analysis.workbook.rows import RowMaker, RowSheet

__all__ = ["PLAIN", "TITLE", "add_sheet", "draw_sheet", "draw_table", "put_title"]

HEAD_ROW = 3  # title, note, what is to be known, then the headings
HEADING: Look = {
    "indent": 0,
    "bold": True,
    "bg_color": "#0F5C55",
    "font_color": "#FFFFFF",
    "text_wrap": True,
}
HEADING |= {"valign": "vcenter", "align": "center"}
TABLE_STYLE = "Table Style Light 1"
STEP = 500  # rows between two words on how far it is

# Called with how many more rows are written.
Progress = Callable[[int], None]
NO_PLACES = Places()


def draw_sheet(
    writer: CellWriter,
    name: str,
    mark: str,
    table: Table | Stream,
    places: Places = NO_PLACES,
    progress: Progress | None = None,
) -> Any:  # noqa: ANN401
    """A sheet for one table, with frozen headings and a filter."""
    sheet = add_sheet(writer, name, mark)
    put_title(writer, sheet, table.title, table.note)
    for number, column in enumerate(table.columns):
        options = {"hidden": True} if places.is_hidden(table, column) else {}
        sheet.set_column(number, number, column.width, None, options)
    last = draw_table(writer, sheet, HEAD_ROW, table, places, progress)
    end = last - has_row_of_sums(table)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.repeat_rows(HEAD_ROW)
    _make_filter(writer, sheet, table, max(end, HEAD_ROW + 1))
    sheet.print_area(0, 0, last + _has_totals(table), len(table.columns) - 1)
    if end > HEAD_ROW:
        offer_choices(writer, sheet, table.columns, HEAD_ROW + 1, end)
        colour_columns(writer, sheet, table.columns, HEAD_ROW + 1, end)
    return sheet


def draw_table(
    writer: CellWriter,
    sheet: Any,  # noqa: ANN401
    top: int,
    table: Table | Stream,
    places: Places = NO_PLACES,
    progress: Progress | None = None,
) -> int:
    """Headings at row `top`, then the rows, then the sums; returns the last row of values."""
    widths = [column.width for column in table.columns]
    headings = unique(table.headings)
    for number, heading in enumerate(headings):
        writer.put(sheet, top, number, heading, look=HEADING)
    # A filter's button covers the end of a heading.
    sheet.set_row(top, height_of(headings, [max(4, width - 3) for width in widths]))
    if isinstance(table, Stream) and writer.is_streaming and not places.has_links(table):
        return _stream_rows(writer, sheet, top, table, progress)
    row = top
    sums = top + length_of(table) if has_row_of_sums(table) else -1
    for row, values in enumerate(table.rows(), start=top + 1):
        _draw_row(writer, sheet, row, values, table, places, SUM if row == sums else None)
        sheet.set_row(row, height_of(values, widths))
        if progress and (row - top) % STEP == 0:
            progress(STEP)
    if progress:
        progress((row - top) % STEP)
    if isinstance(table, Table) and table.has_totals:
        _draw_sums(writer, sheet, top + 1, row + 1, table)
    return row


def has_row_of_sums(table: Table | Stream) -> bool:
    """Whether its last row is made of the rows above it."""
    return isinstance(table, Table) and "all" in table.frame.index


def _has_totals(table: Table | Stream) -> bool:
    return isinstance(table, Table) and table.has_totals


def _draw_row(
    writer: CellWriter,
    sheet: Any,  # noqa: ANN401
    row: int,
    values: Sequence[Value],
    table: Table | Stream,
    places: Places,
    look: Look | None,
) -> None:
    for number, (value, column) in enumerate(zip(values, table.columns, strict=True)):
        to = places.of(table, column, value) if column.link else ""
        if to:
            writer.put_link(sheet, row, number, value, column.kind, to=to)
        else:
            writer.put(sheet, row, number, value, column.kind, look)


def _stream_rows(
    writer: CellWriter,
    sheet: RowSheet,
    top: int,
    table: Stream,
    progress: Progress | None,
) -> int:
    """The rows of a long table: what is empty stays empty, the height is the program's affair."""
    maker = RowMaker(writer, sheet, table.columns)
    sheet.begin_rows(top + 1, len(table.columns))
    row = top
    for row, values in enumerate(table.rows(), start=top + 1):
        sheet.put_row(row, maker.cells_of(row, values))
        if progress and (row - top) % STEP == 0:
            progress(STEP)
    sheet.end_rows(row)
    if progress:
        progress((row - top) % STEP)
    return row


def _make_filter(writer: CellWriter, sheet: Any, table: Table | Stream, end: int) -> None:  # noqa: ANN401
    """An Excel table with its filter; in a workbook that is streamed only the filter."""
    right = len(table.columns) - 1
    if writer.is_streaming:
        sheet.autofilter(HEAD_ROW, 0, end, right)
        return
    heading = writer.format_for("", Kind.TEXT, HEADING)
    columns = [{"header": text, "header_format": heading} for text in unique(table.headings)]
    options = {"name": table_name(table), "style": TABLE_STYLE, "columns": columns}
    sheet.add_table(HEAD_ROW, 0, end, right, options)


def table_name(table: Table | Stream) -> str:
    """By which formulas and queries refer to the rows: of ASCII, never like a cell's address."""
    return "steepi_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in table.name)


def unique(headings: Sequence[str]) -> list[str]:
    """The headings, with a number where one would repeat: a table refuses the same twice."""
    return list(_unique(headings))


def _unique(headings: Sequence[str]) -> Iterator[str]:
    seen: set[str] = set()
    for heading in headings:
        shown, number = heading, 1
        while shown.casefold() in seen:
            number += 1
            shown = f"{heading} ({number})"
        seen.add(shown.casefold())
        yield shown


def _draw_sums(writer: CellWriter, sheet: Any, first: int, row: int, table: Table) -> None:  # noqa: ANN401
    sums = zip(table.totals(), table.columns, strict=True)
    for number, (value, column) in enumerate(sums):
        if column.total:
            writer.put_sum(sheet, row, number, first, value, column.kind)
        else:
            word = pgettext("row of sums", "Total") if number == 0 else None
            writer.put(sheet, row, number, word, look=SUM)
    sheet.set_row(row, 19.5)


def moment(at: datetime.datetime) -> datetime.datetime:
    """A moment as Excel keeps it: local, without a zone."""
    return at.replace(tzinfo=None)


def text_column(key: str, title: str, width: int) -> Column:
    """A column of sentences, for the sheets that explain."""
    return Column(key, title, Kind.LONG, "", width)
