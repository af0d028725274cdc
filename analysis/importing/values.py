"""A cell as the text that somebody would have typed, for the form fields that read typed text.

Numbers in Thai digits, years of both eras, Thai months: the fields of `workshops.fields` know all
of that. Here is only what a spreadsheet adds: numbers, dates, formulas, errors.
"""

from __future__ import annotations

import decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analysis.importing.book import CellValue
from workshops.years import LAST_GREGORIAN, OFFSET

EXCEL_DIGITS = 15  # what Excel itself keeps of a number


class BadCell(ValueError):
    """A cell from which nothing can be taken; its text is a sentence."""

    def __init__(self, sentence: Promise | str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values

    def __str__(self) -> str:
        return str(self.sentence) % self.values


UNSAVED = _("This formula has no value. Open the file in Excel, save it, and choose it again.")
FAULTY = _("The formula in this cell ends in %(error)s. Correct it.")


def typed(cell: CellValue) -> str:
    """The text; "" for an empty cell. A formula gives what it came to.

    Dates come as 2026-11-23 in Gregorian years, also where somebody gave the spreadsheet a year of
    the Buddhist Era. Raises `BadCell`.
    """
    if cell is None:
        return ""
    if isinstance(cell, dict):
        return _typed_of(cell)
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return f"{decimal.Decimal(format(cell, f'.{EXCEL_DIGITS}g')):f}"
    return str(cell)


def is_formula(cell: CellValue) -> bool:
    return isinstance(cell, dict) and "formula" in cell


def _typed_of(cell: dict[str, object]) -> str:
    if "error" in cell:
        raise BadCell(FAULTY, error=cell["error"])
    if "date" in cell:
        return _day(str(cell["date"]))
    value = cell.get("value")
    if value is None:
        raise BadCell(UNSAVED)
    assert isinstance(value, str | int | float | bool | dict)
    return typed(value)


def _day(text: str) -> str:
    """Without midnight; 2569-11-23 was meant as a year of the Buddhist Era."""
    day, _sign, clock = text.partition("T")
    year, rest = day.split("-", 1)
    if int(year) > LAST_GREGORIAN:
        day = f"{int(year) - OFFSET}-{rest}"
    return f"{day} {clock}" if clock else day
