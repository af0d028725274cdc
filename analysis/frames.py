"""Querysets to data frames: the only place where rows become columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
from django.db.models import Q, QuerySet
from django.utils import timezone

from analysis.measures import total_thb, whole_plan_value
from analysis.models import (
    DevelopmentIssue,
    Indicator,
    IndicatorTarget,
    Project,
    ProjectActivity,
    ProjectBudget,
)
from workshops.enums import Category, Stance, Track
from workshops.models import District, Factor, Workshop

CATEGORIES = pd.CategoricalDtype(Category.values, ordered=True)
STANCES = pd.CategoricalDtype(Stance.values, ordered=True)
TRACKS = pd.CategoricalDtype(Track.values, ordered=True)

Workshops = Sequence[Workshop]
Links = dict[int, list[int]]


def districts_of(workshops: Workshops) -> list[District]:
    """Who takes part, and whose factors are there although the district left. One query."""
    concerned = Q(workshops__in=workshops) | Q(factors__workshop__in=workshops)
    return list(District.objects.filter(concerned).distinct().as_listed())


def factors_frame(workshops: Workshops) -> pd.DataFrame:
    """One row per factor on the board, oldest first. One query. Nobody's name is in it.

    Index     factor      int64           primary key
    Columns   workshop    string          join code
              created_at  datetime64[us]  local time of the portal, without zone
              district    string          official code
              category    category        the six codes, in the order of the method
              stance      category        the four codes
              track       category        the three codes
              horizon     string          code, "" if nothing was chosen
              text        string          the participant's own words
              evidence    string          "" if none was given
    """
    fields = ["pk", "workshop__code", "created_at", "district_id", "category", "stance", "track"]
    fields += ["horizon", "text", "evidence"]
    names = ["factor", "workshop", "created_at", "district", *fields[4:]]
    factors = Factor.objects.on_board().filter(workshop__in=workshops).oldest_first()
    rows = [
        (pk, code, timezone.make_naive(created_at), *rest)
        for pk, code, created_at, *rest in factors.values_list(*fields)
    ]
    frame = pd.DataFrame.from_records(rows, columns=names)
    strings = ("workshop", "district", "horizon", "text", "evidence")
    dtypes: dict[str, Any] = dict.fromkeys(strings, "string")
    dtypes |= {"factor": "int64", "created_at": "datetime64[us]"}
    dtypes |= {"category": CATEGORIES, "stance": STANCES, "track": TRACKS}
    return frame.astype(dtypes).set_index("factor")


def matrix_frame(factors: pd.DataFrame, districts: Iterable[District]) -> pd.DataFrame:
    """How many factors: one row per district as listed, one int64 column per category.

    Index     district    string   official code; all of `districts`, also those without any
    """
    counts = pd.crosstab(factors["district"], factors["category"].astype("string"))
    codes = pd.Index([district.pk for district in districts], dtype="string", name="district")
    counts = counts.reindex(index=codes, columns=Category.values, fill_value=0)
    return counts.astype("int64")


def issues_frame(workshops: Workshops) -> pd.DataFrame:
    """One row per issue of the plan, in its order. Two queries.

    Index     issue       int64    primary key
    Columns   workshop, title, goal, rationale, track   string
              number      int64    its place in its workshop's list
              factors     object   list of keys, of factors on the board only
    """
    issues = DevelopmentIssue.objects.filter(workshop__in=workshops, removed_at=None)
    fields = ["pk", "workshop__code", "number", "title", "goal", "rationale", "track"]
    rows = list(issues.order_by("workshop__code", "number", "pk").values_list(*fields))
    names = ["issue", "workshop", *fields[2:]]
    frame = pd.DataFrame.from_records(rows, columns=names)
    strings = ("workshop", "title", "goal", "rationale", "track")
    frame = _typed(frame, key="issue", strings=strings, numbers=("number",))
    frame["factors"] = _column(frame, _factor_links(DevelopmentIssue, workshops), empty=True)
    return frame


def indicators_frame(workshops: Workshops, years: Iterable[int]) -> pd.DataFrame:
    """One row per indicator of an issue in the plan, in the plan's order. Three queries.

    Index     indicator       int64    primary key
    Columns   workshop, issue_title, name, unit, whole_plan_rule, data_owner   string
              issue           int64    key of its issue
              baseline_value  object   Decimal or None
              baseline_year   Int64    Gregorian
              <year>          object   Decimal or None: the target, one column for each of `years`
              whole_plan      object   Decimal or None (`measures.whole_plan_value`)
              factors         object   list of keys, of factors on the board only
    """
    fields = ["pk", "issue__workshop__code", "issue_id", "issue__title", "name", "unit"]
    fields += ["baseline_value", "baseline_year", "whole_plan_rule", "data_owner"]
    names = ["indicator", "workshop", "issue", "issue_title", *fields[4:]]
    rows = list(_in_plan(Indicator.objects.all(), workshops).values_list(*fields))
    frame = pd.DataFrame.from_records(rows, columns=names).astype({"baseline_value": "object"})
    strings = ("workshop", "issue_title", "name", "unit", "whole_plan_rule", "data_owner")
    frame = _typed(frame, key="indicator", strings=strings, numbers=("issue",))
    frame["baseline_year"] = frame["baseline_year"].astype("Int64")
    years = list(years)
    targets = _targets(workshops, years)
    for year in years:
        frame[year] = _column(frame, {pk: values.get(year) for pk, values in targets.items()})
    rules = frame["whole_plan_rule"].items()
    whole = {pk: whole_plan_value(str(rule), targets[pk]) for pk, rule in rules if pk in targets}
    frame["whole_plan"] = _column(frame, whole)
    frame["factors"] = _column(frame, _factor_links(Indicator, workshops), empty=True)
    return frame


def projects_frame(workshops: Workshops, years: Iterable[int]) -> pd.DataFrame:
    """One row per project of an issue in the plan, in the plan's order. Five queries.

    Index     project     int64    primary key
    Columns   workshop, issue_title, name, lead_agency, place, track, activities, outputs,
              outcomes    string
              issue, start_year, end_year   int64   fiscal years, Gregorian
              <year>      object   Decimal baht of all sources or None, one column per year
              total       object   Decimal baht of all years or None
              sources     object   list of codes of budget sources
              indicators  object   list of keys of indicators in the plan
              factors     object   list of keys, of factors on the board only
    """
    fields = ["pk", "issue__workshop__code", "issue_id", "issue__title", "name", "lead_agency"]
    fields += ["place", "start_year", "end_year", "track", "outputs", "outcomes"]
    names = ["project", "workshop", "issue", "issue_title", *fields[4:]]
    rows = list(_in_plan(Project.objects.all(), workshops).values_list(*fields))
    numbers = ("issue", "start_year", "end_year")
    strings = tuple(name for name in names[1:] if name not in numbers)
    frame = pd.DataFrame.from_records(rows, columns=names)
    frame = _typed(frame, key="project", strings=strings, numbers=numbers)
    frame["activities"] = pd.Series(
        ["\n".join(lines) for lines in _column(frame, _activities(workshops), empty=True)],
        index=frame.index,
        dtype="string",
    )
    years = list(years)
    budgets = _budgets(workshops, years)
    for year in years:
        yearly = {
            pk: total_thb(amount for (y, _), amount in cells.items() if y == year)
            for pk, cells in budgets.items()
        }
        frame[year] = _column(frame, yearly)
    frame["total"] = _column(frame, {pk: total_thb(c.values()) for pk, c in budgets.items()})
    sources = {pk: sorted({source for _, source in cells}) for pk, cells in budgets.items()}
    frame["sources"] = _column(frame, sources, empty=True)
    frame["indicators"] = _column(frame, _indicator_links(workshops), empty=True)
    frame["factors"] = _column(frame, _factor_links(Project, workshops), empty=True)
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
    for *row, year, amount in _money(workshops, years).values_list(*fields):
        cells[tuple(row)][year] = amount
    names = ["project", "workshop", "project_name", "source", "source_name"]
    frame = pd.DataFrame.from_records(list(cells), columns=names)
    dtypes = dict.fromkeys(names[1:], "string") | {"project": "int64"}
    frame = frame.astype(dtypes)
    for year in years:
        frame[year] = pd.Series([c.get(year) for c in cells.values()], dtype="object")
    frame["total"] = pd.Series([total_thb(c.values()) for c in cells.values()], dtype="object")
    return frame


def _in_plan(rows: QuerySet[Any], workshops: Workshops) -> QuerySet[Any]:
    rows = rows.filter(issue__workshop__in=workshops, removed_at=None, issue__removed_at=None)
    return rows.order_by("issue__workshop__code", "issue__number", "issue_id", "number", "pk")


def _money(workshops: Workshops, years: Sequence[int]) -> QuerySet[ProjectBudget]:
    budgets = ProjectBudget.objects.filter(
        project__issue__workshop__in=workshops,
        project__removed_at=None,
        project__issue__removed_at=None,
        year__in=years,
    )
    issue = "project__issue"
    order = (f"{issue}__workshop__code", f"{issue}__number", f"{issue}_id", "project__number")
    return budgets.order_by(*order, "project_id", "source__number", "source_id", "year")


def _activities(workshops: Workshops) -> dict[int, list[str]]:
    """The names of each project's activities, in their order."""
    rows = ProjectActivity.objects.filter(project__issue__workshop__in=workshops)
    named: dict[int, list[str]] = defaultdict(list)
    for pk, name in rows.order_by("project_id", "number").values_list("project_id", "name"):
        named[pk].append(name)
    return named


