"""Querysets to data frames: the only place where rows become columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pandas as pd
from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import Cast, Concat

from analysis.frames_links import (
    Workshops,
    activities_of,
    budgets_of,
    factor_links,
    grouped,
    in_plan,
    indicator_links,
    money_of,
    targets_of,
)
from analysis.measures import total_thb, whole_plan_value
from analysis.models import (
    DevelopmentIssue,
    Indicator,
    Programme,
    Project,
)
from workshops.enums import Category
from workshops.models import District, Factor

# A programme that was taken out leaves its projects under the issue.
IN_PROGRAMME = Case(
    When(programme__removed_at=None, programme__isnull=False, then=F("programme__name")),
    default=Value(""),
)
# As จ.1 writes it: strategy.masterplan.
PLAN_CODE = Case(
    When(
        strategy__isnull=False,
        master_plan__isnull=False,
        then=Concat(
            "strategy__number", Value("."), "master_plan__number", output_field=CharField()
        ),
    ),
    When(strategy__isnull=False, then=Cast("strategy__number", CharField())),
    When(master_plan__isnull=False, then=Cast("master_plan__number", CharField())),
    default=Value(""),
)


def districts_of(workshops: Workshops) -> list[District]:
    """Who takes part, and whose factors are there although the district left. One query."""
    concerned = Q(workshops__in=workshops) | Q(factors__workshop__in=workshops)
    return list(District.objects.filter(concerned).distinct().as_listed())


def tallies_frame(workshops: Workshops) -> pd.DataFrame:
    """How many factors are on the board, by what they are counted by. One query; never long.

    Columns   district, category, stance, track   string   codes
              n           int64
    """
    names = ["district", "category", "stance", "track"]
    factors = Factor.objects.on_board().filter(workshop__in=workshops).order_by()
    rows = factors.values_list("district_id", *names[1:]).annotate(n=Count("pk"))
    frame = pd.DataFrame.from_records(sorted(rows), columns=[*names, "n"])
    return frame.astype(dict.fromkeys(names, "string") | {"n": "int64"})


def matrix_frame(tallies: pd.DataFrame, districts: Iterable[District]) -> pd.DataFrame:
    """How many factors: one row per district as listed, one int64 column per category.

    Index     district    string   official code; all of `districts`, also those without any
    """
    counts = tallies.pivot_table(
        values="n", index="district", columns="category", aggfunc="sum", observed=False
    )
    codes = pd.Index([district.pk for district in districts], dtype="string", name="district")
    counts = counts.reindex(index=codes, columns=Category.values)
    return counts.fillna(0).astype("int64")


def issues_frame(workshops: Workshops) -> pd.DataFrame:
    """One row per issue of the plan, in its order. Three queries.

    Index     issue       int64    primary key
    Columns   workshop, title, goal, rationale, approach, track, status   string
              number      int64    its place in its workshop's list
              criteria    object   list of keys of Smart City dimensions and MICE criteria
              factors     object   list of keys, of factors on the board only
    """
    issues = DevelopmentIssue.objects.filter(workshop__in=workshops, removed_at=None)
    fields = ["pk", "workshop__code", "number", "title", "goal", "rationale", "approach"]
    fields += ["track", "status"]
    rows = list(issues.order_by("workshop__code", "number", "pk").values_list(*fields))
    names = ["issue", "workshop", *fields[2:]]
    frame = pd.DataFrame.from_records(rows, columns=names)
    strings = ("workshop", "title", "goal", "rationale", "approach", "track", "status")
    frame = _typed(frame, key="issue", strings=strings, numbers=("number",))
    tags = DevelopmentIssue.criteria.through.objects.filter(developmentissue__in=issues)
    pairs = tags.order_by("-referenceitem__kind", "referenceitem__number", "pk")
    criteria = grouped(pairs.values_list("developmentissue_id", "referenceitem_id"))
    frame["criteria"] = _column(frame, criteria, empty=True)
    frame["factors"] = _column(frame, factor_links(DevelopmentIssue, workshops), empty=True)
    return frame


def indicators_frame(workshops: Workshops, years: Iterable[int]) -> pd.DataFrame:
    """One row per indicator of an issue in the plan, in the plan's order. Three queries.

    Index     indicator       int64    primary key
    Columns   workshop, issue_title, name, unit, aim, whole_plan_rule, data_owner,
              status          string
              issue           int64    key of its issue
              baseline_value  object   Decimal or None
              baseline_year   Int64    Gregorian
              <year>          object   Decimal or None: the target, one column for each of `years`
              whole_plan      object   Decimal or None (`measures.whole_plan_value`)
              factors         object   list of keys, of factors on the board only
    """
    fields = ["pk", "issue__workshop__code", "issue_id", "issue__title", "name", "unit"]
    fields += ["aim", "baseline_value", "baseline_year", "whole_plan_rule", "data_owner", "status"]
    names = ["indicator", "workshop", "issue", "issue_title", *fields[4:]]
    rows = list(in_plan(Indicator.objects.all(), workshops).values_list(*fields))
    frame = pd.DataFrame.from_records(rows, columns=names).astype({"baseline_value": "object"})
    strings = ["workshop", "issue_title", "name", "unit", "aim", "whole_plan_rule"]
    strings += ["data_owner", "status"]
    frame = _typed(frame, key="indicator", strings=strings, numbers=("issue",))
    frame["baseline_year"] = frame["baseline_year"].astype("Int64")
    years = list(years)
    targets = targets_of(workshops, years)
    for year in years:
        frame[year] = _column(frame, {pk: values.get(year) for pk, values in targets.items()})
    rules = frame["whole_plan_rule"].items()
    whole = {pk: whole_plan_value(str(rule), targets[pk]) for pk, rule in rules if pk in targets}
    frame["whole_plan"] = _column(frame, whole)
    frame["factors"] = _column(frame, factor_links(Indicator, workshops), empty=True)
    return frame


def programmes_frame(workshops: Workshops) -> pd.DataFrame:
    """One row per programme of an issue in the plan, in the plan's order. One query.

    Index     programme   int64    primary key
    Columns   workshop, issue_title, name, main_programme, part_programme, status   string
              issue, number        int64
    """
    fields = ["pk", "issue__workshop__code", "issue_id", "issue__title", "number", "name"]
    fields += ["main_programme", "part_programme", "status"]
    names = ["programme", "workshop", "issue", "issue_title", *fields[4:]]
    rows = list(in_plan(Programme.objects.all(), workshops).values_list(*fields))
    strings = ("workshop", "issue_title", "name", "main_programme", "part_programme", "status")
    frame = pd.DataFrame.from_records(rows, columns=names)
    return _typed(frame, key="programme", strings=strings, numbers=("issue", "number"))


def projects_frame(workshops: Workshops, years: Iterable[int]) -> pd.DataFrame:
    """One row per project of an issue in the plan, in the plan's order. Five queries.

    Index     project     int64    primary key
    Columns   workshop, issue_title, name, lead_agency, place, track, activities, outputs,
              outcomes, rationale, objectives, measures, regional_goal, status, in_programme
              (its name, "" in none), plan_code (strategy.masterplan, e.g. 2.6)   string
              milestone_id   object   key of the milestone, or None
              issue, start_year, end_year   int64   fiscal years, Gregorian
              <year>      object   Decimal baht of all sources or None, one column per year
              total       object   Decimal baht of all years or None
              sources     object   list of codes of budget sources
              indicators  object   list of keys of indicators in the plan
              factors     object   list of keys, of factors on the board only
    """
    fields = ["pk", "issue__workshop__code", "issue_id", "issue__title", "name", "lead_agency"]
    fields += ["place", "start_year", "end_year", "track", "outputs", "outcomes"]
    fields += ["rationale", "objectives", "measures", "regional_goal", "status"]
    fields += ["in_programme", "plan_code", "milestone_id"]
    names = ["project", "workshop", "issue", "issue_title", *fields[4:]]
    told = Project.objects.annotate(in_programme=IN_PROGRAMME, plan_code=PLAN_CODE)
    rows = list(in_plan(told, workshops).values_list(*fields))
    numbers = ("issue", "start_year", "end_year")
    strings = tuple(name for name in names[1:] if name not in (*numbers, "milestone_id"))
    frame = pd.DataFrame.from_records(rows, columns=names)
    frame = frame.astype({"milestone_id": "object"})
    frame = _typed(frame, key="project", strings=strings, numbers=numbers)
    frame["activities"] = pd.Series(
        ["\n".join(lines) for lines in _column(frame, activities_of(workshops), empty=True)],
        index=frame.index,
        dtype="string",
    )
    years = list(years)
    budgets = budgets_of(workshops, years)
    for year in years:
        yearly = {
            pk: total_thb(amount for (y, _), amount in cells.items() if y == year)
            for pk, cells in budgets.items()
        }
        frame[year] = _column(frame, yearly)
    frame["total"] = _column(frame, {pk: total_thb(c.values()) for pk, c in budgets.items()})
    sources = {pk: sorted({source for _, source in cells}) for pk, cells in budgets.items()}
    frame["sources"] = _column(frame, sources, empty=True)
    frame["indicators"] = _column(frame, indicator_links(workshops), empty=True)
    frame["factors"] = _column(frame, factor_links(Project, workshops), empty=True)
    return frame


def budgets_frame(workshops: Workshops, years: Iterable[int]) -> pd.DataFrame:
    """One row per project and source with money, in the plan's order. One query.

    Columns   workshop, project_name, source (code), source_name   string
              project     int64    key of the project
              <year>      object   Decimal baht or None, one column per year
              total       object   Decimal baht
    """
    fields = ["project_id", "project__issue__workshop__code", "project__name", "source__code"]
    fields += ["source__name_th", "year", "amount_thb"]
    cells: dict[tuple[Any, ...], dict[int, Decimal]] = defaultdict(dict)
    years = list(years)
    for *row, year, amount in money_of(workshops, years).values_list(*fields):
        cells[tuple(row)][year] = amount
    names = ["project", "workshop", "project_name", "source", "source_name"]
    frame = pd.DataFrame.from_records(list(cells), columns=names)
    dtypes = dict.fromkeys(names[1:], "string") | {"project": "int64"}
    frame = frame.astype(dtypes)
    for year in years:
        frame[year] = pd.Series([c.get(year) for c in cells.values()], dtype="object")
    frame["total"] = pd.Series([total_thb(c.values()) for c in cells.values()], dtype="object")
    return frame


def _column(frame: pd.DataFrame, values: dict[int, Any], *, empty: bool = False) -> pd.Series[Any]:
    """Values by key as a column of objects; None (or an empty list) where there is none."""
    listed = [values.get(key, [] if empty else None) for key in frame.index]
    return pd.Series(listed, index=frame.index, dtype="object")


def _typed(
    frame: pd.DataFrame, *, key: str, strings: Iterable[str], numbers: Iterable[str] = ()
) -> pd.DataFrame:
    dtypes = dict.fromkeys(strings, "string") | dict.fromkeys((key, *numbers), "int64")
    return frame.astype(dtypes).set_index(key)
