"""Changes of the plan that come with a file: kept while they are looked at, then all let in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.domain import indicators, projects, rows
from analysis.models import DevelopmentIssue, Indicator, Project, Upload
from workshops.domain import journal
from workshops.domain.errors import WorkshopError
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import User, Workshop
from workshops.text import match_key

ROWS_AT_ONCE = 200  # each takes some 20 ms, and the room waits for all
EditedRow = Indicator | Project
ADD: dict[str, Callable[..., Any]] = {
    "indicator": indicators.create_indicator,
    "project": projects.create_project,
}
CHANGE: dict[str, Callable[..., Any]] = {
    "indicator": indicators.change_indicator,
    "project": projects.change_project,
}
REMOVE: dict[str, Callable[..., Any]] = {
    "indicator": indicators.remove_indicator,
    "project": projects.remove_project,
}


class AppliedAlready(WorkshopError):
    message = _("This file was let in already. Look at the plan, or upload the file again.")
    status = 409


class LookAgain(WorkshopError):
    message = _("The plan has changed meanwhile. Look at what would change now, then decide.")
    status = 409


class NothingTicked(WorkshopError):
    message = _("Nothing would change like this. Tick what shall change, or put the file away.")


class TooManyChanges(WorkshopError):
    message = _(
        "More than 200 rows would change at once. Leave out some of them below, or delete them "
        "from the file and bring them with another one."
    )


@dataclass(frozen=True)
class Change:
    """One row that shall change. `row` None: a new one under `issue`. `said`: what the domain
    functions of its kind take; None takes the row out of the plan."""

    kind: str
    issue: DevelopmentIssue
    row: EditedRow | None
    version: int
    said: Mapping[str, Any] | None


@write
def let_in(upload: Upload, *, by: User, changes: Sequence[Change]) -> int:
    """Make all changes, or none; returns how many rows changed.

    Raises `AppliedAlready`, `NothingTicked`, `TooManyChanges`, `LookAgain` if a row is not as it
    was looked at, and what the functions of its kind raise.
    """
    if len(changes) > ROWS_AT_ONCE:
        raise TooManyChanges
    workshop = Workshop.objects.locked(upload.workshop_id)
    current = Upload.objects.kept().select_for_update().filter(pk=upload.pk).first()
    if current is None or current.applied_at is not None:
        raise AppliedAlready
    if not changes:
        raise NothingTicked
    try:
        for number, change in enumerate(changes):
            _make(change, by=by, client_id=uuid.uuid5(upload.key, str(number)))
    except (rows.ChangedMeanwhile, rows.RowRemoved):
        raise LookAgain from None
    current.applied_at = timezone.now()
    current.book = {}
    current.save(update_fields=["applied_at", "book"])
    workshop = Workshop.objects.locked(workshop.pk)
    facts = {"file": current.file_name, "rows": len(changes)}
    journal.record(workshop, Verb.PLAN_IMPORTED, by=by, **facts)
    return len(changes)


def _make(change: Change, *, by: User, client_id: uuid.UUID) -> None:
    if change.row is None:
        said = change.said or {}
        if _is_there(change.kind, change.issue, str(said["name"])):
            raise LookAgain
        ADD[change.kind](change.issue, by=by, client_id=client_id, **said)
        return
    if change.said is None:
        if type(change.row).objects.get(pk=change.row.pk).version != change.version:
            raise LookAgain
        REMOVE[change.kind](change.row, by=by)
        return
    CHANGE[change.kind](change.row, by=by, version=change.version, **change.said)


def _is_there(kind: str, issue: DevelopmentIssue, name: str) -> bool:
    """Whether another file has brought a row of this name meanwhile."""
    model: type[EditedRow] = Indicator if kind == "indicator" else Project
    here: QuerySet[Any] = model.objects.current().filter(issue=issue)
    return match_key(name) in {match_key(one) for one in here.values_list("name", flat=True)}
