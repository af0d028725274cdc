"""What a file would change, as the page shows it and as the reader decides on it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from analysis.conflicts import Difference, Whose
from analysis.forms import PlanRowForm
from analysis.models import DevelopmentIssue
from analysis.round_trip.row_forms import EditedRow
from analysis.round_trip.stored import StoredRow
from analysis.round_trip.uploaded import FileRow, Problem


@dataclass
class Step:
    """One row that would change. `row` None: a new one. `version`: as it is in the plan now."""

    kind: str
    issue: DevelopmentIssue
    row: EditedRow | None
    file_row: FileRow
    title: str
    differences: list[Difference] = field(default_factory=list)
    form: PlanRowForm | None = None  # what would be saved
    version: int = 0
    losing: bool = False  # the file has fewer activities than its version had

    @property
    def name(self) -> str:
        """Stands for the step in the page's form."""
        return f"{self.file_row.kind}-{self.file_row.number}"

    @property
    def changes(self) -> list[Difference]:
        """What the file says otherwise; what only others changed is no change of the file."""
        return [one for one in self.differences if one.whose != Whose.THEIRS]

    @property
    def lost(self) -> list[Difference]:
        """Activities that are not in the file: they stay, unless somebody ticks it."""
        return [one for one in self.changes if self.losing and one.name == "activities"]

    @property
    def to_tick(self) -> list[Difference]:
        """What stays as it is in the plan, unless it is ticked."""
        return [one for one in self.changes if one.whose == Whose.BOTH or one in self.lost]

    @property
    def collisions(self) -> list[Difference]:
        return [one for one in self.differences if one.whose == Whose.BOTH]


@dataclass
class Preview:
    """Everything that the page shows. Nothing can be let in while there are problems."""

    steps: list[Step]
    missing: list[StoredRow]
    unchanged: int
    problems: list[Problem]
    notes: list[str]

    @property
    def new(self) -> list[Step]:
        return [step for step in self.steps if step.row is None]

    @property
    def changed(self) -> list[Step]:
        return [step for step in self.steps if step.row is not None]

    @property
    def is_empty(self) -> bool:
        return not (self.steps or self.missing)

    @property
    def cells(self) -> int:
        """How many cells of rows that are there already would change."""
        return sum(len(step.changes) for step in self.changed)

    @property
    def total(self) -> int:
        """Cells that would change, and new rows: what somebody did in the file."""
        return self.cells + len(self.new)

    @property
    def seal(self) -> str:
        """What was looked at: another one, and it has to be looked at again."""
        said = [
            [step.name, step.version, [[d.name, d.whose, d.mine, d.now] for d in step.differences]]
            for step in self.steps
        ]
        said.append([[one.row.pk, one.row.version] for one in self.missing])
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]
