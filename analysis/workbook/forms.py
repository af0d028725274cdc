"""The plan's forms as sheets: a sheet for each block of จ.1, a printed page for each จ.1-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from analysis.layout_rows import Head, Sheet
from analysis.layout_values import THAI_DIGITS, Value, text_of
from analysis.tables.table import Kind
from analysis.workbook.cells import CellWriter, Look, height_of
from analysis.workbook.paper import PLAIN, add_sheet, put_title
from analysis.workbook.sheets import HEADING

TOP = 3
# In front of a number format: Thai digits, in Excel and in LibreOffice. With the Buddhist
# calendar in it ([$-D07041E]), LibreOffice shows a plain number.
IN_THAI = "[$-D00041E]"
LEVELS: dict[str, Look] = {
    "issue": {"bold": True, "bg_color": "#D5E8E4"},
    "programme": {"bold": True, "bg_color": "#EEF6F4"},
    "activity": {"indent": 2},
}
BRIEF_WIDTHS = (46, 94)
NAME_WIDTH, TEXT_WIDTH, SHORT_WIDTH = 36, 24, 10
LABEL: Look = {"bold": True, "border": 0}


@dataclass(frozen=True)
class Form:
    """One form as it goes into the workbook: each block has a sheet, briefs have one together."""

    code: str
    title: str
    blocks: list[tuple[str, Sheet]]  # name of the sheet, what stands on it
    briefs: list[tuple[str, Sheet]]  # name of the project, its form
    sheet: str = ""  # of the briefs

    @property
    def sheets(self) -> list[str]:
        return [name for name, _block in self.blocks] + ([self.sheet] if self.briefs else [])


def draw_form(writer: CellWriter, mark: str, form: Form) -> None:
    for name, block in form.blocks:
        _draw_block(writer, name, mark, form, block)
    if form.briefs:
        _draw_briefs(writer, mark, form)


def _draw_block(writer: CellWriter, name: str, mark: str, form: Form, block: Sheet) -> None:
    sheet = add_sheet(writer, name, mark)
    code = _("Form %(code)s") % {"code": form.code}
    put_title(writer, sheet, f"{code} {_digits(form.title, block)}", _note(block))
    widths = _widths(block)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    row = TOP
    for words in block.above:
        writer.put(sheet, row, 0, _digits(words, block), look=LABEL | PLAIN)
        sheet.set_row(row, 19)
        row += 1
    first = row
    row = _draw_heads(writer, sheet, row, block.heads, widths, block)
    sheet.freeze_panes(row, _frozen(block))
    sheet.repeat_rows(first, row - 1)
    for line in block.lines:
        for number, value in enumerate(line.values):
            _put(writer, sheet, row, number, value, block, LEVELS.get(line.level, {}))
        sheet.set_row(row, height_of([_text(v, block) for v in line.values], widths))
        row += 1
    if not block.lines:
        writer.put(sheet, row, 0, _("Nothing is in the plan yet."), look=PLAIN)
        row += 1
    sheet.print_area(0, 0, row - 1, len(widths) - 1)


def _draw_heads(
    writer: CellWriter,
    sheet: Any,  # noqa: ANN401
    top: int,
    heads: Sequence[Sequence[Head]],
    widths: Sequence[int],
    block: Sheet,
) -> int:
    """Heads over one or two rows, merged as the form has them; returns the row below them.

    Row by row, because a streamed workbook takes no cell of a row that is past. Merging comes
    last and writes what is there already.
    """
    look = writer.format_for("", Kind.TEXT, HEADING)
    merges = []
    taken: set[tuple[int, int]] = set()  # cells below a head that is two rows high
    for row, line in enumerate(heads, start=top):
        column, most = 0, 19.5
        for head in line:
            while (row, column) in taken:
                column += 1
            text = _digits(head.text, block)
            ends = row + head.rows - 1, column + head.columns - 1
            writer.put(sheet, row, column, text, look=HEADING)
            below, across = range(row + 1, ends[0] + 1), range(column, ends[1] + 1)
            taken |= {(y, x) for y in below for x in across}
            if ends != (row, column):
                merges.append((row, column, *ends, text))
            if head.rows == 1:
                most = max(most, height_of([text], [sum(widths[column : ends[1] + 1])]))
            column = ends[1] + 1
        sheet.set_row(row, max(most, 36 if len(heads) == 1 or row > top else 0))
    for merge in merges:
        sheet.merge_range(*merge, look)
    return top + len(heads)


def _draw_briefs(writer: CellWriter, mark: str, form: Form) -> None:
    """All forms of one project each, every one on a page of its own."""
    sheet = add_sheet(writer, form.sheet, mark)
    put_title(writer, sheet, _("Form %(code)s") % {"code": form.code}, form.title)
    for number, width in enumerate(BRIEF_WIDTHS):
        sheet.set_column(number, number, width)
    row, breaks = TOP, []
    for place, (name, block) in enumerate(form.briefs):
        if place:
            breaks.append(row)
        row = _draw_brief(writer, sheet, row, form, name, block)
    sheet.set_h_pagebreaks(breaks)
    sheet.repeat_rows(0, TOP - 1)
    sheet.print_area(0, 0, row - 1, len(BRIEF_WIDTHS) - 1)


def _draw_brief(
    writer: CellWriter,
    sheet: Any,  # noqa: ANN401
    row: int,
    form: Form,
    name: str,
    block: Sheet,
) -> int:
    heading: Look = PLAIN | {"bold": True, "font_size": 12}
    writer.put(sheet, row, 0, name, look=heading)
    sheet.set_row(row, 24)
    row += 1
    for head, value in block.pairs:
        row = _draw_pair(writer, sheet, row, block, (head, value or "…"), {"bold": True})
    row = _draw_heads(writer, sheet, row, block.heads, BRIEF_WIDTHS, block)
    for line in block.lines:
        look = LEVELS.get(line.level, {"bold": True})
        row = _draw_pair(writer, sheet, row, block, (line.values[0], line.values[1]), look)
    return row + 1


def _draw_pair(
    writer: CellWriter,
    sheet: Any,  # noqa: ANN401
    row: int,
    block: Sheet,
    pair: tuple[Value, Value],
    look: Look,
) -> int:
    """A label and its value; returns the next row."""
    _put(writer, sheet, row, 0, pair[0], block, look)
    _put(writer, sheet, row, 1, pair[1], block, {"align": "left", "indent": 1})
    sheet.set_row(row, height_of([_text(v, block) for v in pair], BRIEF_WIDTHS))
    return row + 1


def _put(
    writer: CellWriter,
    sheet: Any,  # noqa: ANN401
    row: int,
    column: int,
    value: Value,
    block: Sheet,
    look: Look,
) -> None:
    """A number stays one, also in Thai digits; so does a text that is made of digits."""
    if isinstance(value, str) or value is None:
        writer.put(sheet, row, column, _text(value, block), look=look)
        return
    shown: Look = {"align": "center"} if isinstance(value, int) else {}
    shown |= look | {"num_format": number_format(value, thai=block.thai_digits)}
    writer.put(sheet, row, column, value, Kind.NUMBER, shown)


def number_format(value: Decimal | int, *, thai: bool) -> str:
    """Thousands with commas, as many decimals as there are; a year or a place has no commas."""
    if isinstance(value, int):
        pattern = "0"
    else:
        exponent = value.normalize().as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f"{IN_THAI}{pattern}" if thai else pattern


def _text(value: Value, block: Sheet) -> str | None:
    return _digits(value, block) if isinstance(value, str) else None


def _digits(text: str, block: Sheet) -> str:
    return text.translate(THAI_DIGITS) if block.thai_digits else text


def _note(block: Sheet) -> str:
    return "" if block.rows == "indicators" else _("Budgets in baht.")


def _frozen(block: Sheet) -> int:
    """How many columns stay when one scrolls to the right: up to the name."""
    return 1 if block.rows == "indicators" else 2


def _widths(block: Sheet) -> list[int]:
    """Of each column by what is in it; the first long one, of names, is the widest."""
    widths: list[int] = []
    for place in range(sum(head.columns for head in block.heads[0])):
        width = _width([line.values[place] for line in block.lines])
        is_first = width == TEXT_WIDTH and NAME_WIDTH not in widths
        widths.append(NAME_WIDTH if is_first else width)
    return widths


def _width(values: Sequence[Value]) -> int:
    lengths = [len(text_of(value)) for value in values]
    if any(isinstance(value, Decimal) for value in values):
        return max(SHORT_WIDTH, *(length + 3 for length in lengths))
    return min(TEXT_WIDTH, max(SHORT_WIDTH, *(length + 3 for length in [0, *lengths])))
