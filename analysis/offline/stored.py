"""From the parser's book to sheets of text, and how those are kept between the steps."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from analysis.importing.book import Book, CellValue, SheetCells
from analysis.offline.reading import BROKEN, Sheet
from workshops.years import short_date

_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


def as_sheets(book: Book) -> list[Sheet]:
    """What each cell shows, as text; a cell that is merged downwards holds for all its rows."""
    return [_as_sheet(one) for one in book.sheets]


def kept(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """As `Upload.book` has it."""
    return {"sheets": [sheet.plain() for sheet in sheets]}


def _as_sheet(cells: SheetCells) -> Sheet:
    rows = {number: [_text(value) for value in row] for number, row in cells.rows.items()}
    for each in cells.merged:
        _fill_down(rows, each)
    return Sheet(cells.name, rows, cells.is_hidden, frozenset(cells.hidden_rows))


def _fill_down(rows: dict[int, list[str]], merged: str) -> None:
    """Only into rows that say something else, too."""
    found = _RANGE.fullmatch(merged)
    if found is None:
        return
    at, first, last = _place(found[1]), int(found[2]), int(found[4])
    above = rows.get(first, [])
    if last == first or at >= len(above) or not above[at]:
        return
    for number in [one for one in rows if first < one <= last]:
        row = rows[number]
        row.extend([""] * (at + 1 - len(row)))
        row[at] = above[at]


def _place(letters: str) -> int:
    """0 for column A, 26 for AA."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _text(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if "date" in value:
        return short_date(datetime.date.fromisoformat(str(value["date"])[:10]))
    if "formula" in value:
        return _text(value["value"]) if value["value"] is not None else BROKEN
    return BROKEN + str(value.get("error", ""))
