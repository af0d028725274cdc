"""The plan as a tree, read in a fixed number of queries: issues, programmes, projects."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from analysis.models import (
    DevelopmentIssue,
    Indicator,
    IndicatorTarget,
    Programme,
    Project,
    ProjectActivity,
    ProjectBudget,
)
from workshops.models import Workshop


@dataclass(frozen=True)
class ProjectNode:
    project: Project
    activities: list[ProjectActivity]
    budgets: list[ProjectBudget]  # by year and source, of the plan's years

    def of_year(self, year: int) -> Decimal | None:
        """Baht of all sources; None where nothing is planned."""
        amounts = [one.amount_thb for one in self.budgets if one.year == year]
        return sum(amounts, Decimal(0)) if amounts else None

    @property
    def total(self) -> Decimal | None:
        amounts = [one.amount_thb for one in self.budgets]
        return sum(amounts, Decimal(0)) if amounts else None


@dataclass(frozen=True)
class ProgrammeNode:
    programme: Programme | None  # None: the projects that are in no programme
    projects: list[ProjectNode]


@dataclass(frozen=True)
class IndicatorNode:
    indicator: Indicator
    targets: Mapping[int, Decimal]  # by fiscal year, Gregorian, of the plan's years


@dataclass(frozen=True)
class IssueNode:
    issue: DevelopmentIssue
    indicators: list[IndicatorNode]
    programmes: list[ProgrammeNode]

    @property
    def projects(self) -> list[ProjectNode]:
        return [one for programme in self.programmes for one in programme.projects]


def plan_tree(workshops: Collection[Workshop], years: Collection[int]) -> list[IssueNode]:
    """What stands in the plan of these workshops, in its order. Seven queries."""
    projects = Project.objects.current().select_related(
        "strategy", "master_plan", "milestone", "programme"
    )
    issues = DevelopmentIssue.objects.filter(workshop__in=workshops, removed_at=None)
    read = issues.select_related("workshop").prefetch_related(
        Prefetch("indicators", Indicator.objects.current(), to_attr="listed_indicators"),
        Prefetch(
            "listed_indicators__targets",
            IndicatorTarget.objects.filter(year__in=years).order_by("year"),
            to_attr="listed",
        ),
        Prefetch("programmes", Programme.objects.current(), to_attr="listed_programmes"),
        Prefetch("projects", projects, to_attr="listed_projects"),
        Prefetch(
            "listed_projects__activity_rows",
            ProjectActivity.objects.order_by("number"),
            to_attr="listed_activities",
        ),
        Prefetch(
            "listed_projects__budgets",
            ProjectBudget.objects.filter(year__in=years)
            .select_related("source")
            .order_by("year", "source__number", "pk"),
            to_attr="listed_budgets",
        ),
    )
    return [_node(issue) for issue in read.order_by("workshop__code", "number", "pk")]


def _node(issue: DevelopmentIssue) -> IssueNode:
    listed: list[Project] = issue.listed_projects  # type: ignore[attr-defined]
    programmes: list[Programme] = issue.listed_programmes  # type: ignore[attr-defined]
    known = {programme.pk for programme in programmes}
    groups: list[Programme | None] = [*programmes, None]
    nodes = []
    for programme in groups:
        wanted = programme.pk if programme else None
        own = [
            ProjectNode(one, one.listed_activities, one.listed_budgets)  # type: ignore[attr-defined]
            for one in listed
            # A programme that was taken out leaves its projects under the issue.
            if (one.programme_id if one.programme_id in known else None) == wanted
        ]
        if programme is not None or own:
            nodes.append(ProgrammeNode(programme, own))
    indicators = [
        IndicatorNode(one, {target.year: target.value for target in one.listed})
        for one in issue.listed_indicators  # type: ignore[attr-defined]
    ]
    return IssueNode(issue, indicators, nodes)
