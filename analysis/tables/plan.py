"""Tables of the plan: factors, issues, indicators, projects and their money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
from django.utils.translation import gettext as _

from analysis.models import WholePlanRule
from analysis.tables.table import Column, Kind, Table
from workshops.enums import Category, Horizon, Stance, Track
from workshops.models import District, PlanCycle
from workshops.years import buddhist_year


def factors_table(
    factors: pd.DataFrame, districts: Iterable[District], clusters: Mapping[int, str]
) -> Table:
    """Every factor on the board with its id; labels instead of codes, and nobody's name.

    `clusters`: number and name by the key of the factor; without those in no cluster.
    """
    frame = factors.copy()
    named = [clusters.get(pk, "") for pk in frame.index]
    frame["cluster"] = pd.Series(named, frame.index, dtype="string")
    frame["district"] = _named(frame["district"], {d.pk: d.name for d in districts})
    for name, choices in (("category", Category), ("stance", Stance), ("track", Track)):
        frame[name] = _named(frame[name], dict(choices.choices))
    frame["horizon"] = _named(frame["horizon"], {**dict(Horizon.choices), "": ""})
    text, long = Kind.TEXT, Kind.LONG
    columns = (
        Column("", _("Factor id"), Kind.ID, _("Number that other sheets refer to"), 9),
        _workshop_column(),
        Column("created_at", _("Written at"), Kind.MOMENT, _("When it reached the board"), 20),
        Column("district", _("District"), text, _("District that the factor is about"), 14),
        Column("category", _("Category"), text, _("STEEPI category"), 18),
        Column("stance", _("SWOT stance"), text, _("Chosen by the writer"), 12),
        Column("track", _("Track"), text, _("Smart City, MICE City or both"), 16),
        Column("horizon", _("Horizon"), text, _("When it will make itself felt"), 16),
        Column("text", _("Factor"), long, _("The participant's own words, unchanged"), 60),
        Column("evidence", _("Evidence"), long, _("Figure or source that the writer gave"), 34),
        Column("cluster", _("Cluster"), long, _("Where the room put it; empty: in no cluster"), 34),
    )
    return Table("factors", _("Factors"), columns, frame)


def issues_table(issues: pd.DataFrame) -> Table:
    frame = issues.assign(track=_named(issues["track"], dict(Track.choices)))
    columns = (
        Column("", _("Issue id"), Kind.ID, _("Number that other sheets refer to"), 9),
        _workshop_column(),
        Column("number", _("No."), Kind.ID, _("Place in the workshop's list"), 8),
        Column("title", _("Development issue"), Kind.LONG, _("What the plan will pursue"), 44),
        Column("goal", _("Goal"), Kind.LONG, _("What will be reached"), 40),
        Column("rationale", _("Rationale"), Kind.LONG, _("Why this issue"), 40),
        Column("track", _("Track"), Kind.TEXT, _("Smart City, MICE City or both"), 16),
        _factor_ids_column("issue"),
    )
    return Table("issues", _("Development issues"), columns, frame, row_id="developmentissue")


def indicators_table(indicators: pd.DataFrame, cycle: PlanCycle) -> Table:
    rules = _named(indicators["whole_plan_rule"], dict(WholePlanRule.choices))
    frame = indicators.assign(whole_plan_rule=rules)
    number = Kind.NUMBER
    columns = (
        Column("", _("Indicator id"), Kind.ID, _("Number that other sheets refer to"), 9),
        _workshop_column(),
        *_issue_columns(),
        Column("name", _("Indicator"), Kind.LONG, _("What is measured"), 36),
        Column("unit", _("Unit"), Kind.TEXT, _("Unit of all values of this row"), 12),
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
        _factor_ids_column("indicator"),
    )
    note = _("The whole-plan value is formed from the years that have a target.")
    return Table(
        "indicators", _("Indicators and targets"), columns, frame, note, row_id="indicator"
    )


def projects_table(projects: pd.DataFrame, cycle: PlanCycle, sources: Mapping[str, str]) -> Table:
    """`sources`: names of the budget sources by code."""
    frame = projects.assign(
        track=_named(projects["track"], dict(Track.choices)),
        sources=pd.Series(
            ["; ".join(sources[code] for code in codes) for codes in projects["sources"]],
            projects.index,
            dtype="string",
        ),
    )
    long, money = Kind.LONG, Kind.MONEY
    columns = (
        Column("", _("Project id"), Kind.ID, _("Number that other sheets refer to"), 9),
        _workshop_column(),
        *_issue_columns(),
        Column("name", _("Project"), long, _("Name of the project"), 36),
        Column("lead_agency", _("Lead agency"), long, _("Who carries it out"), 18),
        Column("place", _("Place"), long, _("Where"), 16),
        Column("start_year", _("First year"), Kind.YEAR, _("First fiscal year, B.E."), 9),
        Column("end_year", _("Last year"), Kind.YEAR, _("Last fiscal year, B.E."), 9),
        Column("track", _("Track"), Kind.TEXT, _("Smart City, MICE City or both"), 16),
        Column("sources", _("Budget source"), long, _("Where the money comes from"), 24),
        *_year_columns(cycle, money, _("Budget of this fiscal year (B.E.), baht"), width=16),
        Column("total", _plan_years(cycle), money, _("Sum of the years, baht"), 17, total=True),
        Column("indicators", _("Indicator ids"), Kind.TEXT, _("Indicators that it serves"), 12),
        _factor_ids_column("project"),
    )
    return Table("projects", _("Projects"), columns, frame, _("Budgets in baht."), row_id="project")


def details_table(projects: pd.DataFrame) -> Table:
    """What each project does and yields, in words."""
    columns = (
        Column("", _("Project id"), Kind.ID, _("Row of the project sheet"), 9),
        _workshop_column(),
        Column("name", _("Project"), Kind.LONG, _("Name of the project"), 36),
        Column("activities", _("Activities"), Kind.LONG, _("What will be done"), 40),
        Column("outputs", _("Outputs"), Kind.LONG, _("What will be there afterwards"), 34),
        Column("outcomes", _("Outcomes"), Kind.LONG, _("What will be better by it"), 34),
    )
    return Table("details", _("Projects: activities and results"), columns, projects)


def budgets_table(budgets: pd.DataFrame, cycle: PlanCycle) -> Table:
    money = Kind.MONEY
    columns = (
        Column("project", _("Project id"), Kind.ID, _("Row of the project sheet"), 9),
        _workshop_column(),
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


def _workshop_column() -> Column:
    return Column(
        "workshop", _("Workshop code"), Kind.TEXT, _("Code by which people joined the workshop"), 12
    )


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


def _named(codes: pd.Series, labels: Mapping[str, object]) -> pd.Series:
    """Codes as the words that readers know."""
    known = {code: str(label) for code, label in labels.items()}
    return pd.Series([known[str(code)] for code in codes], codes.index, dtype="string")
