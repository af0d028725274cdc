"""Live data: the projects of the plan, and their money by fiscal year and source."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from analysis.api.asked import OF_WORKSHOPS, Asked, DataTable
from analysis.api.columns import Column, Kind, OfRows, Row, Source, be, listed
from analysis.api.plan import (
    RESTS_ON,
    TAIL,
    YEAR,
    head_columns,
    head_of,
    in_plan,
    shown_factors,
    tail_of,
    within_cycle,
)
from analysis.measures import total_thb
from analysis.models import Indicator, Project, ProjectActivity, ProjectBudget

INT, NUMBER = Kind.INT, Kind.NUMBER


def _projects(asked: Asked) -> Source:
    found = in_plan(Project.objects.all(), asked)
    if asked.filters.track:
        found = found.filter(track=asked.filters.track)
    related = ("programme", "strategy", "master_plan", "milestone")
    lists = (
        Prefetch("activity_rows", ProjectActivity.objects.order_by("number", "pk")),
        Prefetch(
            "indicators",
            Indicator.objects.filter(removed_at=None, issue__removed_at=None).order_by("pk"),
        ),
    )

    def build(page: list[Project]) -> list[Row]:
        """Two queries, and two for the lists."""
        pks = [one.pk for one in page]
        factors, money = shown_factors(Project, pks), defaultdict(list)
        for one in _money(ProjectBudget.objects.filter(project__in=pks)).order_by(
            "year", "source__number", "pk"
        ):
            money[one.project_id].append(one)
        return [_project(asked, one, money[one.pk], factors[one.pk]) for one in page]

    return OfRows(found.select_related(*related).prefetch_related(*lists), build)


def _money(rows: QuerySet[ProjectBudget]) -> QuerySet[ProjectBudget]:
    return within_cycle(rows, "project").select_related("source")


def _project(asked: Asked, one: Project, money: list[ProjectBudget], factors: list[int]) -> Row:
    # A programme that was taken out leaves its projects under the issue.
    programme = one.programme if one.programme and not one.programme.removed_at else None
    return {
        **head_of(asked, one),
        "programme_id": programme.pk if programme else None,
        "programme": programme.name if programme else "",
        "lead_agency": one.lead_agency,
        "place": one.place,
        "start_year": one.start_year,
        "start_year_be": be(one.start_year),
        "end_year": one.end_year,
        "end_year_be": be(one.end_year),
        "track": one.track,
        "activities": "\n".join(each.name for each in one.activity_rows.all()),
        "outputs": one.outputs,
        "outcomes": one.outcomes,
        "rationale": one.rationale,
        "objectives": one.objectives,
        "measures": one.measures,
        "plan_code": ".".join(str(n.number) for n in (one.strategy, one.master_plan) if n),
        "milestone": one.milestone.code if one.milestone else "",
        "regional_goal": one.regional_goal,
        "total_thb": total_thb(each.amount_thb for each in money),
        "indicators": listed([each.pk for each in one.indicators.all()]),
        "factors": listed(factors),
        **tail_of(one),
        "budgets": [_budget(each) for each in money],
    }


def _budget(one: ProjectBudget) -> Row:
    return {
        "year": one.year,
        "year_be": be(one.year),
        "source": one.source.code,
        "source_name": one.source.name_th,
        "amount_thb": one.amount_thb,
    }


def _budgets(asked: Asked) -> Source:
    here = [one.pk for one in asked.workshops]
    rows = _money(
        ProjectBudget.objects.filter(
            project__issue__workshop__in=here,
            project__removed_at=None,
            project__issue__removed_at=None,
        )
    )

    def build(page: list[Any]) -> list[Row]:
        return [
            {
                "id": one.pk,
                "workshop": asked.code_of(one.project.issue.workshop_id),
                "project_id": one.project_id,
                "project": one.project.name,
                **_budget(one),
            }
            for one in page
        ]

    return OfRows(rows.select_related("project__issue"), build)


MONEY = (
    *YEAR,
    Column("source", _("Code of the budget source")),
    Column("source_name", _("Budget source")),
    Column("amount_thb", _("Baht"), NUMBER),
)
PROJECTS = DataTable(
    "projects",
    _("Projects"),
    (
        *head_columns(_("Project id"), _("Project")),
        Column("programme_id", _("Programme id"), INT),
        Column("programme", _("Programme")),
        Column("lead_agency", _("Lead agency")),
        Column("place", _("Place")),
        Column("start_year", _("First fiscal year"), INT),
        Column("start_year_be", _("First fiscal year, B.E."), INT),
        Column("end_year", _("Last fiscal year"), INT),
        Column("end_year_be", _("Last fiscal year, B.E."), INT),
        Column("track", _("Track code")),
        Column("activities", _("Activities")),
        Column("outputs", _("Outputs")),
        Column("outcomes", _("Outcomes")),
        Column("rationale", _("Rationale")),
        Column("objectives", _("Objectives")),
        Column("measures", _("Indicators and targets of the project")),
        Column("plan_code", _("Number in the national strategy")),
        Column("milestone", _("Code of the milestone")),
        Column("regional_goal", _("Regional goal")),
        Column("total_thb", _("Baht, all years"), NUMBER),
        Column("indicators", _("Indicator ids")),
        RESTS_ON,
        *TAIL,
        Column("budgets", _("Budgets"), Kind.LIST, MONEY),
    ),
    _projects,
    (*OF_WORKSHOPS, "track"),
)
BUDGETS = DataTable(
    "budgets",
    _("Budgets of the projects by year and source"),
    (
        Column("id", _("Budget id"), INT),
        Column("workshop", _("Join code")),
        Column("project_id", _("Project id"), INT),
        Column("project", _("Project")),
        *MONEY,
    ),
    _budgets,
    OF_WORKSHOPS,
)
