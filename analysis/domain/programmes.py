"""Programmes: the level of the plan between an issue and its projects."""

from __future__ import annotations

import uuid
from typing import Any, NotRequired, TypedDict, Unpack

from analysis.domain import rows
from analysis.models import DevelopmentIssue, Programme
from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import User

NAMES = ("name", "main_programme", "part_programme")


class ProgrammeFields(TypedDict):
    """What a planner says of a programme; texts have been through `clean_text()`."""

    name: str
    main_programme: NotRequired[str]
    part_programme: NotRequired[str]


@write
def create_programme(
    issue: DevelopmentIssue, *, by: User, client_id: uuid.UUID, **fields: Unpack[ProgrammeFields]
) -> Programme:
    """A new programme at the end of its issue.

    The same `client_id` again returns the first row. Raises `RowRemoved` for a removed issue.
    """
    workshop, issue = rows.locked(issue)
    here = Programme.objects.filter(issue__workshop=workshop)
    known: Programme | None = rows.sent_before(Programme.objects.all(), client_id, within=here)
    if known is not None:
        return known
    if issue.removed_at is not None:
        raise rows.RowRemoved
    programme: Programme = Programme.objects.create(
        issue=issue,
        client_id=client_id,
        number=rows.next_number(Programme.objects.filter(issue=issue)),
        **fields,
    )
    rows.keep(programme, plain(programme), by=by)
    journal.record(workshop, Verb.PROGRAMME_ADDED, by=by, programme=programme.pk, issue=issue.pk)
    return programme


@write
def change_programme(
    programme: Programme, *, by: User, version: int, **fields: Unpack[ProgrammeFields]
) -> Programme:
    """Change a programme that the form showed in `version`.

    Raises `ChangedMeanwhile`, `RowRemoved`.
    """
    workshop, programme = rows.locked(programme)
    before = plain(programme)
    for name, value in fields.items():
        setattr(programme, name, value)
    programme.save(update_fields=list(fields))
    if rows.settle(programme, version=version, before=before, after=plain(programme), by=by):
        journal.record(
            workshop, Verb.PROGRAMME_CHANGED, by=by, programme=programme.pk, before=before
        )
    return programme


@write
def remove_programme(programme: Programme, *, by: User) -> Programme:
    """Take a programme out of the plan; its projects stay, under the issue. Twice is once."""
    workshop, programme = rows.locked(programme)
    if rows.mark_removed(programme, plain(programme), removed=True, by=by):
        journal.record(workshop, Verb.PROGRAMME_REMOVED, by=by, programme=programme.pk)
    return programme


@write
def restore_programme(programme: Programme, *, by: User) -> Programme:
    """Put a removed programme back in its place. Twice is once."""
    workshop, programme = rows.locked(programme)
    if rows.mark_removed(programme, plain(programme), removed=False, by=by):
        journal.record(
            workshop, Verb.PROGRAMME_CHANGED, by=by, programme=programme.pk, restored=True
        )
    return programme


def plain(programme: Programme) -> dict[str, Any]:
    """A programme as journal and history keep it."""
    return dict(rows.plain(programme, NAMES))
