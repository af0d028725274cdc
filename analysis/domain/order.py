"""The order of the plan's rows: one step up or down, by exchanging two numbers."""

from __future__ import annotations

from django.db.models import F, QuerySet

from analysis.domain import rows
from analysis.models import DevelopmentIssue, Indicator, Programme, Project
from analysis.row_kinds import Row
from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import Proposal, User

VERBS = {
    DevelopmentIssue: Verb.ISSUE_CHANGED,
    Indicator: Verb.INDICATOR_CHANGED,
    Programme: Verb.PROGRAMME_CHANGED,
    Project: Verb.PROJECT_CHANGED,
}


@write
def move_row(row: Row, *, by: User, up: bool) -> Row:
    """Exchange the row with the one before or after it; at the end of its list nothing happens.

    A project moves among those of its programme. What the row says does not change, so its
    version and status stay. Raises `RowRemoved`.
    """
    workshop, row = rows.locked(row)  # type: ignore[type-var]
    if row.removed_at is not None:
        raise rows.RowRemoved
    siblings = _siblings(row)
    if up:
        other = siblings.filter(number__lt=row.number).order_by("-number").first()
    else:
        other = siblings.filter(number__gt=row.number).order_by("number").first()
    if other is None:
        return row
    numbers = row.number, other.number
    other.number, row.number = numbers
    row.save(update_fields=["number"])
    other.save(update_fields=["number"])
    if isinstance(row, DevelopmentIssue):
        _follow(row, *numbers)
    kind = "issue" if isinstance(row, DevelopmentIssue) else row._meta.model_name or ""
    facts = {kind: row.pk, "moved": "up" if up else "down", "passed": other.pk}
    journal.record(workshop, VERBS[type(row)], by=by, **facts)
    return row


def _siblings(row: Row) -> QuerySet[Row]:
    """The rows that stand in the same list of the plan."""
    found: QuerySet[Row]
    if isinstance(row, DevelopmentIssue):
        found = DevelopmentIssue.objects.filter(workshop=row.workshop_id)
    elif isinstance(row, Project):
        found = Project.objects.filter(issue=row.issue_id)
        if row.programme is None or row.programme.removed_at is not None:
            gone = Project.objects.filter(programme__removed_at__isnull=False)
            found = found.filter(programme=None) | found.filter(pk__in=gone.values("pk"))
        else:
            found = found.filter(programme=row.programme_id)
    else:
        found = type(row).objects.filter(issue=row.issue_id)
    return found.filter(removed_at=None)


def _follow(issue: DevelopmentIssue, one: int, other: int) -> None:
    """What the room proposed under an issue is told by its number, and moves with it."""
    proposed = Proposal.objects.filter(workshop=issue.workshop_id, issue_number__in=(one, other))
    proposed.update(issue_number=one + other - F("issue_number"))
