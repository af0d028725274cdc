"""From the parser's book to sheets of text, and how those are kept between the steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.importing import Book
from analysis.offline.reading import Sheet


def as_sheets(book: Book) -> list[Sheet]:
    return [Sheet(one.name, _rows(one.rows), one.is_hidden) for one in book.sheets]


def _rows(rows: Any) -> dict[int, list[str]]:  # noqa: ANN401
    found = {n: ["" if v is None else str(v) for v in row] for n, row in enumerate(rows, 1)}
    return {n: row for n, row in found.items() if any(row)}


def kept(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """As `Upload.book` has it."""
    return {"sheets": [sheet.plain() for sheet in sheets]}
