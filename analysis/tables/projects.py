"""Tables of the plan: projects, what they do, and their money."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.models import Status
from analysis.tables.plan import (
    factor_ids_column,
    issue_columns,
    joined,
    named,
    plan_years,
    status_column,
    track_column,
    workshop_column,
    year_columns,
)
from analysis.tables.table import Column, Kind, Table
from workshops.enums import Track
from workshops.models import PlanCycle


def projects_table(
    projects: pd.DataFrame,
    cycle: PlanCycle,
    sources: Mapping[str, str],
    names: Mapping[int, str],
) -> Table:
    """`sources`: names of the budget sources by code; `names`: of all listed items, by key."""
    milestones = [[] if pd.isna(pk) else [int(pk)] for pk in projects["milestone_id"]]
    frame = projects.assign(
        track=named(projects["track"], dict(Track.choices)),
        status=named(projects["status"], dict(Status.choices)),
        milestone=joined(pd.Series(milestones, projects.index, dtype="object"), names),
        sources=pd.Series(
            ["; ".join(sources[code] for code in codes) for codes in projects["sources"]],
            projects.index,
            dtype="string",
        ),
    )
    long, money = Kind.LONG, Kind.MONEY
    columns = (
        Column("", _("Project id"), Kind.ID, _("Number that other sheets refer to"), 9, id="id"),
        workshop_column(),
        *issue_columns(),
        Column(
            "in_programme",
            pgettext("plan", "Programme"),
            long,
            _("Programme that it belongs to"),
            26,
        ),
        Column("name", _("Project"), long, _("Name of the project"), 36),
        Column(
            "plan_code",
            _("Strategy and master plan"),
            Kind.TEXT,
            _("Number of the national strategy, a point, number of the master plan"),
            12,
        ),
        Column("milestone", _("Milestone"), long, _("Of the national development plan"), 26),
        Column(
            "regional_goal",
            _("Goal and approach of regional development"),
            long,
            _("What it serves in the plan of the region"),
            26,
        ),
        Column("lead_agency", _("Lead agency"), long, _("Who carries it out"), 18),
        Column("place", _("Place"), long, _("Where"), 16),
        Column("start_year", _("First year"), Kind.YEAR, _("First fiscal year, B.E."), 9),
        Column("end_year", _("Last year"), Kind.YEAR, _("Last fiscal year, B.E."), 9),
        track_column(),
        Column("sources", _("Budget source"), long, _("Where the money comes from"), 24),
        *year_columns(cycle, money, _("Budget of this fiscal year (B.E.), baht"), width=16),
        _total_column(cycle),
        Column("indicators", _("Indicator ids"), Kind.TEXT, _("Indicators that it serves"), 12),
        status_column(),
        factor_ids_column("project"),
    )
    return Table("projects", _("Projects"), columns, frame, _("Budgets in baht."), row_id="project")


def details_table(projects: pd.DataFrame) -> Table:
    """What each project does and yields, in words."""
    columns = (
        _project_column(""),
        workshop_column(),
        Column("name", _("Project"), Kind.LONG, _("Name of the project"), 36),
        Column("rationale", _("Rationale"), Kind.LONG, _("Why this project"), 36),
        Column("objectives", _("Objectives"), Kind.LONG, _("What it is meant to reach"), 34),
        Column(
            "measures",
            _("Indicators and targets of the project"),
            Kind.LONG,
            _("How the project itself is measured"),
            34,
        ),
        Column("activities", _("Activities"), Kind.LONG, _("What will be done"), 40),
        Column("outputs", _("Outputs"), Kind.LONG, _("What will be there afterwards"), 34),
        Column("outcomes", _("Outcomes"), Kind.LONG, _("What will be better by it"), 34),
    )
    return Table("details", _("Projects: activities and results"), columns, projects)


def budgets_table(budgets: pd.DataFrame, cycle: PlanCycle) -> Table:
    money = Kind.MONEY
    columns = (
        _project_column("project"),
        workshop_column(),
        Column("project_name", _("Project"), Kind.LONG, _("Name of the project"), 44),
        Column("source_name", _("Budget source"), Kind.LONG, _("Where the money comes from"), 34),
        *year_columns(cycle, money, _("Budget of this fiscal year (B.E.), baht"), width=16),
        _total_column(cycle),
    )
    title = _("Budget by project and source")
    return Table("budgets", title, columns, budgets, _("Budgets in baht."))


def _project_column(key: str) -> Column:
    return Column(
        key,
        _("Project id"),
        Kind.ID,
        _("Row of the project sheet"),
        9,
        link="projects",
        id=key or "id",
    )


def _total_column(cycle: PlanCycle) -> Column:
    meaning = _("Sum of the years, baht")
    return Column("total", plan_years(cycle), Kind.MONEY, meaning, 17, total=True, scale="bars")
