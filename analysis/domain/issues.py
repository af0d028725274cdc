"""Development issues: what the plan will pursue."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from analysis.domain import rows
from analysis.models import DevelopmentIssue
from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import Track, Verb
from workshops.models import Factor, User, Workshop

NAMES = ("title", "goal", "rationale", "track")


class IssueFields(TypedDict):
    """What a planner says of an issue; texts have been through `clean_text()`."""

    title: str
    goal: NotRequired[str]
    rationale: NotRequired[str]
    track: Track


@write
def create_issue(
    workshop: Workshop,
    *,
    by: User,
    client_id: uuid.UUID,
    factors: Sequence[Factor],
    **fields: Unpack[IssueFields],
) -> DevelopmentIssue:
    """A new issue at the end of the workshop's list, in any stage.

    The same `client_id` again returns the first row. Raises `FactorElsewhere`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    here = DevelopmentIssue.objects.filter(workshop=workshop)
    known: DevelopmentIssue | None = rows.sent_before(
        DevelopmentIssue.objects.all(), client_id, within=here
    )
    if known is not None:
        return known
    rows.require_factors(workshop, factors)
    issue: DevelopmentIssue = DevelopmentIssue.objects.create(
        workshop=workshop,
        plan_cycle=workshop.plan_cycle,
        client_id=client_id,
        number=rows.next_number(here),
        **fields,
    )
    issue.factors.set(factors)
    journal.record(workshop, Verb.ISSUE_ADDED, by=by, issue=issue.pk)
    return issue


@write
def change_issue(
    issue: DevelopmentIssue,
    *,
    by: User,
    version: int,
    factors: Sequence[Factor],
    **fields: Unpack[IssueFields],
) -> DevelopmentIssue:
    """Change an issue that the form showed in `version`; the same values again change nothing.

    Raises `ChangedMeanwhile`, `RowRemoved`, `FactorElsewhere`.
    """
    workshop, issue = rows.locked(issue)
    rows.require_factors(workshop, factors)
    before = _plain(issue)
    for name, value in fields.items():
        setattr(issue, name, value)
    issue.save(update_fields=list(fields))
    issue.factors.set(factors)
    if rows.settle(issue, version=version, before=before, after=_plain(issue)):
        journal.record(workshop, Verb.ISSUE_CHANGED, by=by, issue=issue.pk, before=before)
    return issue


@write
def remove_issue(issue: DevelopmentIssue, *, by: User) -> DevelopmentIssue:
    """Take an issue, with what hangs on it, out of the plan; the rows stay. Twice is once."""
    workshop, issue = rows.locked(issue)
    if rows.mark_removed(issue, removed=True):
        journal.record(workshop, Verb.ISSUE_REMOVED, by=by, issue=issue.pk)
    return issue


@write
def restore_issue(issue: DevelopmentIssue, *, by: User) -> DevelopmentIssue:
    """Put a removed issue back in its place. Twice is once."""
    workshop, issue = rows.locked(issue)
    if rows.mark_removed(issue, removed=False):
        journal.record(workshop, Verb.ISSUE_CHANGED, by=by, issue=issue.pk, restored=True)
    return issue


def _plain(issue: DevelopmentIssue) -> dict[str, Any]:
    return rows.plain(issue, NAMES) | {"factors": rows.linked(issue.factors.all())}