def _targets(workshops: Workshops, years: Sequence[int]) -> dict[int, dict[int, Decimal]]:
    targets: dict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = IndicatorTarget.objects.filter(indicator__issue__workshop__in=workshops, year__in=years)
    for pk, year, value in rows.order_by("pk").values_list("indicator_id", "year", "value"):
        targets[pk][year] = value
    return targets


def _budgets(
    workshops: Workshops, years: Sequence[int]
) -> dict[int, dict[tuple[int, str], Decimal]]:
    budgets: dict[int, dict[tuple[int, str], Decimal]] = defaultdict(dict)
    rows = _money(workshops, years).values_list("project_id", "year", "source__code", "amount_thb")
    for pk, year, source, amount in rows:
        budgets[pk][year, source] = amount
    return budgets


def _factor_links(
    model: type[DevelopmentIssue] | type[Indicator] | type[Project], workshops: Workshops
) -> Links:
    """Which factors each row rests on; what is not on the board is left out."""
    links = model.factors.through.objects.filter(
        factor__workshop__in=workshops,
        factor__hidden_at=None,
        factor__withdrawn_at=None,
        factor__waits_for="",
    )
    return _grouped(
        links.order_by("factor_id").values_list(f"{model._meta.model_name}_id", "factor_id")
    )


def _indicator_links(workshops: Workshops) -> Links:
    links = Project.indicators.through.objects.filter(
        project__issue__workshop__in=workshops,
        indicator__removed_at=None,
        indicator__issue__removed_at=None,
    )
    return _grouped(links.order_by("indicator_id").values_list("project_id", "indicator_id"))


def _grouped(pairs: Iterable[tuple[int, int]]) -> Links:
    links: Links = defaultdict(list)
    for row, linked in pairs:
        links[row].append(linked)
    return links


def _column(frame: pd.DataFrame, values: dict[int, Any], *, empty: bool = False) -> pd.Series[Any]:
    """Values by key as a column of objects; None (or an empty list) where there is none."""
    listed = [values.get(key, [] if empty else None) for key in frame.index]
    return pd.Series(listed, index=frame.index, dtype="object")


def _typed(
    frame: pd.DataFrame, *, key: str, strings: Iterable[str], numbers: Iterable[str] = ()
) -> pd.DataFrame:
    dtypes = dict.fromkeys(strings, "string") | dict.fromkeys((key, *numbers), "int64")
    return frame.astype(dtypes).set_index(key)
