"""Projects: what will be done, by whom, where, and with how much money of which year."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Unpack

from analysis.domain import project_rules as rules
from analysis.domain import rows
from analysis.domain.project_rules import Activity, Budgets, ProjectFields
from analysis.models import (
    DevelopmentIssue,
    Indicator,
    Project,
    ProjectActivity,
    ProjectBudget,
)
from workshops.domain import journal
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import Factor, PlanCycle, Proposal, User

NAMES = (
    "name",
    "lead_agency",
    "place",
    "start_year",
    "end_year",
    "rationale",
    "objectives",
    "measures",
    "outputs",
    "outcomes",
    "track",
    "programme_id",
    "strategy_id",
    "master_plan_id",
    "milestone_id",
    "regional_goal",
)


@write
def create_project(
    issue: DevelopmentIssue,
    *,
    by: User,
    client_id: uuid.UUID,
    budgets: Budgets,
    indicators: Sequence[Indicator],
    factors: Sequence[Factor],
    activities: Sequence[Activity] = (),
    proposals: Sequence[Proposal] = (),
    **fields: Unpack[ProjectFields],
) -> Project:
    """A new project at the end of its issue; `budgets` in baht by fiscal year and source.

    The same `client_id` again returns the first row. Raises `EndBeforeStart`,
    `ProjectOutsidePlan`, `YearOutsidePlan`, `BudgetNegative`, `NumberTooLong`,
    `NotABudgetSource`, `FactorElsewhere`, `IndicatorElsewhere`, `ProposalElsewhere`,
    `ProgrammeElsewhere`, `NotAligned`, and `RowRemoved` for a removed issue.
    """
    workshop, issue = rows.locked(issue)
    here = Project.objects.filter(issue__workshop=workshop)
    known: Project | None = rows.sent_before(Project.objects.all(), client_id, within=here)
    if known is not None:
        return known
    if issue.removed_at is not None:
        raise rows.RowRemoved
    rules.require_years(workshop.plan_cycle, fields)
    rules.require_budgets(workshop.plan_cycle, budgets)
    rules.require_activities(activities)
    rules.require_aligned(issue, fields)
    rules.require_links(workshop, indicators, factors, proposals)
    project: Project = Project.objects.create(
        issue=issue,
        client_id=client_id,
        number=rows.next_number(Project.objects.filter(issue=issue)),
        **fields,
    )
    _set_links(project, workshop.plan_cycle, budgets, indicators, factors)
    _set_activities(project, activities)
    project.proposals.set(proposals)
    rows.keep(project, plain(project), by=by)
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
    activities: Sequence[Activity] | None = None,
    proposals: Sequence[Proposal] | None = None,
    **fields: Unpack[ProjectFields],
) -> Project:
    """Change a project that the form showed in `version`.

    `activities` and `proposals`: None leaves them as they are.
    Raises `ChangedMeanwhile`, `RowRemoved`, and what `create_project` raises.
    """
    workshop, project = rows.locked(project)
    rules.require_years(workshop.plan_cycle, fields)
    rules.require_budgets(workshop.plan_cycle, budgets)
    rules.require_activities(activities or ())
    rules.require_aligned(project.issue, fields)
    rules.require_links(workshop, indicators, factors, proposals or ())
    before = plain(project)
    for name, value in fields.items():
        setattr(project, name, value)
    project.save(update_fields=list(fields))
    _set_links(project, workshop.plan_cycle, budgets, indicators, factors)
    if activities is not None:
        _set_activities(project, activities)
    if proposals is not None:
        project.proposals.set(proposals)
    if rows.settle(project, version=version, before=before, after=plain(project), by=by):
        journal.record(workshop, Verb.PROJECT_CHANGED, by=by, project=project.pk, before=before)
    return project


@write
def remove_project(project: Project, *, by: User) -> Project:
    """Take a project out of the plan; the row stays. Twice is once."""
    workshop, project = rows.locked(project)
    if rows.mark_removed(project, plain(project), removed=True, by=by):
        journal.record(workshop, Verb.PROJECT_REMOVED, by=by, project=project.pk)
    return project


@write
def restore_project(project: Project, *, by: User) -> Project:
    """Put a removed project back in its place. Twice is once."""
    workshop, project = rows.locked(project)
    if rows.mark_removed(project, plain(project), removed=False, by=by):
        journal.record(workshop, Verb.PROJECT_CHANGED, by=by, project=project.pk, restored=True)
    return project


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


def _set_activities(project: Project, activities: Sequence[Activity]) -> None:
    """The rows as they are wanted; nothing refers to a row, so they are made anew."""
    project.activity_rows.all().delete()
    ProjectActivity.objects.bulk_create(
        ProjectActivity(project=project, number=number, **activity._asdict())
        for number, activity in enumerate(activities, 1)
    )


def plain(project: Project) -> dict[str, Any]:
    """A project with budgets, activities and links, as journal and history keep it."""
    budgets = project.budgets.order_by("year", "source_id")
    amounts = budgets.values_list("year", "source_id", "amount_thb")
    names = ("name", "budget_thb", "agency", "partners")
    activities = project.activity_rows.order_by("number").values_list(*names)
    return rows.plain(project, NAMES) | {
        "budgets": {f"{year}/{source}": rows.text_of(amount) for year, source, amount in amounts},
        "activities": [
            [name, None if money is None else rows.text_of(money), agency, partners]
            for name, money, agency, partners in activities
        ],
        "indicators": rows.linked(project.indicators.all()),
        "factors": rows.linked(project.factors.all()),
        "proposals": rows.linked(project.proposals.all()),
    }
