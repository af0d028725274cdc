"""Bring an earlier version of a row back: an ordinary change, with the words of that time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from analysis.domain import indicators, issues, programmes, projects, rows
from analysis.domain.former import FORMER, Gone
from analysis.row_history import FROM_VERSION
from analysis.row_kinds import Row, kind_of
from workshops.domain.writing import write
from workshops.models import User

CHANGES: dict[str, Callable[..., Row]] = {
    "issue": issues.change_issue,
    "indicator": indicators.change_indicator,
    "programme": programmes.change_programme,
    "project": projects.change_project,
}


class NoSuchVersion(rows.PlanError):
    message = _("This version is not in the history. Choose one from the list.")


@dataclass(frozen=True)
class Restored:
    """The row as it is now, whether anything changed, and what could not come back with it."""

    row: Row
    is_changed: bool
    gone: list[Gone]


@write
def restore_version(row: Row, number: int, *, by: User, version: int) -> Restored:
    """Make a row say again what it said in version `number`; the page showed `version`.

    The change is journalled and kept in the history like any other, and makes a draft of the
    row. What is no longer there to be linked is left out and told. Raises `NoSuchVersion`,
    `ChangedMeanwhile`, `RowRemoved` and what changing such a row raises.
    """
    workshop, row = rows.locked(row)  # type: ignore[type-var]
    entry = row.history.filter(version=number).order_by("-history_id").first()
    if entry is None:
        raise NoSuchVersion
    if row.removed_at is not None:
        raise rows.RowRemoved
    if row.version != version:
        raise rows.ChangedMeanwhile
    former = FORMER[kind_of(row)](workshop, row, entry.facts)
    changed = CHANGES[kind_of(row)](row, by=by, version=version, **former.said)
    is_changed = changed.version != version
    if is_changed:
        newest = changed.history.filter(version=changed.version)
        newest.update(history_change_reason=f"{FROM_VERSION}{number}")
    return Restored(changed, is_changed, former.gone)
