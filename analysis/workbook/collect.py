"""The template that people without a network fill in: one row for each factor."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_range_abs  # type: ignore[import-untyped]

from analysis.offline.fields import FIELDS, Field
from analysis.offline.reading import HIDDEN_SHEET, TEMPLATE_MARK
from analysis.offline.template_words import EXAMPLE, INSTRUCTIONS, PRIVACY
from analysis.tables.table import Kind
from analysis.workbook.cells import OPTIONS, CellWriter, Look, height_of
from analysis.workbook.sheets import HEADING, PLAIN, TITLE, add_sheet
from workshops.models import Workshop
from workshops.years import short_date

VERSION = "1"
ROWS = 500
HEAD_ROW, EXAMPLE_ROW = 3, 4  # from 0
FIRST_ROW, LAST_ROW = EXAMPLE_ROW + 1, EXAMPLE_ROW + ROWS
WIDTHS = {"number": 11, "name": 22, "position": 18, "agency": 22, "district": 16}
WIDTHS |= {"category": 22, "text": 52, "stance": 14, "track": 20, "evidence": 30, "horizon": 18}
LISTS_ROW = 5  # of the hidden sheet, from 0: above stand mark, code and version
INPUT: Look = {"num_format": "@"}  # or Excel makes a date of 1-2
GREY: Look = INPUT | {"font_color": "#5B6B69", "bg_color": "#EDF1F0"}
WIDE = 100  # characters of an instruction's column


def template_bytes(workshop: Workshop, *, address: str) -> bytes:
    """The file, in Thai; `address` is where it is uploaded."""
    buffer = io.BytesIO()
    with translation.override("th"), Workbook(buffer, OPTIONS) as book:
        writer = CellWriter(book)
        mark = f"{workshop.code} · {workshop.title}"
        rows = add_sheet(writer, _("Factors to fill in"), mark)
        _draw_rows(writer, rows, workshop)
        _draw_instructions(writer, add_sheet(writer, _("How to fill in"), mark), workshop, address)
        ranges = _draw_hidden(writer, workshop)
        for column, field in enumerate(FIELDS):
            _offer_choices(rows, column, field, ranges.get(field.key, ""))
        rows.activate()
        book.set_properties({"title": mark})
    return buffer.getvalue()


def _draw_rows(writer: CellWriter, sheet: Any, workshop: Workshop) -> None:  # noqa: ANN401
    about = f"{short_date(workshop.held_on)} · {workshop.code}"
    writer.put(sheet, 0, 0, workshop.title, look=TITLE)
    sheet.set_row(0, 26)
    note = _("One row for each factor. The headings with * are needed.")
    writer.put(sheet, 1, 0, f"{about} · {note}", look=PLAIN)
    sheet.set_row(1, 19)
    widths = [WIDTHS[field.key] for field in FIELDS]
    heads = [f"{field.label} *" if field.is_needed else str(field.label) for field in FIELDS]
    for column, (width, head) in enumerate(zip(widths, heads, strict=True)):
        sheet.set_column(column, column, width)
        writer.put(sheet, HEAD_ROW, column, head, look=HEADING)
    sheet.set_row(HEAD_ROW, height_of(heads, widths) + 4)
    example = _example(workshop)
    for column, words in enumerate(example):
        writer.put(sheet, EXAMPLE_ROW, column, words, Kind.LONG, GREY)
    sheet.set_row(EXAMPLE_ROW, height_of(example, widths))
    for row in range(FIRST_ROW, LAST_ROW + 1):
        for column in range(len(FIELDS)):
            writer.put(sheet, row, column, None, Kind.LONG, INPUT)
    sheet.set_default_row(21)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.repeat_rows(HEAD_ROW)


def _example(workshop: Workshop) -> list[str]:
    district = workshop.districts.as_listed().first()
    said = EXAMPLE | {"district": district.name if district else ""}
    return [str(said[field.key]) for field in FIELDS]


def _draw_instructions(
    writer: CellWriter,
    sheet: Any,
    workshop: Workshop,
    address: str,  # noqa: ANN401
) -> None:
    sheet.set_column(0, 0, WIDE)
    writer.put(sheet, 0, 0, _("How to fill in"), look=TITLE)
    sheet.set_row(0, 26)
    sent = _("Give the finished file to the facilitator, who uploads it at %(address)s")
    lines = [
        f"{workshop.title} · {short_date(workshop.held_on)} · {workshop.code}",
        *(f"{number}. {each}" for number, each in enumerate(INSTRUCTIONS, 1)),
        sent % {"address": address},
        pgettext("heading", "Personal data"),
        *(str(each) for each in PRIVACY),
    ]
    look = PLAIN | {"text_wrap": True}
    for row, words in enumerate(lines, 2):
        writer.put(sheet, row, 0, words, Kind.LONG, look)
        sheet.set_row(row, height_of([words], [WIDE]))


def _draw_hidden(writer: CellWriter, workshop: Workshop) -> dict[str, str]:
    """Which workshop it is, and the lists of the drop-downs: of each field where its list is."""
    sheet = writer.book.add_worksheet(HIDDEN_SHEET)
    for row, words in enumerate((TEMPLATE_MARK, workshop.code, VERSION)):
        writer.put(sheet, row, 0, words)
    ranges = {}
    for column, field in enumerate(FIELDS):
        choices = _choices(field, workshop)
        for row, words in enumerate(choices, LISTS_ROW):
            writer.put(sheet, row, column, words)
        if choices:
            cells = xl_range_abs(LISTS_ROW, column, LISTS_ROW + len(choices) - 1, column)
            ranges[field.key] = f"='{HIDDEN_SHEET}'!{cells}"
    sheet.hide()
    return ranges


def _choices(field: Field, workshop: Workshop) -> Sequence[str]:
    if field.key == "district":
        return [one.name for one in workshop.districts.as_listed()]
    return [str(label) for label in field.choices.labels] if field.choices else []


def _offer_choices(sheet: Any, column: int, field: Field, cells: str) -> None:  # noqa: ANN401
    """A drop-down, or a warning for what is too long: Excel tells whoever types it."""
    if cells:
        sentence = _("This is not one of the choices. Choose one from the list.")
        rule: dict[str, object] = {"validate": "list", "source": cells}
    else:
        sentence = _("%(longest)s characters fit here. Shorten it.") % {"longest": field.longest}
        rule = {"validate": "length", "criteria": "<=", "value": field.longest}
        rule |= {"error_type": "warning"}
    said = {"error_title": str(field.label)[:32], "error_message": sentence}
    sheet.data_validation(FIRST_ROW, column, LAST_ROW, column, rule | said)
