"""Indicators: how the plan will know, with a target for each of its years."""

from __future__ import annotations

import decimal
import uuid
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from analysis.domain import rows
from analysis.models import Aim, DevelopmentIssue, Indicator, IndicatorTarget, WholePlanRule
from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import Factor, PlanCycle, Proposal, User, Workshop

NAMES = (
    "name",
    "unit",
    "aim",
    "baseline_value",
    "baseline_year",
    "whole_plan_rule",
    "data_owner",
)
PLACES = 4


class IndicatorFields(TypedDict):
    """What a planner says of an indicator; years are Gregorian."""

    name: str
    unit: str
    aim: NotRequired[Aim]
    baseline_value: decimal.Decimal | None
    baseline_year: int | None
    whole_plan_rule: WholePlanRule
    data_owner: str


class BaselineWithoutYear(rows.PlanError):
    message = _("The baseline value has no year. Write the year in which it was measured.")


@write
def create_indicator(
    issue: DevelopmentIssue,
    *,
    by: User,
    client_id: uuid.UUID,
    targets: dict[int, decimal.Decimal],
    factors: Sequence[Factor],
    proposals: Sequence[Proposal] = (),
    taken_from: Indicator | None = None,
    **fields: Unpack[IndicatorFields],
) -> Indicator:
    """A new indicator at the end of its issue; `targets` by fiscal year, Gregorian.

    `taken_from` is the indicator of another list whose words were taken over. The same
    `client_id` again returns the first row. Raises `ProposalElsewhere`, `BaselineWithoutYear`,
    `YearOutsidePlan`, `NumberTooLong`, `FactorElsewhere`, and `RowRemoved` for a removed issue.
    """
    workshop, issue = rows.locked(issue)
    here = Indicator.objects.filter(issue__workshop=workshop)
    known: Indicator | None = rows.sent_before(Indicator.objects.all(), client_id, within=here)
    if known is not None:
        return known
    if issue.removed_at is not None:
        raise rows.RowRemoved
    require(workshop, fields, targets, factors)
    rows.require_proposals(workshop, proposals)
    indicator: Indicator = Indicator.objects.create(
        issue=issue,
        client_id=client_id,
        number=rows.next_number(Indicator.objects.filter(issue=issue)),
        taken_from=taken_from,
        **fields,
    )
    _set_targets(indicator, workshop.plan_cycle, targets)
    indicator.factors.set(factors)
    indicator.proposals.set(proposals)
    rows.keep(indicator, plain(indicator), by=by)
    journal.record(workshop, Verb.INDICATOR_ADDED, by=by, indicator=indicator.pk, issue=issue.pk)
    return indicator


@write
def change_indicator(
    indicator: Indicator,
    *,
    by: User,
    version: int,
    targets: dict[int, decimal.Decimal],
    factors: Sequence[Factor],
    proposals: Sequence[Proposal] | None = None,
    **fields: Unpack[IndicatorFields],
) -> Indicator:
    """Change an indicator that the form showed in `version`; `proposals` None: as they are.

    Raises `ChangedMeanwhile`, `RowRemoved`, and what `create_indicator` raises.
    """
    workshop, indicator = rows.locked(indicator)
    require(workshop, fields, targets, factors)
    rows.require_proposals(workshop, proposals or ())
    before = plain(indicator)
    for name, value in fields.items():
        setattr(indicator, name, value)
    indicator.save(update_fields=list(fields))
    _set_targets(indicator, workshop.plan_cycle, targets)
    indicator.factors.set(factors)
    if proposals is not None:
        indicator.proposals.set(proposals)
    if rows.settle(indicator, version=version, before=before, after=plain(indicator), by=by):
        journal.record(
            workshop, Verb.INDICATOR_CHANGED, by=by, indicator=indicator.pk, before=before
        )
    return indicator


@write
def remove_indicator(indicator: Indicator, *, by: User) -> Indicator:
    """Take an indicator out of the plan; the row stays. Twice is once."""
    workshop, indicator = rows.locked(indicator)
    if rows.mark_removed(indicator, plain(indicator), removed=True, by=by):
        journal.record(workshop, Verb.INDICATOR_REMOVED, by=by, indicator=indicator.pk)
    return indicator


@write
def restore_indicator(indicator: Indicator, *, by: User) -> Indicator:
    """Put a removed indicator back in its place. Twice is once."""
    workshop, indicator = rows.locked(indicator)
    if rows.mark_removed(indicator, plain(indicator), removed=False, by=by):
        journal.record(
            workshop, Verb.INDICATOR_CHANGED, by=by, indicator=indicator.pk, restored=True
        )
    return indicator


def require(
    workshop: Workshop,
    fields: IndicatorFields,
    targets: dict[int, decimal.Decimal],
    factors: Sequence[Factor],
) -> None:
    baseline = fields["baseline_value"]
    if baseline is not None:
        if fields["baseline_year"] is None:
            raise BaselineWithoutYear("baseline_year")
        rows.require_exact(baseline, places=PLACES, field="baseline_value")
    for year, value in targets.items():
        rows.require_year(workshop.plan_cycle, year, None)
        rows.require_exact(value, places=PLACES, field=f"target_{year}")
    rows.require_factors(workshop, factors)


def _set_targets(
    indicator: Indicator, cycle: PlanCycle, targets: dict[int, decimal.Decimal]
) -> None:
    """Targets of years outside `cycle` stay: the workshop may have had another plan before."""
    indicator.targets.filter(year__in=cycle.years).exclude(year__in=targets).delete()
    for year, value in sorted(targets.items()):
        IndicatorTarget.objects.update_or_create(
            indicator=indicator, year=year, defaults={"value": value}
        )


def plain(indicator: Indicator) -> dict[str, Any]:
    """An indicator with targets and links, as journal and history keep it."""
    targets = indicator.targets.order_by("year").values_list("year", "value")
    return rows.plain(indicator, NAMES) | {
        "targets": {str(year): rows.text_of(value) for year, value in targets},
        "factors": rows.linked(indicator.factors.all()),
        "proposals": rows.linked(indicator.proposals.all()),
    }
