"""The one cell writer, and how each kind of value looks."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_range_abs  # type: ignore[import-untyped]

from analysis.tables.table import Kind, Value
from analysis.workbook.lists import Lists
from analysis.workbook.long_texts import LongTexts, fits_a_cell

FONT_SIZE = 10
LINE_HEIGHT = 16.5  # points; Thai vowels above and below clip at Excel's own height
HIGHEST_ROW = 409.0
BUDDHIST_DATE = "[$-107041E]d mmmm yyyy"
BUDDHIST_MOMENT = "[$-107041E]d mmm yyyy hh:mm"
NUMBER_FORMATS = {
    Kind.ID: "0",
    Kind.YEAR: "0",
    Kind.COUNT: "#,##0",
    Kind.MONEY: "#,##0.00",
    Kind.MOMENT: BUDDHIST_MOMENT,
}
# What keeps text text: a participant's =1+1 is no formula, an address no link, 007 no number.
SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": BUDDHIST_DATE,
}
OPTIONS = SAFE | {"in_memory": True}

Look = dict[str, object]
SUM: Look = {"bold": True, "bg_color": "#E9F3F1"}
LINK: Look = {"font_color": "#0B5394", "underline": 1}


class TextTooLong(ValueError):
    """A cell cannot hold this text, and we do not cut what somebody wrote."""


class CellWriter:
    """Writes single values of one workbook; makes each format once.

    `long_texts`: where a text goes on that no cell can hold; without it such a text is refused.
    `warning`: a sentence that stands on every sheet and page, e.g. that nothing is final yet.
    """

    def __init__(
        self,
        book: Workbook,
        *,
        font: str = "",
        long_texts: LongTexts | None = None,
        warning: str = "",
    ) -> None:
        self.book = book
        self.font = font or settings.WORKBOOK_FONT
        self.long_texts = long_texts
        self.warning = warning
        self.lists = Lists()
        self._formats: dict[tuple[object, ...], Any] = {}

    @property
    def is_streaming(self) -> bool:
        """Whether rows go to the disk one by one: they must come in order, once each."""
        return bool(self.book.constant_memory)

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
            self.put_text(sheet, row, column, value, cell_format)
        elif isinstance(value, datetime.datetime):
            sheet.write_datetime(row, column, value.replace(microsecond=0), cell_format)
        else:
            sheet.write_number(row, column, float(value), cell_format)

    def put_text(self, sheet: Any, row: int, column: int, text: str, cell_format: Any) -> None:  # noqa: ANN401
        """Write a text that is not empty, whatever is in it."""
        if not fits_a_cell(text):
            if self.long_texts is None:
                raise TextTooLong(f"row {row + 1}, column {column + 1}: {len(text)} characters")
            text = self.long_texts.shortened(text, sheet.get_name(), row, column)
        if text.startswith("<r>"):  # or XlsxWriter takes it for markup of its own
            plain = self.book.formats[0]
            sheet.write_rich_string(row, column, plain, "<", plain, text[1:], cell_format)
        else:
            sheet.write_string(row, column, text, cell_format)

    def put_link(
        self,
        sheet: Any,  # noqa: ANN401
        row: int,
        column: int,
        value: Value,
        kind: Kind,
        *,
        to: str,
    ) -> None:
        """A value that leads to a cell of this workbook, e.g. to "'ปัจจัย'!A7"."""
        cell_format = self.format_for(value, kind, LINK)
        sheet.write_url(row, column, f"internal:{to}", cell_format, str(value))
        self.put(sheet, row, column, value, kind, LINK)  # its type, not the link's text

    def put_sum(
        self,
        sheet: Any,  # noqa: ANN401
        row: int,
        column: int,
        first: int,
        value: Value,
        kind: Kind,
    ) -> None:
        """Below a column: the sum of what its filter shows. The only formula that we write."""
        assert isinstance(value, int | decimal.Decimal)
        cells = xl_range_abs(first, column, row - 1, column)
        cell_format = self.format_for(value, kind, SUM)
        sheet.write_formula(row, column, f"=SUBTOTAL(109,{cells})", cell_format, float(value))

    def format_for(self, value: Value, kind: Kind, look: Look | None = None) -> Any:  # noqa: ANN401
        is_whole = kind is Kind.NUMBER and (
            not isinstance(value, decimal.Decimal) or value == value.to_integral_value()
        )
        key = (kind, is_whole, *look.items()) if look else (kind, is_whole)
        found = self._formats.get(key)
        if found is None:
            found = self.book.add_format(self._basis(kind, is_whole=is_whole) | (look or {}))
            self._formats[key] = found
        return found

    def _basis(self, kind: Kind, *, is_whole: bool) -> dict[str, object]:
        basis: dict[str, object] = {
            "font_name": self.font,
            "font_size": FONT_SIZE,
            "valign": "top",
            "text_wrap": not kind.numeric,
            "border": 1,
            "border_color": "#C9D8D5",
        }
        if not kind.numeric:
            basis |= {"align": "left", "indent": 1}  # or it touches the number to its left
        if kind is Kind.NUMBER:
            basis["num_format"] = "#,##0" if is_whole else "#,##0.0###"
        elif kind in NUMBER_FORMATS:
            basis["num_format"] = NUMBER_FORMATS[kind]
        return basis


def height_of(values: Iterable[Value], widths: Sequence[int]) -> float:
    """The height in points that shows all lines of a row's wrapped texts."""
    most = 1
    for value, width in zip(values, widths, strict=True):
        if isinstance(value, str) and (len(value) > width * 0.84 or "\n" in value):
            most = max(most, lines_of(value, width))
    return min(HIGHEST_ROW, most * LINE_HEIGHT + 3)


# Thai marks above and below, which take no width: ั ิ ี ึ ื ุ ู ฺ ็ ่ ้ ๊ ๋ ์ ํ ๎
_MARKS = dict.fromkeys([0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)])


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of `width` characters, if anything too many.

    Marks above and below a Thai letter take no width. Thai breaks between words, which
    leaves up to a sixth of each line empty.
    """
    fits = max(1.0, width * 0.84)
    lengths = (len(line) for line in text.translate(_MARKS).split("\n"))
    return sum(max(1, -int(-length // fits)) for length in lengths)
