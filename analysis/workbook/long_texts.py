"""Texts that are longer than a cell can be: whole on a sheet of their own, in numbered parts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

LONGEST_TEXT = 32_767  # UTF-16 units in one cell; Excel cuts the rest in silence
PART = 32_000  # of a text in parts: room for the mark that says where it goes on


@dataclass(frozen=True)
class LongText:
    number: int
    sheet: str
    cell: str
    parts: list[str]


@dataclass
class LongTexts:
    """Those of one workbook. Its sheet is drawn last, when it is known what has to be on it."""

    sheet: str
    found: list[LongText] = field(default_factory=list)

    def shortened(self, text: str, sheet: str, row: int, column: int) -> str:
        """The beginning of the text, and where the whole of it is."""
        parts = list(parts_of(text))
        number = len(self.found) + 1
        self.found.append(LongText(number, sheet, xl_rowcol_to_cell(row, column), parts))
        words = {"sheet": self.sheet, "number": number}
        mark = _("[Cut here: the whole text is no. %(number)s on the sheet %(sheet)s]") % words
        return f"{parts[0]}\n{mark}"


def fits_a_cell(text: str) -> bool:
    return len(text) * 2 <= LONGEST_TEXT or utf16_units(text) <= LONGEST_TEXT


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parts_of(text: str) -> Iterator[str]:
    """Parts of at most `PART` UTF-16 units; together they are the text, sign by sign."""
    start = 0
    while start < len(text):
        end = start + PART
        while utf16_units(text[start:end]) > PART:
            end = start + (end - start) * PART // utf16_units(text[start:end])
        while end < len(text) and end > start + 1 and unicodedata.category(text[end]) == "Mn":
            end -= 1  # never between a letter and its vowel or tone
        yield text[start:end]
        start = end
