"""The one cell writer, and how each kind of value looks."""

from __future__ import annotations

import datetime
import decimal
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_range_abs  # type: ignore[import-untyped]

from analysis.tables.table import Kind, Value

LONGEST_TEXT = 32_767  # UTF-16 units in one cell; Excel cuts the rest in silence
FONT_SIZE = 10
LINE_HEIGHT = 16.5  # points; Thai vowels above and below clip at Excel's own height
HIGHEST_ROW = 409.0
BUDDHIST_DATE = "[$-107041E]d mmmm yyyy"
NUMBER_FORMATS = {
    Kind.ID: "0",
    Kind.YEAR: "0",
    Kind.COUNT: "#,##0",
    Kind.MONEY: "#,##0.00",
    Kind.MOMENT: BUDDHIST_DATE,
}
# What keeps text text: a participant's =1+1 is no formula, an address no link, 007 no number.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": BUDDHIST_DATE,
}

Look = dict[str, object]
SUM: Look = {"bold": True, "bg_color": "#E9F3F1"}


class TextTooLong(ValueError):
    """A cell cannot hold this text, and we do not cut what somebody wrote."""


class CellWriter:
    """Writes single values of one workbook; makes each format once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def put(
        self,
        sheet: Any,  # noqa: ANN401
        row: int,
        column: int,
        value: Value,
        kind: Kind = Kind.TEXT,
        look: Look | None = None,
    ) -> None:
        """Write one value in its type; None and "" leave an empty, framed cell."""
        cell_format = self.format_for(value, kind, look)
        if value is None or value == "":
            sheet.write_blank(row, column, None, cell_format)
        elif isinstance(value, str):
            if utf16_units(value) > LONGEST_TEXT:
                raise TextTooLong(f"row {row + 1}, column {column + 1}: {len(value)} characters")
            sheet.write_string(row, column, value, cell_format)
        elif isinstance(value, datetime.datetime):
            sheet.write_datetime(row, column, value.replace(microsecond=0), cell_format)
        else:
            sheet.write_number(row, column, float(value), cell_format)

    def put_sum(
        self,
        sheet: Any,
        row: int,
        column: int,
        first: int,
        value: Value,
        kind: Kind,  # noqa: ANN401
    ) -> None:
        """Below a column: the sum of what its filter shows. The only formula that we write."""
        assert isinstance(value, int | decimal.Decimal)
        cells = xl_range_abs(first, column, row - 1, column)
        cell_format = self.format_for(value, kind, SUM)
        sheet.write_formula(row, column, f"=SUBTOTAL(109,{cells})", cell_format, float(value))

    def format_for(self, value: Value, kind: Kind, look: Look | None = None) -> Any:  # noqa: ANN401
        basis: dict[str, object] = {
            "font_name": settings.WORKBOOK_FONT,
            "font_size": FONT_SIZE,
            "valign": "top",
            "text_wrap": not kind.numeric,
            "border": 1,
            "border_color": "#C9D8D5",
        }
        if not kind.numeric:
            basis["indent"] = 1  # or it touches the number to its left
        if kind is Kind.NUMBER:
            whole = not isinstance(value, decimal.Decimal) or value == value.to_integral_value()
            basis["num_format"] = "#,##0" if whole else "#,##0.0###"
        elif kind in NUMBER_FORMATS:
            basis["num_format"] = NUMBER_FORMATS[kind]
        if kind is Kind.MOMENT:
            basis["align"] = "left"
        key = tuple(sorted((basis | (look or {})).items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(key))
        return self._formats[key]


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def height_of(values: Iterable[Value], widths: Sequence[int]) -> float:
    """The height in points that shows all lines of a row's wrapped texts."""
    pairs = zip(values, widths, strict=True)
    lines = max((lines_of(v, width) for v, width in pairs if isinstance(v, str)), default=1)
    return min(HIGHEST_ROW, lines * LINE_HEIGHT + 3)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of `width` characters, if anything too many.

    Marks above and below a Thai letter take no width. Thai breaks between words, which
    leaves up to a sixth of each line empty.
    """
    fits = max(1.0, width * 0.84)
    lengths = (
        sum(unicodedata.category(c) != "Mn" for c in line) for line in text.split("\n") or [""]
    )
    return sum(max(1, -int(-length // fits)) for length in lengths)
