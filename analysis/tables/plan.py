"""Tables of the plan: issues, indicators, programmes, projects and their money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.models import Aim, Status, WholePlanRule
from analysis.tables.table import Column, Kind, Table
from workshops.enums import Track
from workshops.models import PlanCycle
from workshops.years import buddhist_year


def issues_table(issues: pd.DataFrame, names: Mapping[int, str]) -> Table:
    """`names`: of the national lists' items, by key."""
    frame = issues.assign(
        track=named(issues["track"], dict(Track.choices)),
        status=named(issues["status"], dict(Status.choices)),
        criteria=_joined(issues["criteria"], names),
    )
    columns = (
        Column("", _("Issue id"), Kind.ID, _("Number that other sheets refer to"), 9),
        workshop_column(),
        Column("number", _("No."), Kind.ID, _("Place in the workshop's list"), 8),
        Column("title", _("Development issue"), Kind.LONG, _("What the plan will pursue"), 44),
        Column("goal", _("Goal"), Kind.LONG, _("What will be reached"), 40),
        Column("rationale", _("Rationale"), Kind.LONG, _("Why this issue"), 40),
        Column("approach", _("Approaches"), Kind.LONG, _("How it is pursued, line by line"), 40),
        Column("track", _("Track"), Kind.TEXT, _("Smart City, MICE City or both"), 16),
        Column(
            "criteria",
            _("Smart City dimensions and MICE criteria"),
            Kind.LONG,
            _("Tags that planners chose; they are no score"),
            30,
        ),
        _status_column(),
        _factor_ids_column("issue"),
    )
    return Table("issues", _("Development issues"), columns, frame, row_id="developmentissue")


def indicators_table(indicators: pd.DataFrame, cycle: PlanCycle) -> Table:
    rules = named(indicators["whole_plan_rule"], dict(WholePlanRule.choices))
    frame = indicators.assign(
        whole_plan_rule=rules,
        aim=named(indicators["aim"], dict(Aim.choices)),
        status=named(indicators["status"], dict(Status.choices)),
    )
    number = Kind.NUMBER
    columns = (
        Column("", _("Indicator id"), Kind.ID, _("Number that other sheets refer to"), 9),
        workshop_column(),
        *_issue_columns(),
        Column("name", _("Indicator"), Kind.LONG, _("What is measured"), 36),
        Column("unit", _("Unit"), Kind.TEXT, _("Unit of all values of this row"), 12),
        Column("aim", _("Which way it shall go"), Kind.TEXT, _("From the baseline"), 14),
        Column("baseline_value", _("Baseline value"), number, _("Value before the plan"), 12),
        Column("baseline_year", _("Baseline year"), Kind.YEAR, _("Year of the baseline, B.E."), 10),
        *_year_columns(cycle, number, _("Target of this fiscal year (B.E.)"), width=11),
        Column(
            "whole_plan",
            _plan_years(cycle),
            number,
            _("Value for the whole plan, from the targets that are filled in"),
            14,
        ),
        Column(
            "whole_plan_rule",
            _("How the whole-plan value is formed"),
            Kind.TEXT,
            _("Sum of the years, value of the last year, or mean of the years"),
            18,
        ),
        Column("data_owner", _("Data owner"), Kind.LONG, _("Who supplies the values"), 22),
        _status_column(),
        _factor_ids_column("indicator"),
    )
    note = _("The whole-plan value is formed from the years that have a target.")
    return Table(
        "indicators", _("Indicators and targets"), columns, frame, note, row_id="indicator"
    )


