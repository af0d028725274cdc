"""Whether every row of a plan has a path down to sentences, and what one without it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from analysis.models import DevelopmentIssue, Status
from analysis.trail import ROW_KINDS
from analysis.trail_down import Paths, Row, paths_of
from workshops.models import Factor, PlanCycle

AT_ONCE = 200  # issues
NOTHING_LINKED = "neither the row nor its issue is linked to anything"
NO_SENTENCE = "what it is linked to has no sentence behind it"
OFF_BOARD = "all its sentences are hidden, withdrawn or waiting"


@dataclass(frozen=True)
class Finding:
    """A row and what is wrong with it."""

    kind: str
    pk: int
    number: int
    title: str
    workshop: str  # join code
    status: str
    why: str


@dataclass
class Tally:
    """Of one kind of row: how many were walked, and how many have a path."""

    rows: int = 0
    with_path: int = 0

    @property
    def share(self) -> float | None:
        """0..1; None without any row."""
        return self.with_path / self.rows if self.rows else None


@dataclass
class Audit:
    kinds: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in ROW_KINDS})
    lacking: list[Finding] = field(default_factory=list)
    off_board: list[Finding] = field(default_factory=list)  # with a path, but nothing to be read
    sentences: set[int] = field(default_factory=set)

    @property
    def total(self) -> Tally:
        tallies = self.kinds.values()
        return Tally(sum(one.rows for one in tallies), sum(one.with_path for one in tallies))

    @property
    def is_complete(self) -> bool:
        return self.total.rows == self.total.with_path


def audit(cycle: PlanCycle, *, drafts_too: bool) -> Audit:
    """Walk the rows of all workshops of this cycle: approved ones, or every current one."""
    found = Audit()
    issues = DevelopmentIssue.objects.filter(workshop__plan_cycle=cycle).current()
    keys = list(issues.order_by("workshop", "number", "pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        _walk(found, keys[start : start + AT_ONCE], drafts_too=drafts_too)
    return found


def _walk(found: Audit, issues: list[int], *, drafts_too: bool) -> None:
    paths = paths_of(issues)
    codes = DevelopmentIssue.objects.filter(pk__in=issues).values_list("pk", "workshop__code")
    workshop_of = dict(codes)
    on_board = _on_board(paths.below.values())
    for row, below in paths.below.items():
        one = paths.rows[row]
        if not drafts_too and one.status != Status.APPROVED:
            continue
        tally = found.kinds[row[0]]
        tally.rows += 1
        tally.with_path += bool(below)
        found.sentences |= below
        code = workshop_of[_issue(row, one)]
        if not below:
            found.lacking.append(_finding(row, one, code, _why(row, one, paths)))
        elif not below & on_board:
            found.off_board.append(_finding(row, one, code, OFF_BOARD))


def _on_board(below: Iterable[frozenset[int]]) -> set[int]:
    keys = {pk for found in below for pk in found}
    return set(Factor.objects.on_board().filter(pk__in=keys).values_list("pk", flat=True))


def _why(row: Row, one: Any, paths: Paths) -> str:
    linked = paths.linked[row] + paths.linked["issue", _issue(row, one)]
    return NO_SENTENCE if linked else NOTHING_LINKED


def _issue(row: Row, one: Any) -> int:
    issue: int = row[1] if row[0] == "issue" else one.issue_id
    return issue


def _finding(row: Row, one: Any, code: str, why: str) -> Finding:
    return Finding(row[0], row[1], one.number, str(one), code, one.status, why)
