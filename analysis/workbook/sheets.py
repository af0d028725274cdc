"""One table on one sheet: title, headings, rows, sums; ready to filter and to print."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.tables.table import Column, Kind, Table, Value
from analysis.workbook.cells import SUM, CellWriter, Look, height_of

A4 = 9
HEAD_ROW = 3  # title, note, an empty row, then the headings
HEADING: Look = {
    "indent": 0,
    "bold": True,
    "bg_color": "#0F5C55",
    "font_color": "#FFFFFF",
    "text_wrap": True,
}
HEADING |= {"valign": "vcenter", "align": "center"}
PLAIN: Look = {"border": 0, "text_wrap": False, "indent": 0}
TITLE: Look = PLAIN | {"bold": True, "font_size": 14}


def add_sheet(writer: CellWriter, name: str, mark: str) -> Any:  # noqa: ANN401
    """An empty sheet with the paper that a plan is printed on; `mark` stands in its footer."""
    sheet = writer.book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    page = _("Page %(number)s of %(all)s") % {"number": "&P", "all": "&N"}
    safe = f"{mark} · {name}".replace("&", "&&")
    sheet.set_footer(f"&L{safe}&R{page}")
    sheet.hide_gridlines(2)
    return sheet


def draw_sheet(writer: CellWriter, name: str, mark: str, table: Table) -> Any:  # noqa: ANN401
    """A sheet for one table, with frozen headings and a filter."""
    sheet = add_sheet(writer, name, mark)
    put_title(writer, sheet, table.title, table.note)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
    last = draw_table(writer, sheet, HEAD_ROW, table)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.repeat_rows(HEAD_ROW)
    sheet.autofilter(HEAD_ROW, 0, max(last, HEAD_ROW), len(table.columns) - 1)
    return sheet


def put_title(writer: CellWriter, sheet: Any, title: str, note: str) -> None:  # noqa: ANN401
    writer.put(sheet, 0, 0, title, look=TITLE)
    sheet.set_row(0, 26)
    writer.put(sheet, 1, 0, note, look=PLAIN)
    sheet.set_row(1, 19)


def draw_table(writer: CellWriter, sheet: Any, top: int, table: Table) -> int:  # noqa: ANN401
    """Headings at row `top`, then the rows, then the sums; returns the last row of values."""
    widths = [column.width for column in table.columns]
    for number, heading in enumerate(table.headings):
        writer.put(sheet, top, number, heading, look=HEADING)
    # A filter's button covers the end of a heading.
    sheet.set_row(top, height_of(table.headings, [max(4, width - 3) for width in widths]))
    row = top
    for row, values in enumerate(table.rows(), start=top + 1):
        _draw_row(writer, sheet, row, values, table)
        sheet.set_row(row, height_of(values, widths))
    if table.has_totals:
        _draw_sums(writer, sheet, top + 1, row + 1, table)
    return row


def _draw_row(
    writer: CellWriter,
    sheet: Any,
    row: int,
    values: list[Value],
    table: Table,  # noqa: ANN401
) -> None:
    look = SUM if table.name == "matrix" and row == HEAD_ROW + len(table.frame) else {}
    for number, (value, column) in enumerate(zip(values, table.columns, strict=True)):
        writer.put(sheet, row, number, value, column.kind, look)


def _draw_sums(
    writer: CellWriter,
    sheet: Any,
    first: int,
    row: int,
    table: Table,  # noqa: ANN401
) -> None:
    sums = zip(table.totals(), table.columns, strict=True)
    for number, (value, column) in enumerate(sums):
        if column.total:
            writer.put_sum(sheet, row, number, first, value, column.kind)
        else:
            writer.put(
                sheet,
                row,
                number,
                pgettext("row of sums", "Total") if number == 0 else None,
                look=SUM,
            )
    sheet.set_row(row, 19.5)


def moment(at: datetime.datetime) -> datetime.datetime:
    """A moment as Excel keeps it: local, without a zone."""
    return at.replace(tzinfo=None)


def text_column(key: str, title: str, width: int) -> Column:
    """A column of sentences, for the sheets that explain."""
    return Column(key, title, Kind.LONG, "", width)
