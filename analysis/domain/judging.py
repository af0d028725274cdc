"""How far a row of the plan is: draft, checked, approved. Words are changed elsewhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from analysis.domain import indicators, issues, programmes, projects, rows
from analysis.grounds import NO_GROUNDS, grounds_of_issues
from analysis.models import DevelopmentIssue, Indicator, Programme, Status
from analysis.row_kinds import Row, issue_of, kind_of
from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import User


class NoSource(rows.PlanError):
    message = _("The issue leads to nothing that people wrote. Link a source to it, then approve.")


class NotChecked(rows.PlanError):
    message = _("This row is still a draft. Check it first, then approve it.")


class OnlyPlanners(rows.PlanError):
    message = _("Only planners approve rows, or take an approval back. Ask a planner.")
    status = 403


class UnknownStatus(rows.PlanError):
    message = _("This status is not known. Choose one from the list.")


@write
def judge_row(row: Row, *, status: str, by: User, version: int) -> Row:
    """Say that a row which the page showed in `version` is a draft, checked or approved.

    The version goes up by one and the history has an entry, but the words stay, and so does
    the new status until somebody changes them. The same status again changes nothing.
    Raises `ChangedMeanwhile`, `RowRemoved`, `OnlyPlanners`, `NotChecked`, `NoSource`.
    """
    workshop, row = rows.locked(row)  # type: ignore[type-var]
    if status not in Status.values:
        raise UnknownStatus
    if row.removed_at is not None:
        raise rows.RowRemoved
    if row.status == status:
        return row
    if row.version != version:
        raise rows.ChangedMeanwhile
    _require(row, status, by)
    before, row.status = row.status, Status(status)
    row.version += 1
    row.save(update_fields=["status", "version"])
    rows.keep(row, plain(row), by=by)
    facts = {kind_of(row): row.pk, "before": before, "after": status}
    journal.record(workshop, Verb.ROW_JUDGED, by=by, **facts)
    return row


def may_approve(user: User) -> bool:
    return user.is_planner or user.is_superuser


def plain(row: Row) -> dict[str, object]:
    """A row with its links, as journal and history keep it."""
    if isinstance(row, DevelopmentIssue):
        return issues.plain(row)
    if isinstance(row, Indicator):
        return indicators.plain(row)
    if isinstance(row, Programme):
        return programmes.plain(row)
    return projects.plain(row)


def _require(row: Row, status: str, by: User) -> None:
    if Status.APPROVED in (row.status, status) and not may_approve(by):
        raise OnlyPlanners
    if status != Status.APPROVED:
        return
    if row.status != Status.CHECKED:
        raise NotChecked
    issue = issue_of(row)
    if not grounds_of_issues([issue]).get(issue.pk, NO_GROUNDS).shown:
        raise NoSource
