"""How far the plan of many workshops is: rows by status, money by year and source, gaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from analysis.gap_reading import cycle_read, issues_read
from analysis.gaps import IssueRead, Severity, gaps_in
from analysis.models import (
    DevelopmentIssue,
    Indicator,
    IssueSource,
    Project,
    ProjectBudget,
    Status,
)
from workshops.models import Factor, PlanCycle, ReferenceItem, Workshop

Codes = dict[str, int]  # factors by the code of the district


@dataclass(frozen=True)
class StatusRow:
    """One kind of row: how many there are of each status, in the order of `Status`."""

    kind: str
    numbers: list[int]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True)
class SourceRow:
    source: ReferenceItem
    amounts: list[Decimal | None]  # baht by year of the plan

    @property
    def total(self) -> Decimal:
        return sum((one for one in self.amounts if one is not None), Decimal(0))


@dataclass(frozen=True)
class PlanProgress:
    years: list[int]  # Gregorian
    statuses: list[Status]
    rows: list[StatusRow]  # issues, indicators, projects
    sources: list[SourceRow]
    gaps: dict[Severity, int]
    issues: list[DevelopmentIssue]  # with their workshops
    said_in: Mapping[int, Codes]  # of each issue where the factors were said that it rests on

    @property
    def by_year(self) -> list[Decimal]:
        return [
            sum((row.amounts[n] or Decimal(0) for row in self.sources), Decimal(0))
            for n in range(len(self.years))
        ]

    @property
    def budget(self) -> Decimal:
        return sum(self.by_year, Decimal(0))

    @property
    def gaps_total(self) -> int:
        return sum(self.gaps.values())

    def resting_on(self, code: str) -> list[tuple[DevelopmentIssue, int]]:
        """The issues that rest on factors of this district, and on how many of them."""
        found = ((one, self.said_in.get(one.pk, {}).get(code, 0)) for one in self.issues)
        return [(issue, number) for issue, number in found if number]


def plan_progress(workshops: Collection[Workshop], cycle: PlanCycle) -> PlanProgress:
    """A fixed number of queries, however many workshops and rows."""
    found = DevelopmentIssue.objects.filter(workshop__in=workshops, removed_at=None)
    issues = list(found.select_related("workshop").order_by("workshop__code", "number", "pk"))
    plan = issues_read(issues)
    gaps = Counter(gap.severity for gap in gaps_in(plan, cycle_read(cycle)))
    return PlanProgress(
        years=list(cycle.years),
        statuses=list(Status),
        rows=_rows(plan),
        sources=_sources(issues, cycle),
        gaps={severity: gaps[severity] for severity in Severity if gaps[severity]},
        issues=issues,
        said_in=_said_in(issues),
    )


def _rows(plan: Collection[IssueRead]) -> list[StatusRow]:
    kinds = {
        "issue": [one.issue for one in plan],
        "indicator": [each.indicator for one in plan for each in one.indicators],
        "project": [each.project for one in plan for each in one.projects],
    }
    counted = {kind: Counter(row.status for row in rows) for kind, rows in kinds.items()}  # type: ignore[attr-defined]
    return [StatusRow(kind, [n[status] for status in Status]) for kind, n in counted.items()]


def _sources(issues: Collection[DevelopmentIssue], cycle: PlanCycle) -> list[SourceRow]:
    """Money of the plan's years, by source and year. Two queries."""
    budgets = ProjectBudget.objects.filter(
        project__issue__in=issues, project__removed_at=None, year__in=cycle.years
    )
    amounts: dict[int, dict[int, Decimal]] = defaultdict(dict)
    sums = budgets.order_by().values_list("source_id", "year").annotate(sum=Sum("amount_thb"))
    for source, year, amount in sums:
        amounts[source][year] = amount
    sources = ReferenceItem.objects.filter(pk__in=amounts).order_by("number", "pk")
    return [
        SourceRow(source, [amounts[source.pk].get(year) for year in cycle.years])
        for source in sources
    ]


def _said_in(issues: Collection[DevelopmentIssue]) -> dict[int, Codes]:
    """By the linked factors, and those behind a source when it was linked. Three queries."""
    factors: dict[int, set[int]] = defaultdict(set)
    direct = DevelopmentIssue.factors.through.objects.filter(developmentissue__in=issues)
    for issue, factor in direct.values_list("developmentissue_id", "factor_id"):
        factors[issue].add(factor)
    for issue, keys in IssueSource.objects.filter(issue__in=issues).values_list(
        "issue_id", "factor_keys"
    ):
        factors[issue] |= set(keys)
    wanted = set().union(*factors.values())
    here = Factor.objects.on_board().filter(pk__in=wanted)
    district = dict(here.values_list("pk", "district_id"))
    return {
        issue: dict(Counter(district[key] for key in keys if key in district))
        for issue, keys in factors.items()
    }


@dataclass(frozen=True)
class CycleRow:
    """One plan cycle in the list of them, with what its workshops have made."""

    cycle: PlanCycle
    workshops: int
    issues: int
    indicators: int
    projects: int
    budget: Decimal


def cycle_rows(cycles: Collection[PlanCycle], workshops: Collection[Workshop]) -> list[CycleRow]:
    """Four queries, however many."""
    held: Counter[int] = Counter(one.plan_cycle_id for one in workshops)
    issues = DevelopmentIssue.objects.filter(workshop__in=workshops, removed_at=None).order_by()
    below = {"issue__in": issues, "removed_at": None}
    indicators = Indicator.objects.filter(**below).order_by()
    projects = Project.objects.filter(**below).order_by()
    budgets = ProjectBudget.objects.filter(project__in=projects).order_by()
    of = "issue__workshop__plan_cycle"
    of_issues = dict(issues.values_list("workshop__plan_cycle").annotate(Count("pk")))
    of_indicators = dict(indicators.values_list(of).annotate(Count("pk")))
    of_projects = dict(projects.values_list(of).annotate(Count("pk")))
    sums = dict(budgets.values_list(f"project__{of}").annotate(Sum("amount_thb")))
    return [
        CycleRow(
            cycle=one,
            workshops=held[one.pk],
            issues=of_issues.get(one.pk, 0),
            indicators=of_indicators.get(one.pk, 0),
            projects=of_projects.get(one.pk, 0),
            budget=sums.get(one.pk, Decimal(0)),
        )
        for one in cycles
    ]
