"""The workbook in which indicators and projects are edited: it is read again, so it stays plain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from analysis.tables.table import Kind, Value
from analysis.workbook.cells import OPTIONS, CellWriter, Look, height_of
from analysis.workbook.lists import Lists
from analysis.workbook.sheets import HEADING, PLAIN, TITLE, add_sheet

HIDDEN_SHEET, LISTS_SHEET = "_portal", "_lists"
HEAD_ROW = 3  # from 0
SPARE_ROWS = 200  # with drop-downs, for new rows
GREY: Look = {"bg_color": "#EDF1F0", "font_color": "#5B6B69", "locked": True}
OPEN: Look = {"locked": False}
OWN_WIDTHS = (10, 9, 30)
ACTIVITY_WIDTHS = (10, 36, 8, 44, 16, 26, 26)
ACTIVITY_KINDS = (Kind.LONG, Kind.MONEY, Kind.LONG, Kind.LONG)
INSTRUCTIONS_WIDTH = 100


@dataclass(frozen=True)
class EditSheet:
    """A sheet: what identifies a row first, then the fields; `choices` are of the fields."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    kinds: Sequence[Kind] = ACTIVITY_KINDS
    widths: Sequence[int] = ()
    choices: Sequence[Sequence[str]] = field(default_factory=list)
    issues: Sequence[str] = ()
    is_activities: bool = False

    @property
    def own(self) -> int:
        """How many columns identify the row."""
        return len(self.heads) - len(self.kinds)

    @property
    def all_widths(self) -> list[int]:
        return [*(ACTIVITY_WIDTHS if self.is_activities else (*OWN_WIDTHS, *self.widths))]


def write_edit_book(
    out: Path, sheets: Sequence[EditSheet], *, key: Sequence[str], about: str, font: str
) -> None:
    """Write the file, in the active language. `key` goes to the hidden sheet, line by line."""
    with Workbook(str(out), OPTIONS) as book:
        writer = CellWriter(book, font=font)
        lists = Lists()
        ranges = [[lists.range_of(each) if each else "" for each in one.choices] for one in sheets]
        issues = [lists.range_of(one.issues) if one.issues else "" for one in sheets]
        for one, own_ranges, own_issues in zip(sheets, ranges, issues, strict=True):
            _draw(writer, one, about, own_ranges, own_issues)
        _draw_instructions(writer, about)
        hidden = book.add_worksheet(HIDDEN_SHEET)
        for row, words in enumerate(key):
            writer.put(hidden, row, 0, words)
        hidden.very_hidden()
        listed = book.add_worksheet(LISTS_SHEET)
        for row, column, words in lists.rows():
            writer.put(listed, row, column, words)
        listed.hide()


def _draw(
    writer: CellWriter, table: EditSheet, about: str, ranges: Sequence[str], issues: str
) -> None:
    sheet = add_sheet(writer, table.name, about)
    writer.put(sheet, 0, 0, table.name, look=TITLE)
    sheet.set_row(0, 26)
    note = _("Grey columns stay as they are. New rows go below, without an id.")
    writer.put(sheet, 1, 0, f"{about} · {note}", look=PLAIN)
    widths = table.all_widths
    for column, (head, width) in enumerate(zip(table.heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        writer.put(sheet, HEAD_ROW, column, head, look=HEADING)
    sheet.set_row(HEAD_ROW, height_of(table.heads, widths) + 4)
    for row, values in enumerate(table.rows, HEAD_ROW + 1):
        _draw_row(writer, sheet, row, values, table)
        sheet.set_row(row, height_of(values, widths))
    last = HEAD_ROW + len(table.rows) + SPARE_ROWS
    for row in range(HEAD_ROW + 1 + len(table.rows), last + 1):
        _draw_row(writer, sheet, row, [None] * len(table.heads), table)
    sheet.freeze_panes(HEAD_ROW + 1, table.own)
    sheet.repeat_rows(HEAD_ROW)
    if not table.is_activities:
        _keep_ids(sheet, last)
    if issues:
        _offer(sheet, 2, issues, last)
    for column, cells in enumerate(ranges, table.own):
        if cells:
            _offer(sheet, column, cells, last)


def _draw_row(
    writer: CellWriter,
    sheet: Any,
    row: int,
    values: Sequence[Value],
    table: EditSheet,  # noqa: ANN401
) -> None:
    is_new = values[0] is None
    grey = 0 if table.is_activities and is_new else 2  # a new activity says whose it is
    for column, value in enumerate(values):
        if column < table.own:
            kind = Kind.ID if isinstance(value, int) else Kind.LONG
            look = GREY if column < grey or not is_new else OPEN
        else:
            kind, look = table.kinds[column - table.own], OPEN
            if not kind.numeric:
                look = look | {"num_format": "@"}  # or Excel makes a date of 1-2
        writer.put(sheet, row, column, value, kind, look)


def _keep_ids(sheet: Any, last: int) -> None:  # noqa: ANN401
    """Nobody types into id and version. A protected sheet could not be sorted any more."""
    sheet.data_validation(
        HEAD_ROW + 1,
        0,
        last,
        1,
        {
            "validate": "custom",
            "value": "=FALSE",
            "error_message": _("Ids and versions stay as they are. New rows have none."),
        },
    )


def _offer(sheet: Any, column: int, cells: str, last: int) -> None:  # noqa: ANN401
    sheet.data_validation(
        HEAD_ROW + 1,
        column,
        last,
        column,
        {
            "validate": "list",
            "source": f"='{LISTS_SHEET}'!{cells}",
            "error_type": "warning",
            "error_message": _("This is not one of the choices. Choose one from the list."),
        },
    )


def _draw_instructions(writer: CellWriter, about: str) -> None:
    name = _("How to edit")
    sheet = add_sheet(writer, name, about)
    sheet.set_column(0, 0, INSTRUCTIONS_WIDTH)
    writer.put(sheet, 0, 0, name, look=TITLE)
    lines = [
        _("Change what you like in the white cells, save the file, and upload it in the portal."),
        _("Before anything changes, the portal shows row by row and cell by cell what would."),
        _("A new row needs its issue and the fields that the form asks for; leave the id empty."),
        _("A row that you delete here stays in the plan, unless you tick it in the portal."),
        _("If somebody changed the same cell in the portal meanwhile, both are shown to you."),
        _("Rows may be sorted and columns moved. Do not rename the headings."),
        _("Years of both eras and Thai digits are understood. Money is in baht."),
        _("Which factors and proposals a row rests on is edited in the portal."),
    ]
    for row, words in enumerate(lines, 2):
        text = f"{row - 1}. {words}"
        writer.put(sheet, row, 0, text, Kind.LONG, PLAIN | {"text_wrap": True})
        sheet.set_row(row, height_of([text], [INSTRUCTIONS_WIDTH]))
