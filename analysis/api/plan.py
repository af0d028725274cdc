"""Live data: issues, indicators and programmes of the plan; what was taken out is not in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from analysis.api.asked import OF_WORKSHOPS, Asked, DataTable
from analysis.api.columns import Column, Kind, OfRows, Row, Source, be, listed
from analysis.measures import whole_plan_value
from analysis.models import DevelopmentIssue, Indicator, IndicatorTarget, Programme

INT, NUMBER = Kind.INT, Kind.NUMBER


def in_plan(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    here = [one.pk for one in asked.workshops]
    found = rows.filter(issue__workshop__in=here, removed_at=None, issue__removed_at=None)
    return found.select_related("issue")


def head_of(asked: Asked, one: Any) -> Row:
    """What every row of the plan begins with."""
    return {
        "id": one.pk,
        "workshop": asked.code_of(one.issue.workshop_id),
        "issue_id": one.issue_id,
        "issue": one.issue.title,
        "number": one.number,
        "name": one.name,
    }


def tail_of(one: Any) -> Row:
    return {"status": one.status, "changed_at": one.changed_at}


def within_cycle(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Only years of the workshop's plan cycle; the forms of the plan have no others."""
    cycle = f"{path}__issue__workshop__plan_cycle"
    return rows.filter(year__gte=F(f"{cycle}__start_year"), year__lte=F(f"{cycle}__end_year"))


