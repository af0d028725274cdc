"""Projects: what will be done, by whom, where, and with how much money of which year."""

from __future__ import annotations

import decimal
import uuid
from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from analysis.domain import rows
from analysis.models import DevelopmentIssue, Indicator, Project, ProjectBudget
from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import ReferenceKind, Track, Verb
from workshops.models import Factor, PlanCycle, ReferenceItem, User, Workshop
from workshops.years import buddhist_year

NAMES = (
    "name",
    "lead_agency",
    "place",
    "start_year",
    "end_year",
    "activities",
    "outputs",
    "outcomes",
    "track",
)
PLACES = 2
Budgets = dict[tuple[int, ReferenceItem], decimal.Decimal]


class ProjectFields(TypedDict):
    """What a planner says of a project; years are fiscal years, Gregorian."""

    name: str
    lead_agency: str
    place: str
    start_year: int
    end_year: int
    activities: str
    outputs: str
    outcomes: str
    track: Track


class EndBeforeStart(rows.PlanError):
    message = _("The last year is before the first year. Check both.")


class ProjectOutsidePlan(rows.PlanError):
    message = _("No year of the project is within the plan %(first)s to %(last)s. Check the years.")


class BudgetNegative(rows.PlanError):
    message = _("A budget is below zero. Write an amount of zero or more.")


class NotABudgetSource(rows.PlanError):
    message = _("This is not a budget source. Choose one from the list.")


class IndicatorElsewhere(rows.PlanError):
    message = _("A chosen indicator belongs to another workshop. Choose from the list.")


@write
def create_project(
    issue: DevelopmentIssue,
    *,
    by: User,
    client_id: uuid.UUID,
    budgets: Budgets,
    indicators: Sequence[Indicator],
    factors: Sequence[Factor],
    **fields: Unpack[ProjectFields],
) -> Project:
    """A new project at the end of its issue; `budgets` in baht by fiscal year and source.

    The same `client_id` again returns the first row. Raises `EndBeforeStart`,
    `ProjectOutsidePlan`, `YearOutsidePlan`, `BudgetNegative`, `NumberTooLong`,
    `NotABudgetSource`, `FactorElsewhere`, `IndicatorElsewhere`, and `RowRemoved` for a
    removed issue.
    """
    workshop, issue = rows.locked(issue)
    here = Project.objects.filter(issue__workshop=workshop)
    known: Project | None = rows.sent_before(Project.objects.all(), client_id, within=here)
    if known is not None:
        return known
    if issue.removed_at is not None:
        raise rows.RowRemoved
    _require_years(workshop.plan_cycle, fields)
    _require_budgets(workshop.plan_cycle, budgets)
    _require_links(workshop, indicators, factors)
    project: Project = Project.objects.create(
        issue=issue,
        client_id=client_id,
        number=rows.next_number(Project.objects.filter(issue=issue)),
        **fields,
    )
    _set_links(project, workshop.plan_cycle, budgets, indicators, factors)
    journal.record(workshop, Verb.PROJECT_ADDED, by=by, project=project.pk, issue=issue.pk)
    return project


@write
def change_project(
    project: Project,
    *,
    by: User,
    version: int,
    budgets: Budgets,
    indicators: Sequence[Indicator],
    factors: Sequence[Factor],
    **fields: Unpack[ProjectFields],
) -> Project:
    """Change a project that the form showed in `version`.

    Raises `ChangedMeanwhile`, `RowRemoved`, and what `create_project` raises.
    """
    workshop, project = rows.locked(project)
    _require_years(workshop.plan_cycle, fields)
    _require_budgets(workshop.plan_cycle, budgets)
    _require_links(workshop, indicators, factors)
    before = _plain(project)
    for name, value in fields.items():
        setattr(project, name, value)
    project.save(update_fields=list(fields))
    _set_links(project, workshop.plan_cycle, budgets, indicators, factors)
    if rows.settle(project, version=version, before=before, after=_plain(project)):
        journal.record(workshop, Verb.PROJECT_CHANGED, by=by, project=project.pk, before=before)
    return project


@write
def remove_project(project: Project, *, by: User) -> Project:
    """Take a project out of the plan; the row stays. Twice is once."""
    workshop, project = rows.locked(project)
    if rows.mark_removed(project, removed=True):
        journal.record(workshop, Verb.PROJECT_REMOVED, by=by, project=project.pk)
    return project


@write
def restore_project(project: Project, *, by: User) -> Project:
    """Put a removed project back in its place. Twice is once."""
    workshop, project = rows.locked(project)
    if rows.mark_removed(project, removed=False):
        journal.record(workshop, Verb.PROJECT_CHANGED, by=by, project=project.pk, restored=True)
    return project


def _require_years(cycle: PlanCycle, fields: ProjectFields) -> None:
    if fields["end_year"] < fields["start_year"]:
        raise EndBeforeStart("end_year")
    if fields["start_year"] > cycle.end_year or fields["end_year"] < cycle.start_year:
        first, last = buddhist_year(cycle.start_year), buddhist_year(cycle.end_year)
        raise ProjectOutsidePlan("start_year", first=first, last=last)


def _require_budgets(cycle: PlanCycle, budgets: Budgets) -> None:
    for (year, source), amount in budgets.items():
        field = f"budget_{year}_{source.pk}"
        rows.require_year(cycle, year, None)
        if source.kind != ReferenceKind.BUDGET_SOURCE:
            raise NotABudgetSource
        if amount < 0:
            raise BudgetNegative(field)
        rows.require_exact(amount, places=PLACES, field=field)


def _require_links(
    workshop: Workshop, indicators: Sequence[Indicator], factors: Sequence[Factor]
) -> None:
    rows.require_factors(workshop, factors)
    if any(indicator.issue.workshop_id != workshop.pk for indicator in indicators):
        raise IndicatorElsewhere("indicators")


def _set_links(
    project: Project,
    cycle: PlanCycle,
    budgets: Budgets,
    indicators: Sequence[Indicator],
    factors: Sequence[Factor],
) -> None:
    """Money of years outside `cycle` stays: the workshop may have had another plan before."""
    wanted = {(year, source.pk): amount for (year, source), amount in budgets.items()}
    for row in project.budgets.filter(year__in=cycle.years):
        if (row.year, row.source_id) not in wanted:
            row.delete()
    for (year, source_id), amount in sorted(wanted.items()):
        ProjectBudget.objects.update_or_create(
            project=project, year=year, source_id=source_id, defaults={"amount_thb": amount}
        )
    project.indicators.set(indicators)
    project.factors.set(factors)


def _plain(project: Project) -> dict[str, Any]:
    budgets = project.budgets.order_by("year", "source_id")
    amounts = budgets.values_list("year", "source_id", "amount_thb")
    return rows.plain(project, NAMES) | {
        "budgets": {f"{year}/{source}": rows.text_of(amount) for year, source, amount in amounts},
        "indicators": rows.linked(project.indicators.all()),
        "factors": rows.linked(project.factors.all()),
    }
