"""What a project may say, checked before it is written; raises sentences, touches no row."""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from typing import NamedTuple, NotRequired, TypedDict

from django.utils.translation import gettext_lazy as _

from analysis.domain import rows
from analysis.models import DevelopmentIssue, Indicator, Programme
from workshops.enums import ReferenceKind, Track
from workshops.models import Factor, PlanCycle, Proposal, ReferenceItem, Workshop
from workshops.years import buddhist_year

ALIGNED = {
    "strategy": ReferenceKind.STRATEGY,
    "master_plan": ReferenceKind.MASTER_PLAN,
    "milestone": ReferenceKind.MILESTONE,
}
PLACES = 2
Budgets = dict[tuple[int, ReferenceItem], decimal.Decimal]


class Activity(NamedTuple):
    """One activity of a project, as จ.1-1 number 6 asks for it."""

    name: str
    budget_thb: decimal.Decimal | None = None
    agency: str = ""
    partners: str = ""


class ProjectFields(TypedDict):
    """What a planner says of a project; years are fiscal years, Gregorian."""

    name: str
    lead_agency: str
    place: str
    start_year: int
    end_year: int
    rationale: NotRequired[str]
    objectives: NotRequired[str]
    measures: NotRequired[str]
    outputs: str
    outcomes: str
    track: Track
    programme: NotRequired[Programme | None]
    strategy: NotRequired[ReferenceItem | None]
    master_plan: NotRequired[ReferenceItem | None]
    milestone: NotRequired[ReferenceItem | None]
    regional_goal: NotRequired[str]


class EndBeforeStart(rows.PlanError):
    message = _("The last year is before the first year. Check both.")


class ProjectOutsidePlan(rows.PlanError):
    message = _("No year of the project is within the plan %(first)s to %(last)s. Check the years.")


class BudgetNegative(rows.PlanError):
    message = _("A budget is below zero. Write an amount of zero or more.")


class NotABudgetSource(rows.PlanError):
    message = _("This is not a budget source. Choose one from the list.")


class NotAligned(rows.PlanError):
    message = _("This is not in the list that the field asks for. Choose one from the list.")


class ProgrammeElsewhere(rows.PlanError):
    message = _("This programme belongs to another issue. Choose one of this issue.")


class IndicatorElsewhere(rows.PlanError):
    message = _("A chosen indicator belongs to another workshop. Choose from the list.")


def require_years(cycle: PlanCycle, fields: ProjectFields) -> None:
    if fields["end_year"] < fields["start_year"]:
        raise EndBeforeStart("end_year")
    if fields["start_year"] > cycle.end_year or fields["end_year"] < cycle.start_year:
        first, last = buddhist_year(cycle.start_year), buddhist_year(cycle.end_year)
        raise ProjectOutsidePlan("start_year", first=first, last=last)


def require_budgets(cycle: PlanCycle, budgets: Budgets) -> None:
    for (year, source), amount in budgets.items():
        field = f"budget_{year}_{source.pk}"
        rows.require_year(cycle, year, None)
        if source.kind != ReferenceKind.BUDGET_SOURCE:
            raise NotABudgetSource
        if amount < 0:
            raise BudgetNegative(field)
        rows.require_exact(amount, places=PLACES, field=field)


def require_activities(activities: Sequence[Activity]) -> None:
    for number, activity in enumerate(activities):
        if activity.budget_thb is not None:
            field = f"activity_{number}_budget"
            if activity.budget_thb < 0:
                raise BudgetNegative(field)
            rows.require_exact(activity.budget_thb, places=PLACES, field=field)


def require_aligned(issue: DevelopmentIssue, fields: ProjectFields) -> None:
    programme = fields.get("programme")
    if programme is not None and programme.issue_id != issue.pk:
        raise ProgrammeElsewhere("programme")
    for name, kind in ALIGNED.items():
        item = fields.get(name)
        if isinstance(item, ReferenceItem) and item.kind != kind:
            raise NotAligned(name)


def require_links(
    workshop: Workshop,
    indicators: Sequence[Indicator],
    factors: Sequence[Factor],
    proposals: Sequence[Proposal],
) -> None:
    rows.require_factors(workshop, factors)
    rows.require_proposals(workshop, proposals)
    if any(indicator.issue.workshop_id != workshop.pk for indicator in indicators):
        raise IndicatorElsewhere("indicators")
