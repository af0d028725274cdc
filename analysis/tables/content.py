"""Everything that one page or one workbook shows, read in one go."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
from django.utils import timezone

from analysis import frames
from analysis.tables import counts, plan, projects
from analysis.tables.answers import answers_of
from analysis.tables.cluster_rows import clusters_table, inside_of
from analysis.tables.factors import factors_stream
from analysis.tables.log import log_stream
from analysis.tables.people import participants_stream
from analysis.tables.placing import placing_of
from analysis.tables.plan_frames import PlanFrames, frames_of
from analysis.tables.said import challenges_table, proposals_table
from analysis.tables.table import Stream, Table
from analysis.tables.tracks import summary_table
from analysis.tables.trail import trail_stream
from analysis.tables.votes import consensus_table, rounds_table
from analysis.wishes import Wish
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
    factors: pd.DataFrame  # `frames.tallies_frame`: how many, never each one
    matrix: Table
    by: list[Table]  # category, district, stance, track
    stances: Table

    @property
    def factors_total(self) -> int:
        return int(self.factors["n"].sum())


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
    """What a workbook holds; its streams are read while it is written, in the same moment."""

    counts: Counts
    factors: Stream
    plan: Plan
    rehearsed: frozenset[int]  # workshops in which pretend participants are counted
    read_at: datetime.datetime
    sheets: list[Table | Stream] = field(default_factory=list)  # in their order

    def sheet(self, name: str) -> Table | Stream:
        return next(one for one in self.sheets if one.name == name)


def counts_of(workshops: Sequence[Workshop]) -> Counts:
    """Two queries."""
    districts = frames.districts_of(workshops)
    tallies = frames.tallies_frame(workshops)
    return Counts(
        workshops,
        districts,
        tallies,
        counts.matrix_table(tallies, districts),
        counts.count_tables(tallies, districts),
        counts.stance_table(tallies),
    )


def plan_of(workshops: Sequence[Workshop], cycle: PlanCycle) -> Plan:
    """Fourteen queries. With one workshop its code is not repeated in every row."""
    return _plan(frames_of(workshops, cycle), cycle, with_code=len(workshops) > 1)


def content_of(
    workshops: Sequence[Workshop], cycle: PlanCycle, *, wish: Wish | None = None
) -> Content:
    """All of it: one workshop, a selection of them, or a whole plan (`wish.is_plan`).

    Call inside `snapshot.one_moment()`, and read the streams before it ends. At most 57
    queries here and nine in the streams, however many workshops and rows there are.
    """
    names = wish is not None and wish.names
    with_code = len(workshops) != 1 or (wish is not None and wish.is_plan)
    counted = counts_of(workshops)
    placing = placing_of(workshops, with_code=with_code)
    read = frames_of(workshops, cycle)
    written = _plan(read, cycle, with_code=with_code)
    inside, answered = inside_of(placing), answers_of(placing)
    factors = factors_stream(placing, counted.factors_total)
    sheets: list[Table | Stream] = [
        summary_table(counted.factors, inside, len(placing.stand), read),
        counted.matrix,
        factors,
        clusters_table(placing, inside),
        rounds_table(placing, answered),
        consensus_table(placing, answered),
        challenges_table(placing),
        proposals_table(placing),
        *written.tables,
        trail_stream(placing, answered, read),
        participants_stream(placing, names=names),
        log_stream(placing, names=names),
    ]
    pretend = Participant.objects.filter(workshop__in=workshops, is_pretend=True)
    rehearsed = frozenset(pretend.values_list("workshop", flat=True).distinct())
    return Content(counted, factors, written, rehearsed, timezone.localtime(), sheets)


def _plan(read: PlanFrames, cycle: PlanCycle, *, with_code: bool) -> Plan:
    """One query."""
    items = list(ReferenceItem.objects.filter(kind__in=NAMED).order_by("kind", "number", "pk"))
    names = {item.pk: item.name for item in items}
    sources = {item.code: item.name for item in items if item.kind == ReferenceKind.BUDGET_SOURCE}
    tables = [
        plan.issues_table(read.issues, names),
        plan.indicators_table(read.indicators, cycle),
        plan.programmes_table(read.programmes),
        projects.projects_table(read.projects, cycle, sources, names),
        projects.details_table(read.projects),
        projects.budgets_table(read.budgets, cycle),
    ]
    return Plan(cycle, *(one if with_code else plan.without_workshop(one) for one in tables))
