"""Tables of the plan: issues, indicators, programmes, and the columns that all its tables have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.models import Aim, Status, WholePlanRule
from analysis.tables.table import Column, Kind, Table
from analysis.tables.words import choices_of
from workshops.enums import Track
from workshops.models import PlanCycle
from workshops.years import buddhist_year


def issues_table(issues: pd.DataFrame, names: Mapping[int, str]) -> Table:
    """`names`: of the national lists' items, by key."""
    frame = issues.assign(
        track=named(issues["track"], dict(Track.choices)),
        status=named(issues["status"], dict(Status.choices)),
        criteria=joined(issues["criteria"], names),
    )
    columns = (
        Column("", _("Issue id"), Kind.ID, _("Number that other sheets refer to"), 9, id="id"),
        workshop_column(),
        Column("number", _("No."), Kind.ID, _("Place in the workshop's list"), 8),
        Column("title", _("Development issue"), Kind.LONG, _("What the plan will pursue"), 44),
        Column("goal", _("Goal"), Kind.LONG, _("What will be reached"), 40),
        Column("rationale", _("Rationale"), Kind.LONG, _("Why this issue"), 40),
        Column("approach", _("Approaches"), Kind.LONG, _("How it is pursued, line by line"), 40),
        track_column(),
        Column(
            "criteria",
            _("Smart City dimensions and MICE criteria"),
            Kind.LONG,
            _("Tags that planners chose; they are no score"),
            30,
        ),
        status_column(),
        factor_ids_column("issue"),
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
        Column("", _("Indicator id"), Kind.ID, _("Number that other sheets refer to"), 9, id="id"),
        workshop_column(),
        *issue_columns(),
        Column("name", _("Indicator"), Kind.LONG, _("What is measured"), 36),
        Column("unit", _("Unit"), Kind.TEXT, _("Unit of all values of this row"), 12),
        Column(
            "aim",
            _("Which way it shall go"),
            Kind.TEXT,
            _("From the baseline"),
            14,
            choices=choices_of(Aim),
        ),
        Column("baseline_value", _("Baseline value"), number, _("Value before the plan"), 12),
        Column("baseline_year", _("Baseline year"), Kind.YEAR, _("Year of the baseline, B.E."), 10),
        *year_columns(cycle, number, _("Target of this fiscal year (B.E.)"), width=11),
        Column(
            "whole_plan",
            plan_years(cycle),
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
            choices=choices_of(WholePlanRule),
        ),
        Column("data_owner", _("Data owner"), Kind.LONG, _("Who supplies the values"), 22),
        status_column(),
        factor_ids_column("indicator"),
    )
    note = _("The whole-plan value is formed from the years that have a target.")
    return Table(
        "indicators", _("Indicators and targets"), columns, frame, note, row_id="indicator"
    )


def programmes_table(programmes: pd.DataFrame) -> Table:
    frame = programmes.assign(status=named(programmes["status"], dict(Status.choices)))
    long = Kind.LONG
    columns = (
        Column("", _("Programme id"), Kind.ID, _("Number that other sheets refer to"), 9, id="id"),
        workshop_column(),
        *issue_columns(),
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
        status_column(),
    )
    return Table("programmes", pgettext("plan", "Programmes"), columns, frame, row_id="programme")


def without_workshop(table: Table) -> Table:
    """The same table where one workshop is meant anyway."""
    columns = tuple(column for column in table.columns if column.key != "workshop")
    return replace(table, columns=columns)


def workshop_column() -> Column:
    return Column(
        "workshop", _("Workshop code"), Kind.TEXT, _("Code by which people joined the workshop"), 12
    )


def track_column() -> Column:
    return Column(
        "track",
        _("Track"),
        Kind.TEXT,
        _("Smart City, MICE City or both"),
        16,
        choices=choices_of(Track),
    )


def status_column() -> Column:
    return Column(
        "status",
        _("Status"),
        Kind.TEXT,
        _("Draft, checked or approved"),
        12,
        choices=choices_of(Status),
    )


def joined(keys: pd.Series, names: Mapping[int, str]) -> pd.Series:
    """Lists of keys as the names behind them."""
    listed = ["; ".join(names[key] for key in each if key in names) for each in keys]
    return pd.Series(listed, keys.index, dtype="string")


def issue_columns() -> Sequence[Column]:
    return (
        Column("issue", _("Issue id"), Kind.ID, _("Row of the issue sheet"), 9, link="issues"),
        Column("issue_title", _("Development issue"), Kind.LONG, _("Title of that issue"), 30),
    )


def factor_ids_column(kind: str) -> Column:
    return Column(
        "factors",
        _("Factor ids"),
        Kind.TEXT,
        _("Factors that this row rests on, by their numbers in the factor sheet"),
        18,
        query=f"?{kind}={{key}}",
    )


def year_columns(cycle: PlanCycle, kind: Kind, meaning: str, *, width: int) -> list[Column]:
    return [
        Column(year, _year(year), kind, meaning, width, total=kind is Kind.MONEY)
        for year in cycle.years
    ]


def _year(year: int) -> str:
    return _("B.E. %(year)s") % {"year": buddhist_year(year)}


def plan_years(cycle: PlanCycle) -> str:
    first, last = buddhist_year(cycle.start_year), buddhist_year(cycle.end_year)
    return _("B.E. %(first)s-%(last)s") % {"first": first, "last": last}


def named(codes: pd.Series, labels: Mapping[str, object]) -> pd.Series:
    """Codes as the words that readers know."""
    known = {code: str(label) for code, label in labels.items()}
    return pd.Series([known[str(code)] for code in codes], codes.index, dtype="string")
