"""Which sheet of a file is read, where its headings stand, and which column holds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.offline.fields import BY_KEY, FIELDS, field_of_heading, plain
from workshops.enums import Track
from workshops.models import Workshop

HEADINGS_WITHIN = 20  # rows
HIDDEN_SHEET = "_steepi"  # of our own template: says of which workshop it is
TEMPLATE_MARK = "steepi-offline"
BROKEN = "\u0001"  # begins a cell that shows an error instead of a value


@dataclass(frozen=True)
class Sheet:
    """A sheet as text: only rows that have something, by their number in the spreadsheet."""

    name: str
    rows: Mapping[int, Sequence[str]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        return max((len(cells) for cells in self.rows.values()), default=0)

    def cells(self, row: int) -> Sequence[str]:
        return self.rows.get(row, ())

    def below(self, head: int) -> list[int]:
        """The numbers of the rows below the headings, in order."""
        return sorted(number for number in self.rows if number > head)

    def plain(self) -> dict[str, Any]:
        rows = [[number, list(cells)] for number, cells in sorted(self.rows.items())]
        hidden_rows = sorted(self.hidden_rows)
        return {
            "name": self.name,
            "hidden": self.is_hidden,
            "rows": rows,
            "hidden_rows": hidden_rows,
        }


@dataclass(frozen=True)
class Reading:
    """How a file is read. `fixed`: what holds for rows that do not say it."""

    sheet: str
    head: int  # the row of the headings; 0 for none
    columns: Mapping[str, int] = field(default_factory=dict)  # of each field, from 0
    fixed: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        columns, fixed = dict(self.columns), dict(self.fixed)
        return {"sheet": self.sheet, "head": self.head, "columns": columns, "fixed": fixed}

    def missing(self) -> list[str]:
        """The fields that no row could have."""
        return [
            one.key
            for one in FIELDS
            if one.is_needed and one.key not in self.columns and not self.fixed.get(one.key)
        ]


def sheets_of(plain_book: Mapping[str, Any]) -> list[Sheet]:
    """The sheets as they were kept."""
    return [
        Sheet(one["name"], dict(one["rows"]), one["hidden"], frozenset(one["hidden_rows"]))
        for one in plain_book["sheets"]
    ]


def shown(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Those that somebody could mean: not hidden, not empty."""
    return [sheet for sheet in sheets if sheet.rows and not sheet.is_hidden]


def reading_of(kept: Mapping[str, Any]) -> Reading:
    """The reading as it was kept; what it does not know is left out."""
    columns = {key: int(at) for key, at in kept["columns"].items() if key in BY_KEY}
    fixed = {key: str(value) for key, value in kept["fixed"].items() if key in BY_KEY}
    return Reading(kept["sheet"], int(kept["head"]), columns, fixed)


def guess(sheets: Sequence[Sheet], workshop: Workshop) -> Reading:
    """The sheet and row with the most headings that we know; the first ones if none is known."""
    best, most = (sheets[0], first_row(sheets[0])), 1
    for sheet in sheets:
        for row in sorted(sheet.rows)[:HEADINGS_WITHIN]:
            known = len(columns_at(sheet, row))
            if known > most:
                best, most = (sheet, row), known
    return guess_at(*best, workshop)


def guess_at(sheet: Sheet, head: int, workshop: Workshop) -> Reading:
    """The columns that the headings in this row name."""
    return Reading(sheet.name, head, columns_at(sheet, head), fixed_for(workshop))


def first_row(sheet: Sheet) -> int:
    return min(sheet.rows, default=1)


def columns_at(sheet: Sheet, row: int) -> dict[str, int]:
    """Of two columns with headings for the same field, the first."""
    found: dict[str, int] = {}
    for at, heading in enumerate(sheet.cells(row)):
        known = field_of_heading(heading) if heading else None
        if known is not None:
            found.setdefault(known.key, at)
    return found


def fixed_for(workshop: Workshop) -> dict[str, str]:
    """What is clear without the file: the track, and the district where there is only one."""
    fixed = {"track": str(workshop.track or Track.BOTH)}
    districts = list(workshop.districts.values_list("code", flat=True)[:2])
    if len(districts) == 1:
        fixed["district"] = districts[0]
    return fixed


def template_code(sheets: Iterable[Sheet]) -> str:
    """The code of the workshop whose template this is; "" for any other file."""
    for sheet in sheets:
        first = sheet.cells(1)
        if sheet.name == HIDDEN_SHEET and first and first[0] == TEMPLATE_MARK:
            return plain(sheet.cells(2)[0]).upper() if sheet.cells(2) else ""
    return ""


def column_letter(at: int) -> str:
    """A for the first column, AA for the 27th."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
