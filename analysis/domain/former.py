"""What an earlier version of a row said, as the domain takes it: values and rows, no keys.

Links to what is gone are left out and told. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from analysis.domain.project_rules import Activity
from analysis.evidence import Sources
from analysis.models import Indicator, Programme, Project, Theme
from analysis.row_kinds import Row
from workshops.enums import ReferenceKind
from workshops.models import Challenge, Cluster, Factor, Proposal, ReferenceItem, Workshop

Facts = Mapping[str, Any]


class Gone(NamedTuple):
    """A link that could not come back: the field it stood in, and its key or year."""

    name: str
    key: int


@dataclass
class Former:
    """What to change the row to, and what could not be brought back."""

    said: dict[str, Any] = field(default_factory=dict)
    gone: list[Gone] = field(default_factory=list)

    def found(self, name: str, rows: QuerySet[Any], keys: Collection[int]) -> list[Any]:
        """Those of the rows that are still there, in order; the others are noted. One query."""
        there = {row.pk: row for row in rows.filter(pk__in=keys)}
        self.gone += [Gone(name, key) for key in keys if key not in there]
        return [there[key] for key in keys if key in there]

    def one(self, name: str, rows: QuerySet[Any], key: str | None) -> Any:  # noqa: ANN401
        found = self.found(name, rows, [int(key)]) if key else []
        return found[0] if found else None


def issue_said(workshop: Workshop, _row: Row, facts: Facts) -> Former:
    former = Former(_plain(facts, ("title", "goal", "rationale", "approach", "track")))
    former.said["factors"] = former.found("factors", _factors(workshop), facts["factors"])
    criteria = ReferenceItem.objects.filter(
        kind__in=(ReferenceKind.SMART_DIMENSION, ReferenceKind.MICE_CRITERION)
    )
    former.said["criteria"] = former.found("criteria", criteria, facts.get("criteria", []))
    tables: dict[str, QuerySet[Any]] = {
        "cluster": Cluster.objects.filter(workshop=workshop),
        "challenge": Challenge.objects.filter(workshop=workshop),
        "proposal": Proposal.objects.filter(workshop=workshop),
        "theme": Theme.objects.current().filter(plan_cycle=workshop.plan_cycle_id),
    }
    linked = facts.get("sources", {})
    keys = {
        name: [row.pk for row in former.found(name, rows, linked.get(name, []))]
        for name, rows in tables.items()
    }
    former.said["sources"] = Sources(
        keys["cluster"], keys["challenge"], keys["proposal"], keys["theme"]
    )
    return former


def indicator_said(workshop: Workshop, row: Row, facts: Facts) -> Former:
    names = ("name", "unit", "aim", "whole_plan_rule", "data_owner")
    former = Former(_plain(facts, names))
    baseline, year = facts["baseline_value"], facts["baseline_year"]
    former.said["baseline_value"] = None if baseline is None else Decimal(baseline)
    former.said["baseline_year"] = None if year is None else int(year)
    years = {int(year): Decimal(text) for year, text in facts["targets"].items()}
    former.said["targets"] = {y: v for y, v in years.items() if y in workshop.plan_cycle.years}
    # Targets of another plan's years stay as they are; only what differs is told.
    assert isinstance(row, Indicator)
    stay = dict(row.targets.values_list("year", "value"))
    former.gone += [
        Gone("targets", y)
        for y, v in years.items()
        if y not in workshop.plan_cycle.years and stay.get(y) != v
    ]
    _links(former, workshop, facts)
    return former


def programme_said(_workshop: Workshop, _row: Row, facts: Facts) -> Former:
    return Former(_plain(facts, ("name", "main_programme", "part_programme")))


def project_said(workshop: Workshop, row: Row, facts: Facts) -> Former:
    assert isinstance(row, Project)
    texts = "name lead_agency place rationale objectives measures outputs outcomes track"
    former = Former(_plain(facts, (*texts.split(), "regional_goal")))
    former.said |= {name: int(facts[name]) for name in ("start_year", "end_year")}
    standing = Q(removed_at=None) | Q(pk=row.programme_id)
    programmes = Programme.objects.filter(standing, issue=row.issue_id)
    former.said["programme"] = former.one("programme_id", programmes, facts.get("programme_id"))
    for name, kind in (
        ("strategy", ReferenceKind.STRATEGY),
        ("master_plan", ReferenceKind.MASTER_PLAN),
        ("milestone", ReferenceKind.MILESTONE),
    ):
        items = ReferenceItem.objects.filter(kind=kind)
        former.said[name] = former.one(f"{name}_id", items, facts.get(f"{name}_id"))
    former.said["budgets"] = _budgets(former, workshop, row, facts["budgets"])
    former.said["activities"] = [
        Activity(name, None if money is None else Decimal(money), agency, partners)
        for name, money, agency, partners in facts.get("activities", [])
    ]
    linked = row.indicators.values("pk")
    indicators = Indicator.objects.filter(
        Q(removed_at=None, issue__removed_at=None) | Q(pk__in=linked), issue__workshop=workshop
    ).select_related("issue")
    former.said["indicators"] = former.found("indicators", indicators, facts["indicators"])
    _links(former, workshop, facts)
    return former


FORMER: dict[str, Callable[[Workshop, Row, Facts], Former]] = {
    "issue": issue_said,
    "indicator": indicator_said,
    "programme": programme_said,
    "project": project_said,
}


def _plain(facts: Facts, names: Iterable[str]) -> dict[str, Any]:
    """Fields that are kept as they were typed; one that an old version lacks stays as it is."""
    return {name: facts[name] for name in names if facts.get(name) is not None}


def _factors(workshop: Workshop) -> QuerySet[Factor]:
    return Factor.objects.filter(workshop=workshop)


def _links(former: Former, workshop: Workshop, facts: Facts) -> None:
    former.said["factors"] = former.found("factors", _factors(workshop), facts["factors"])
    proposals = Proposal.objects.filter(workshop=workshop)
    former.said["proposals"] = former.found("proposals", proposals, facts.get("proposals", []))


def _budgets(
    former: Former, workshop: Workshop, project: Project, cells: Mapping[str, str]
) -> dict[tuple[int, ReferenceItem], Decimal]:
    """Money of another plan's years stays as it is; only what differs is told."""
    wanted = {tuple(map(int, cell.split("/"))): Decimal(text) for cell, text in cells.items()}
    stay = {(b.year, b.source_id): b.amount_thb for b in project.budgets.all()}
    items = ReferenceItem.objects.filter(kind=ReferenceKind.BUDGET_SOURCE)
    there = items.in_bulk([source for _year, source in wanted])
    budgets = {}
    for (year, source), amount in sorted(wanted.items()):
        if year in workshop.plan_cycle.years and source in there:
            budgets[year, there[source]] = amount
        elif stay.get((year, source)) != amount:
            former.gone.append(Gone("budgets", year))
    return budgets