def programmes_table(programmes: pd.DataFrame) -> Table:
    frame = programmes.assign(status=named(programmes["status"], dict(Status.choices)))
    long = Kind.LONG
    columns = (
        Column("", _("Programme id"), Kind.ID, _("Number of this row"), 9),
        workshop_column(),
        *_issue_columns(),
        Column("number", _("No."), Kind.ID, _("Place in the issue's list"), 8),
        Column("name", pgettext("plan", "Programme"), long, _("Name of the programme"), 40),
        Column(
            "main_programme",
            _("Main programme of the 20-year goal"),
            long,
            _("Only where the province has such a goal"),
            30,
        ),
        Column(
            "part_programme",
            _("Part of that main programme"),
            long,
            _("Only where the province has such a goal"),
            30,
        ),
        _status_column(),
    )
    return Table("programmes", pgettext("plan", "Programmes"), columns, frame, row_id="programme")


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
        milestone=_joined(pd.Series(milestones, projects.index, dtype="object"), names),
        sources=pd.Series(
            ["; ".join(sources[code] for code in codes) for codes in projects["sources"]],
            projects.index,
            dtype="string",
        ),
    )
    long, money = Kind.LONG, Kind.MONEY
    columns = (
        Column("", _("Project id"), Kind.ID, _("Number that other sheets refer to"), 9),
        workshop_column(),
        *_issue_columns(),
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
        Column("track", _("Track"), Kind.TEXT, _("Smart City, MICE City or both"), 16),
        Column("sources", _("Budget source"), long, _("Where the money comes from"), 24),
        *_year_columns(cycle, money, _("Budget of this fiscal year (B.E.), baht"), width=16),
        Column("total", _plan_years(cycle), money, _("Sum of the years, baht"), 17, total=True),
        Column("indicators", _("Indicator ids"), Kind.TEXT, _("Indicators that it serves"), 12),
        _status_column(),
        _factor_ids_column("project"),
    )
    return Table("projects", _("Projects"), columns, frame, _("Budgets in baht."), row_id="project")


def details_table(projects: pd.DataFrame) -> Table:
    """What each project does and yields, in words."""
    columns = (
        Column("", _("Project id"), Kind.ID, _("Row of the project sheet"), 9),
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
        Column("project", _("Project id"), Kind.ID, _("Row of the project sheet"), 9),
        workshop_column(),
        Column("project_name", _("Project"), Kind.LONG, _("Name of the project"), 44),
        Column("source_name", _("Budget source"), Kind.LONG, _("Where the money comes from"), 34),
        *_year_columns(cycle, money, _("Budget of this fiscal year (B.E.), baht"), width=16),
        Column("total", _plan_years(cycle), money, _("Sum of the years, baht"), 17, total=True),
    )
    title = _("Budget by project and source")
    return Table("budgets", title, columns, budgets, _("Budgets in baht."))


def without_workshop(table: Table) -> Table:
    """The same table where one workshop is meant anyway."""
    columns = tuple(column for column in table.columns if column.key != "workshop")
    return replace(table, columns=columns)


def workshop_column() -> Column:
    return Column(
        "workshop", _("Workshop code"), Kind.TEXT, _("Code by which people joined the workshop"), 12
    )


def _status_column() -> Column:
    return Column("status", _("Status"), Kind.TEXT, _("Draft, checked or approved"), 12)


def _joined(keys: pd.Series, names: Mapping[int, str]) -> pd.Series:
    """Lists of keys as the names behind them."""
    listed = ["; ".join(names[key] for key in each if key in names) for each in keys]
    return pd.Series(listed, keys.index, dtype="string")


def _issue_columns() -> Sequence[Column]:
    return (
        Column("issue", _("Issue id"), Kind.ID, _("Row of the issue sheet"), 9),
        Column("issue_title", _("Development issue"), Kind.LONG, _("Title of that issue"), 30),
    )


def _factor_ids_column(kind: str) -> Column:
    return Column(
        "factors",
        _("Factor ids"),
        Kind.TEXT,
        _("Factors that this row rests on, by their numbers in the factor sheet"),
        18,
        query=f"?{kind}={{key}}",
    )


def _year_columns(cycle: PlanCycle, kind: Kind, meaning: str, *, width: int) -> list[Column]:
    return [
        Column(year, _year(year), kind, meaning, width, total=kind is Kind.MONEY)
        for year in cycle.years
    ]


def _year(year: int) -> str:
    return _("B.E. %(year)s") % {"year": buddhist_year(year)}


def _plan_years(cycle: PlanCycle) -> str:
    first, last = buddhist_year(cycle.start_year), buddhist_year(cycle.end_year)
    return _("B.E. %(first)s-%(last)s") % {"first": first, "last": last}


def named(codes: pd.Series, labels: Mapping[str, object]) -> pd.Series:
    """Codes as the words that readers know."""
    known = {code: str(label) for code, label in labels.items()}
    return pd.Series([known[str(code)] for code in codes], codes.index, dtype="string")
