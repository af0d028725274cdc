"""Everything that one page or one workbook shows, read in one go."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from django.utils import timezone

from analysis import frames
from analysis.clusters import clusters_of_factors
from analysis.tables import counts, plan
from analysis.tables.factors import factors_table
from analysis.tables.table import Table
from workshops.enums import ReferenceKind
from workshops.models import District, Participant, PlanCycle, ReferenceItem, Workshop

# The national lists whose items the plan names.
NAMED = (
    ReferenceKind.BUDGET_SOURCE,
    ReferenceKind.SMART_DIMENSION,
    ReferenceKind.MICE_CRITERION,
    ReferenceKind.MILESTONE,
)


@dataclass(frozen=True)
class Counts:
    """How much was said."""

    workshops: Sequence[Workshop]
    districts: Sequence[District]
    factors: pd.DataFrame
    matrix: Table
    by: list[Table]  # category, district, stance, track
    stances: Table

    @property
    def factors_total(self) -> int:
        return len(self.factors)


@dataclass(frozen=True)
class Plan:
    """What the plan says."""

    cycle: PlanCycle
    issues: Table
    indicators: Table
    programmes: Table
    projects: Table
    details: Table
    budgets: Table

    @property
    def tables(self) -> list[Table]:
        own = [self.issues, self.indicators, self.programmes, self.projects]
        return [*own, self.details, self.budgets]


@dataclass(frozen=True)
class Content:
    """What a workbook holds."""

    counts: Counts
    factors: Table
    plan: Plan
    rehearsed: frozenset[int]  # workshops in which pretend participants are counted
    read_at: datetime.datetime


def counts_of(workshops: Sequence[Workshop]) -> Counts:
    """Two queries."""
    districts = frames.districts_of(workshops)
    factors = frames.factors_frame(workshops)
    return Counts(
        workshops,
        districts,
        factors,
        counts.matrix_table(factors, districts),
        counts.count_tables(factors, districts),
        counts.stance_table(factors),
    )


def plan_of(workshops: Sequence[Workshop], cycle: PlanCycle) -> Plan:
    """Fourteen queries. With one workshop its code is not repeated in every row."""
    years = list(cycle.years)
    items = list(ReferenceItem.objects.filter(kind__in=NAMED).order_by("kind", "number", "pk"))
    names = {item.pk: item.name for item in items}
    sources = {item.code: item.name for item in items if item.kind == ReferenceKind.BUDGET_SOURCE}
    projects = frames.projects_frame(workshops, years)
    tables = [
        plan.issues_table(frames.issues_frame(workshops), names),
        plan.indicators_table(frames.indicators_frame(workshops, years), cycle),
        plan.programmes_table(frames.programmes_frame(workshops)),
        plan.projects_table(projects, cycle, sources, names),
        plan.details_table(projects),
        plan.budgets_table(frames.budgets_frame(workshops, years), cycle),
    ]
    return Plan(cycle, *(_fitting(table, workshops) for table in tables))


def content_of(workshops: Sequence[Workshop], cycle: PlanCycle) -> Content:
    """All of it. Call inside `snapshot.one_moment()`. Nineteen queries."""
    counted = counts_of(workshops)
    found = clusters_of_factors(workshops).by_factor
    clusters = {pk: str(cluster) for pk, cluster in found.items() if cluster is not None}
    factors = factors_table(counted.factors, counted.districts, clusters)
    written = plan_of(workshops, cycle)
    pretend = Participant.objects.filter(workshop__in=workshops, is_pretend=True)
    rehearsed = frozenset(pretend.values_list("workshop", flat=True).distinct())
    shown = _fitting(factors, workshops)
    return Content(counted, shown, written, rehearsed, timezone.localtime())


def _fitting(table: Table, workshops: Sequence[Workshop]) -> Table:
    return table if len(workshops) > 1 else plan.without_workshop(table)
