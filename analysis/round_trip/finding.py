"""Finding things in a sheet: by headings, whatever was sorted, moved or deleted around them."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.importing.book import Book, CellValue, SheetCells
from workshops.text import match_key

HEADINGS_WITHIN = 15  # rows


def table_in(
    book: Book, name: str, needed: Iterable[str]
) -> tuple[SheetCells | None, int, dict[str, int]]:
    """The sheet by its name, else any with these headings; its heading row; columns by heading."""
    wanted = [match_key(each) for each in needed]
    in_order = sorted(book.sheets, key=lambda one: match_key(one.name) != match_key(name))
    for sheet in in_order[:1] if _has(book, name) else in_order:
        for number, cells in list(sheet.rows.items())[:HEADINGS_WITHIN]:
            places: dict[str, int] = {}
            for place, cell in enumerate(cells):
                if isinstance(cell, str):
                    places.setdefault(match_key(cell), place)
            if all(each in places for each in wanted):
                return sheet, number, places
    return None, 0, {}


def _has(book: Book, name: str) -> bool:
    return any(match_key(one.name) == match_key(name) for one in book.sheets)


def whole(text: str) -> int | None:
    text = text.strip().replace(",", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def text_of(cell: CellValue) -> str:
    return "" if cell is None or isinstance(cell, dict) else str(cell)


def letters(place: int) -> str:
    """A for 0, AA for 26."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
