"""A spreadsheet as plain data: what was read, without knowing what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# None, text, number, or one of {"date": "2026-11-23"}, {"date": "2026-11-23T10:00"},
# {"formula": "=A1+1", "value": what it came to, or None}, {"error": "#N/A"}.
CellValue = None | str | int | float | bool | dict[str, Any]


@dataclass(frozen=True)
class SheetCells:
    """One sheet; only rows that have something, by the number that the spreadsheet gives them."""

    name: str
    rows: Mapping[int, list[CellValue]]
    is_hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[str, ...] = ()  # ranges like A1:C1


@dataclass(frozen=True)
class Book:
    """What a file holds. A text file is a book of one sheet with its name."""

    sheets: tuple[SheetCells, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    has_links: bool = False  # to other workbooks; their values are those of the last saving

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "sheets": [
                {
                    "name": one.name,
                    "rows": [[number, cells] for number, cells in one.rows.items()],
                    "hidden": one.is_hidden,
                    "hidden_rows": list(one.hidden_rows),
                    "merged": list(one.merged),
                }
                for one in self.sheets
            ],
            "properties": dict(self.properties),
            "links": self.has_links,
        }


def from_plain(plain: Mapping[str, Any]) -> Book:
    return Book(
        sheets=tuple(
            SheetCells(
                name=one["name"],
                rows={int(number): cells for number, cells in one["rows"]},
                is_hidden=one["hidden"],
                hidden_rows=tuple(one["hidden_rows"]),
                merged=tuple(one["merged"]),
            )
            for one in plain["sheets"]
        ),
        properties=plain["properties"],
        has_links=plain["links"],
    )
