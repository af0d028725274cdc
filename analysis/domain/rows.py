"""What the writes of all three kinds of plan row share: locking, numbering, rules, conflicts."""

from __future__ import annotations

import decimal
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.models import DevelopmentIssue, Indicator, PlanRow, Programme, Project, Status
from workshops.domain.errors import ClientIdReused, WorkshopError
from workshops.models import Factor, PlanCycle, Proposal, User, Workshop
from workshops.years import buddhist_year

Row = TypeVar("Row", DevelopmentIssue, Indicator, Programme, Project)

# What SQLite keeps exactly: 15 digits in all.
EXACT_DIGITS = 15


class PlanError(WorkshopError):
    """A refusal that belongs to one field of the form, if `field` says so."""

    def __init__(self, field: str | None = None, **values: object) -> None:
        super().__init__()
        self.field = field
        self.values = values

    def __str__(self) -> str:
        return str(self.message) % self.values if self.values else str(self.message)


class ChangedMeanwhile(PlanError):
    message = _(
        "Somebody else has changed this row meanwhile. Compare below, then save what shall stand."
    )
    status = 409


class RowRemoved(PlanError):
    message = _("This row was removed from the plan. Restore it, then change it.")
    status = 409


class YearOutsidePlan(PlanError):
    message = _("The year %(year)s is outside the plan %(first)s to %(last)s. Choose another year.")


class NumberTooLong(PlanError):
    message = _("This number has more digits than can be kept exactly. Round it.")


class FactorElsewhere(PlanError):
    message = _("A chosen factor belongs to another workshop. Choose from the list.")


class ProposalElsewhere(PlanError):
    message = _("A chosen proposal belongs to another workshop. Choose from the list.")


def locked(row: Row) -> tuple[Workshop, Row]:
    """The workshop, locked, and the row as it is now, read after the lock."""
    workshop = row.workshop if isinstance(row, DevelopmentIssue) else row.issue.workshop
    workshop = Workshop.objects.locked(workshop.pk)
    fresh: Row = type(row).objects.get(pk=row.pk)
    return workshop, fresh


def sent_before(rows: QuerySet[Row], client_id: uuid.UUID, *, within: QuerySet[Row]) -> Row | None:
    """The row that this form made the first time. Raises `ClientIdReused` if made elsewhere."""
    known = rows.filter(client_id=client_id).first()
    if known is not None and not within.filter(pk=known.pk).exists():
        raise ClientIdReused
    return known


def next_number(siblings: QuerySet[Any]) -> int:
    """One more than the highest so far; the numbers of removed rows are not used again."""
    highest: int | None = siblings.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def require_factors(workshop: Workshop, factors: Sequence[Factor]) -> None:
    if any(factor.workshop_id != workshop.pk for factor in factors):
        raise FactorElsewhere("factors")


def require_proposals(workshop: Workshop, proposals: Sequence[Proposal]) -> None:
    if any(proposal.workshop_id != workshop.pk for proposal in proposals):
        raise ProposalElsewhere("proposals")


def require_year(cycle: PlanCycle, year: int, field: str | None) -> None:
    if year not in cycle.years:
        raise YearOutsidePlan(
            field,
            year=buddhist_year(year),
            first=buddhist_year(cycle.start_year),
            last=buddhist_year(cycle.end_year),
        )


def require_exact(value: decimal.Decimal, *, places: int, field: str | None) -> None:
    """Refuse what a database would round in silence."""
    exponent = value.as_tuple().exponent
    whole = EXACT_DIGITS - places
    if not isinstance(exponent, int) or -exponent > places or abs(value) >= 10**whole:
        raise NumberTooLong(field)


def settle(
    row: PlanRow, *, version: int, before: dict[str, Any], after: dict[str, Any], by: User
) -> bool:
    """Whether the change that was just made counts; called inside its transaction.

    The same values again are no change. A changed row is a draft again, and its history has
    one entry more. Raises `RowRemoved`, and `ChangedMeanwhile` if the form showed another
    version; both undo the change.
    """
    if row.removed_at is not None:
        raise RowRemoved
    if before == after:
        return False
    if row.version != version:
        raise ChangedMeanwhile
    row.version += 1
    row.status = Status.DRAFT
    row.changed_at = timezone.now()
    row.save(update_fields=["version", "status", "changed_at"])
    keep(row, after, by=by)
    return True


def keep(row: PlanRow, facts: dict[str, Any], *, by: User, why: str = "") -> None:
    """Write the row as it is now into its history; `facts` is what `plain()` says of it."""
    type(row).history.bulk_history_create(
        [row],
        update=row.version > 1,
        default_user=by,
        default_change_reason=why,
        custom_historical_attrs={"facts": facts},
    )


def mark_removed(row: PlanRow, facts: dict[str, Any], *, removed: bool, by: User) -> bool:
    """Remove or restore; whether anything changed. A version and an entry of the history of its
    own, so that a form that was open meanwhile is told; the status stays as it was."""
    if (row.removed_at is not None) == removed:
        return False
    row.removed_at = timezone.now() if removed else None
    row.version += 1
    row.save(update_fields=["removed_at", "version"])
    keep(row, facts, by=by)
    return True


def plain(row: PlanRow, names: Iterable[str]) -> dict[str, str | None]:
    """Fields as the journal keeps them."""
    values = {name: getattr(row, name) for name in names}
    return {name: None if value is None else text_of(value) for name, value in values.items()}


def text_of(value: object) -> str:
    """A value as text, the same for 10, 10.0 and 10.0000."""
    return f"{value.normalize():f}" if isinstance(value, decimal.Decimal) else str(value)


def linked(links: QuerySet[Any]) -> list[int]:
    """The keys of linked rows, in order."""
    return list(links.order_by("pk").values_list("pk", flat=True))