def shown_factors(model: Any, pks: Collection[int]) -> dict[int, list[int]]:
    """Of each row the factors on the board that it rests on. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    name = f"{model._meta.model_name}_id"
    links = model.factors.through.objects.filter(
        factor__hidden_at=None,
        factor__withdrawn_at=None,
        factor__waits_for="",
        **{f"{name}__in": pks},
    )
    for row, factor in links.order_by("factor_id").values_list(name, "factor_id"):
        found[row].append(factor)
    return found


def _issues(asked: Asked) -> Source:
    here = [one.pk for one in asked.workshops]
    found = DevelopmentIssue.objects.filter(workshop__in=here, removed_at=None)
    if asked.filters.track:
        found = found.filter(track=asked.filters.track)

    def build(page: list[DevelopmentIssue]) -> list[Row]:
        factors = shown_factors(DevelopmentIssue, [one.pk for one in page])
        return [
            {
                "id": one.pk,
                "workshop": asked.code_of(one.workshop_id),
                "number": one.number,
                "title": one.title,
                "goal": one.goal,
                "rationale": one.rationale,
                "approach": one.approach,
                "track": one.track,
                "criteria": listed(sorted(item.code for item in one.criteria.all())),
                "factors": listed(factors[one.pk]),
                **tail_of(one),
            }
            for one in page
        ]

    return OfRows(found.prefetch_related("criteria"), build)


def _indicators(asked: Asked) -> Source:
    def build(page: list[Indicator]) -> list[Row]:
        """Two queries."""
        pks = [one.pk for one in page]
        factors, targets = shown_factors(Indicator, pks), defaultdict(list)
        rows = IndicatorTarget.objects.filter(indicator__in=pks)
        for one in within_cycle(rows, "indicator").order_by("year", "pk"):
            targets[one.indicator_id].append(one)
        return [_indicator(asked, one, targets[one.pk], factors[one.pk]) for one in page]

    return OfRows(in_plan(Indicator.objects.all(), asked), build)


def _indicator(
    asked: Asked, one: Indicator, targets: list[IndicatorTarget], factors: list[int]
) -> Row:
    values = {target.year: target.value for target in targets}
    return {
        **head_of(asked, one),
        "unit": one.unit,
        "aim": one.aim,
        "baseline_value": one.baseline_value,
        "baseline_year": one.baseline_year,
        "baseline_year_be": be(one.baseline_year),
        "whole_plan_rule": one.whole_plan_rule,
        "whole_plan": whole_plan_value(one.whole_plan_rule, values),
        "data_owner": one.data_owner,
        "factors": listed(factors),
        **tail_of(one),
        "targets": [
            {"year": each.year, "year_be": be(each.year), "value": each.value} for each in targets
        ],
    }


def _targets(asked: Asked) -> Source:
    here = [one.pk for one in asked.workshops]
    rows = within_cycle(IndicatorTarget.objects.all(), "indicator").filter(
        indicator__issue__workshop__in=here,
        indicator__removed_at=None,
        indicator__issue__removed_at=None,
    )

    def build(page: list[IndicatorTarget]) -> list[Row]:
        return [
            {
                "id": one.pk,
                "workshop": asked.code_of(one.indicator.issue.workshop_id),
                "indicator_id": one.indicator_id,
                "indicator": one.indicator.name,
                "unit": one.indicator.unit,
                "year": one.year,
                "year_be": be(one.year),
                "value": one.value,
            }
            for one in page
        ]

    return OfRows(rows.select_related("indicator__issue"), build)


def _programmes(asked: Asked) -> Source:
    def build(page: list[Programme]) -> list[Row]:
        return [
            {
                **head_of(asked, one),
                "main_programme": one.main_programme,
                "part_programme": one.part_programme,
                **tail_of(one),
            }
            for one in page
        ]

    return OfRows(in_plan(Programme.objects.all(), asked), build)


def head_columns(identity: Any, name: Any) -> tuple[Column, ...]:
    return (
        Column("id", identity, INT),
        Column("workshop", _("Join code")),
        Column("issue_id", _("Issue id"), INT),
        Column("issue", _("Development issue")),
        Column("number", _("Number in the list"), INT),
        Column("name", name),
    )


TAIL = (
    Column("status", _("Status code")),
    Column("changed_at", _("Changed at"), Kind.MOMENT),
)
RESTS_ON = Column("factors", _("Factor ids"))
YEAR = (Column("year", _("Fiscal year"), INT), Column("year_be", _("Fiscal year, B.E."), INT))
VALUE = Column("value", _("Target"), NUMBER)
ISSUES = DataTable(
    "issues",
    _("Development issues"),
    (
        Column("id", _("Issue id"), INT),
        Column("workshop", _("Join code")),
        Column("number", _("Number in the list"), INT),
        Column("title", _("Development issue")),
        Column("goal", _("Goal")),
        Column("rationale", _("Rationale")),
        Column("approach", _("Approach")),
        Column("track", _("Track code")),
        Column("criteria", _("Codes of criteria")),
        RESTS_ON,
        *TAIL,
    ),
    _issues,
    (*OF_WORKSHOPS, "track"),
)
INDICATORS = DataTable(
    "indicators",
    _("Indicators"),
    (
        *head_columns(_("Indicator id"), _("Indicator")),
        Column("unit", _("Unit")),
        Column("aim", _("Aim code")),
        Column("baseline_value", _("Baseline"), NUMBER),
        Column("baseline_year", _("Year of the baseline"), INT),
        Column("baseline_year_be", _("Year of the baseline, B.E."), INT),
        Column("whole_plan_rule", _("Rule for the whole plan")),
        Column("whole_plan", _("Value for the whole plan"), NUMBER),
        Column("data_owner", _("Data owner")),
        RESTS_ON,
        *TAIL,
        Column("targets", _("Targets"), Kind.LIST, (*YEAR, VALUE)),
    ),
    _indicators,
    OF_WORKSHOPS,
)
TARGETS = DataTable(
    "targets",
    _("Yearly targets of the indicators"),
    (
        Column("id", _("Target id"), INT),
        Column("workshop", _("Join code")),
        Column("indicator_id", _("Indicator id"), INT),
        Column("indicator", _("Indicator")),
        Column("unit", _("Unit")),
        *YEAR,
        VALUE,
    ),
    _targets,
    OF_WORKSHOPS,
)
PROGRAMMES = DataTable(
    "programmes",
    _("Programmes"),
    (
        *head_columns(_("Programme id"), _("Programme")),
        Column("main_programme", _("Main programme")),
        Column("part_programme", _("Part of the programme")),
        *TAIL,
    ),
    _programmes,
    OF_WORKSHOPS,
)
