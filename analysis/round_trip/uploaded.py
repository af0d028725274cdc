"""What a file says of the plan, as plain data."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.models import DevelopmentIssue
from analysis.round_trip.columns import Sent


@dataclass(frozen=True)
class Problem:
    """Something in a cell that cannot be taken; `cell` like D7, "" for a whole row."""

    sheet: str
    row: int
    cell: str
    label: str
    sentence: str


class Place(NamedTuple):
    """Where a value stands; `cell` like D7, "" for a whole row."""

    sheet: str
    row: int
    cell: str


@dataclass
class FileRow:
    """One row of a sheet. `said`: what its cells say, for the columns that the sheet has."""

    kind: str
    sheet: str
    number: int
    pk: int | None
    version: int | None
    issue: DevelopmentIssue | None
    said: dict[str, Sent] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)  # where a field stands
    problems: list[Problem] = field(default_factory=list)
    activities: list[list[str]] | None = None  # None: the file does not say them
    formulas: int = 0

    def problem(self, name: str | None, label: str, sentence: str) -> Problem:
        """Something wrong with a field, or with the row."""
        place = self.places.get(name or "", Place(self.sheet, self.number, ""))
        return Problem(*place, label, sentence)

    @property
    def name(self) -> str:
        return "".join(self.said.get("name", []))


@dataclass
class Uploaded:
    """What a file says of the plan."""

    rows: list[FileRow]
    written_at: datetime.datetime | None
    kinds: set[str]  # of which sheets are there
    notes: list[str]
    problems: list[Problem]
