"""Read a workshop's plan for `gaps`, and what the pages say of each row: counts and gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.functional import Promise

from analysis.gaps import CycleRead, Gap, IndicatorRead, IssueRead, ProjectRead, gaps_in
from analysis.grounds import NO_GROUNDS, grounds_of_issues, grounds_of_rows
from analysis.models import (
    DevelopmentIssue,
    Indicator,
    IndicatorTarget,
    PlanComment,
    Programme,
    Project,
    ProjectActivity,
    ProjectBudget,
    Status,
)
from analysis.row_kinds import FOLDERS, LABELS, Row, kind_of
from workshops.models import PlanCycle, Workshop


@dataclass(frozen=True)
class RowState:
    """What the small badges of a row say."""

    kind: str
    pk: int
    name: str
    status: Status
    gaps: tuple[Gap, ...]
    comments: int  # not settled yet

    @property
    def folder(self) -> str:
        return FOLDERS[self.kind]

    @property
    def kind_label(self) -> Promise:
        return LABELS[self.kind]

    @property
    def blocks(self) -> bool:
        return any(gap.severity == "blocks" for gap in self.gaps)


States = dict[tuple[str, int], RowState]


def gaps_of(workshop: Workshop) -> list[Gap]:
    """Every gap of a workshop's plan, in its order. A fixed number of queries."""
    return gaps_in(plan_read(workshop), cycle_read(workshop.plan_cycle))


def states_of(workshop: Workshop) -> States:
    """The badges of every row of the plan, by kind and key, in its order. A fixed number of
    queries: those of `gaps_of` and one for the comments."""
    plan = plan_read(workshop)
    gaps: dict[tuple[str, int], list[Gap]] = {}
    for gap in gaps_in(plan, cycle_read(workshop.plan_cycle)):
        gaps.setdefault((gap.kind, gap.pk), []).append(gap)
    comments = open_comments(workshop)
    states = {}
    for row in _rows_in(plan):
        key = (kind_of(row), row.pk)
        of_row = tuple(gaps.get(key, ()))
        states[key] = RowState(*key, str(row), Status(row.status), of_row, comments[key])
    return states


def open_comments(workshop: Workshop) -> Counter[tuple[str, int]]:
    """How many comments on each row wait to be settled. One query."""
    theirs = PlanComment.objects.filter(
        Q(issue__workshop=workshop)
        | Q(programme__issue__workshop=workshop)
        | Q(indicator__issue__workshop=workshop)
        | Q(project__issue__workshop=workshop),
        settled_at=None,
    )
    found: Counter[tuple[str, int]] = Counter()
    kinds = ("issue", "programme", "indicator", "project")
    for keys in theirs.values_list(*kinds):
        found.update((kind, pk) for kind, pk in zip(kinds, keys, strict=True) if pk is not None)
    return found


def cycle_read(cycle: PlanCycle) -> CycleRead:
    return CycleRead(cycle.years, str(cycle.nesdp_number or ""))


def plan_read(workshop: Workshop) -> list[IssueRead]:
    """The rows of the plan with what the rules ask of them; removed rows are left out."""
    return issues_read(list(DevelopmentIssue.objects.current().filter(workshop=workshop)))


def issues_read(issues: Sequence[DevelopmentIssue]) -> list[IssueRead]:
    """The same of issues of any number of workshops, in a fixed number of queries."""
    grounds = grounds_of_issues(issues)
    keys = [issue.pk for issue in issues]
    indicators: dict[int, list[IndicatorRead]] = {}
    for indicator in _indicators(keys):
        indicators.setdefault(indicator.indicator.issue_id, []).append(indicator)
    projects: dict[int, list[ProjectRead]] = {}
    for project in _projects(keys):
        projects.setdefault(project.project.issue_id, []).append(project)
    programmes: dict[int, list[Programme]] = {}
    for programme in Programme.objects.current().filter(issue__in=keys):
        programmes.setdefault(programme.issue_id, []).append(programme)
    return [
        IssueRead(
            issue,
            grounds.get(issue.pk, NO_GROUNDS),
            indicators.get(issue.pk, []),
            programmes.get(issue.pk, []),
            projects.get(issue.pk, []),
        )
        for issue in issues
    ]


def _indicators(issues: Sequence[int]) -> list[IndicatorRead]:
    rows = list(Indicator.objects.current().filter(issue__in=issues))
    grounds = grounds_of_rows(rows)
    targets: dict[int, dict[int, Decimal]] = {}
    found = IndicatorTarget.objects.filter(indicator__in=[row.pk for row in rows])
    for pk, year, value in found.values_list("indicator", "year", "value"):
        targets.setdefault(pk, {})[year] = value
    return [
        IndicatorRead(row, targets.get(row.pk, {}), grounds.get(row.pk, NO_GROUNDS)) for row in rows
    ]


def _projects(issues: Sequence[int]) -> list[ProjectRead]:
    standing = Q(indicators__removed_at=None, indicators__issue__removed_at=None)
    serves = Count("indicators", filter=standing, distinct=True)
    found = Project.objects.current().filter(issue__in=issues).annotate(serves=serves)
    rows = list(found.select_related("milestone"))
    grounds = grounds_of_rows(rows)
    keys = [row.pk for row in rows]
    money: dict[int, dict[int, Decimal]] = {}
    budgets = ProjectBudget.objects.filter(project__in=keys)
    for pk, year, amount in budgets.values_list("project", "year", "amount_thb"):
        of_row = money.setdefault(pk, {})
        of_row[year] = of_row.get(year, Decimal(0)) + amount
    activities: dict[int, list[Decimal | None]] = {}
    listed = ProjectActivity.objects.filter(project__in=keys)
    for pk, cost in listed.values_list("project", "budget_thb"):
        activities.setdefault(pk, []).append(cost)
    return [
        ProjectRead(
            row,
            money.get(row.pk, {}),
            activities.get(row.pk, ()),
            row.serves,
            grounds.get(row.pk, NO_GROUNDS),
        )
        for row in rows
    ]


def _rows_in(plan: Iterable[IssueRead]) -> Iterable[Row]:
    for read in plan:
        yield read.issue
        yield from (each.indicator for each in read.indicators)
        yield from read.programmes
        yield from (each.project for each in read.projects)
