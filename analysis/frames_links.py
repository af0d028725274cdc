"""What hangs on the rows of plans, read for the data frames: targets, money, links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from analysis.models import (
    DevelopmentIssue,
    Indicator,
    IndicatorTarget,
    Project,
    ProjectActivity,
    ProjectBudget,
)
from workshops.models import Workshop

Workshops = Sequence[Workshop]
Links = dict[int, list[int]]


def in_plan(rows: QuerySet[Any], workshops: Workshops) -> QuerySet[Any]:
    rows = rows.filter(issue__workshop__in=workshops, removed_at=None, issue__removed_at=None)
    return rows.order_by("issue__workshop__code", "issue__number", "issue_id", "number", "pk")


def money_of(workshops: Workshops, years: Sequence[int]) -> QuerySet[ProjectBudget]:
    budgets = ProjectBudget.objects.filter(
        project__issue__workshop__in=workshops,
        project__removed_at=None,
        project__issue__removed_at=None,
        year__in=years,
    )
    issue = "project__issue"
    order = (f"{issue}__workshop__code", f"{issue}__number", f"{issue}_id", "project__number")
    return budgets.order_by(*order, "project_id", "source__number", "source_id", "year")


def activities_of(workshops: Workshops) -> dict[int, list[str]]:
    """The names of each project's activities, in their order."""
    rows = ProjectActivity.objects.filter(project__issue__workshop__in=workshops)
    named: dict[int, list[str]] = defaultdict(list)
    for pk, name in rows.order_by("project_id", "number").values_list("project_id", "name"):
        named[pk].append(name)
    return named


def targets_of(workshops: Workshops, years: Sequence[int]) -> dict[int, dict[int, Decimal]]:
    targets: dict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = IndicatorTarget.objects.filter(indicator__issue__workshop__in=workshops, year__in=years)
    for pk, year, value in rows.order_by("pk").values_list("indicator_id", "year", "value"):
        targets[pk][year] = value
    return targets


def budgets_of(
    workshops: Workshops, years: Sequence[int]
) -> dict[int, dict[tuple[int, str], Decimal]]:
    budgets: dict[int, dict[tuple[int, str], Decimal]] = defaultdict(dict)
    rows = money_of(workshops, years).values_list(
        "project_id", "year", "source__code", "amount_thb"
    )
    for pk, year, source, amount in rows:
        budgets[pk][year, source] = amount
    return budgets


def factor_links(
    model: type[DevelopmentIssue] | type[Indicator] | type[Project], workshops: Workshops
) -> Links:
    """Which factors each row rests on; what is not on the board is left out."""
    links = model.factors.through.objects.filter(
        factor__workshop__in=workshops,
        factor__hidden_at=None,
        factor__withdrawn_at=None,
        factor__waits_for="",
    )
    return grouped(
        links.order_by("factor_id").values_list(f"{model._meta.model_name}_id", "factor_id")
    )


def indicator_links(workshops: Workshops) -> Links:
    links = Project.indicators.through.objects.filter(
        project__issue__workshop__in=workshops,
        indicator__removed_at=None,
        indicator__issue__removed_at=None,
    )
    return grouped(links.order_by("indicator_id").values_list("project_id", "indicator_id"))


def grouped(pairs: Iterable[tuple[int, int]]) -> Links:
    links: Links = defaultdict(list)
    for row, linked in pairs:
        links[row].append(linked)
    return links
