"""The plan rows of the demo workshops, with what they grew from; made by calling the domain."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from analysis.demo_together import Room
from analysis.domain.indicators import create_indicator
from analysis.domain.issues import create_issue
from analysis.domain.judging import judge_row
from analysis.domain.programmes import create_programme
from analysis.domain.project_rules import Activity
from analysis.domain.projects import create_project
from analysis.evidence import Sources
from analysis.models import Aim, DevelopmentIssue, Programme, Status, WholePlanRule
from workshops.enums import ReferenceKind, Track
from workshops.models import Factor, Proposal, ReferenceItem, User
from workshops.text import clean_text

Row = dict[str, Any]
JUDGED = (Status.CHECKED, Status.APPROVED)


def plan_issue(room: Room, row: Row, *, by: User) -> DevelopmentIssue:
    """One issue of `row` with all that hangs on it."""
    workshop = room.workshop
    issue = create_issue(
        workshop,
        by=by,
        client_id=room.own_id("issue", row["title"]),
        title=clean_text(row["title"]),
        goal=clean_text(row["goal"], lines=True),
        rationale=clean_text(row["rationale"], lines=True),
        approach=clean_text(row["approach"], lines=True),
        track=Track(row["track"]),
        factors=_factors(room, row),
        sources=Sources(
            clusters=[room.clusters[key].pk for key in row["clusters"]],
            challenges=[room.challenges[number - 1].pk for number in row["challenges"]],
            proposals=[one.pk for one in _proposals(room, row)],
        ),
        criteria=[_criterion(name) for name in row["criteria"]],
    )
    for indicator in row["indicators"]:
        _indicator(room, issue, indicator, by=by)
    programmes = [
        create_programme(
            issue, by=by, client_id=room.own_id("programme", name), name=clean_text(name)
        )
        for name in row["programmes"]
    ]
    for project in row["projects"]:
        _project(room, issue, project, programmes, by=by)
    for status in JUDGED[: row["judged"]]:
        _judge(issue, status, by=by)
    return issue


def _judge(issue: DevelopmentIssue, status: Status, *, by: User) -> None:
    """The issue and all that hangs on it."""
    hanging = (issue.indicators, issue.programmes, issue.projects)
    for row in [issue, *(one for rows in hanging for one in rows.current())]:
        row.refresh_from_db()
        judge_row(row, status=status, by=by, version=row.version)


def _indicator(room: Room, issue: DevelopmentIssue, row: Row, *, by: User) -> None:
    years = issue.workshop.plan_cycle.years
    targets = row["targets"]
    yearly = zip(years, targets, strict=True) if isinstance(targets, list) else targets.items()
    create_indicator(
        issue,
        by=by,
        client_id=room.own_id("indicator", row["name"]),
        name=clean_text(row["name"]),
        unit=clean_text(row["unit"]),
        aim=Aim(row["aim"]),
        baseline_value=Decimal(row["baseline_value"]),
        baseline_year=row["baseline_year"],
        targets={int(year): Decimal(value) for year, value in yearly},
        whole_plan_rule=WholePlanRule(row["whole_plan_rule"]),
        data_owner=clean_text(row["data_owner"]),
        factors=_factors(room, row),
        proposals=_proposals(room, row),
    )


def _project(
    room: Room, issue: DevelopmentIssue, row: Row, programmes: list[Programme], *, by: User
) -> None:
    own = list(issue.indicators.current())
    numbers = row.get("indicators", range(1, len(own) + 1))
    create_project(
        issue,
        by=by,
        client_id=room.own_id("project", row["name"]),
        name=clean_text(row["name"]),
        lead_agency=clean_text(row["lead_agency"]),
        place=clean_text(row["place"]),
        start_year=row["start_year"],
        end_year=row["end_year"],
        rationale=clean_text(row.get("rationale", issue.rationale), lines=True),
        objectives=clean_text(row["objectives"], lines=True),
        measures=clean_text(row["outputs"], lines=True),
        activities=_activities(row),
        outputs=clean_text(row["outputs"], lines=True),
        outcomes=clean_text(row["outcomes"], lines=True),
        track=Track(row["track"]),
        programme=programmes[row["programme"] - 1],
        strategy=_item(ReferenceKind.STRATEGY, row["strategy"]),
        master_plan=_item(ReferenceKind.MASTER_PLAN, row["master_plan"]),
        milestone=_item(ReferenceKind.MILESTONE, row["milestone"]),
        regional_goal=clean_text(row.get("regional_goal", "")),
        budgets=_budgets(row),
        indicators=[own[number - 1] for number in numbers],
        factors=_factors(room, row),
        proposals=_proposals(room, row),
    )


def _activities(row: Row) -> list[Activity]:
    if isinstance(row["activities"], str):
        return [Activity(clean_text(line)) for line in row["activities"].splitlines()]
    return [
        Activity(clean_text(name), Decimal(amount), clean_text(agency))
        for name, amount, agency in row["activities"]
    ]


def _budgets(row: Row) -> dict[tuple[int, ReferenceItem], Decimal]:
    sources = {
        item.code: item for item in ReferenceItem.objects.of_kind(ReferenceKind.BUDGET_SOURCE)
    }
    rows = [
        (one["year"], one["source"], one["amount_thb"]) if isinstance(one, dict) else one
        for one in row["budgets"]
    ]
    return {(year, sources[code]): Decimal(amount) for year, code, amount in rows}


def _item(kind: ReferenceKind, number: int) -> ReferenceItem | None:
    """Milestones of the plan that the sample cycle goes with."""
    found = ReferenceItem.objects.of_kind(kind).filter(number=number)
    return (found.filter(edition="13") if kind == ReferenceKind.MILESTONE else found).first()


def _criterion(name: str) -> ReferenceItem:
    kind, code = name.split(":")
    item: ReferenceItem = ReferenceItem.objects.get(kind=kind, code=code)
    return item


def _factors(room: Room, row: Row) -> list[Factor]:
    return [room.said[number - 1] for number in row.get("factors", ())]


def _proposals(room: Room, row: Row) -> list[Proposal]:
    return [room.proposals[number - 1] for number in row.get("proposals", ())]
