"""The plan as planners build it: issues, under each its indicators, programmes and projects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.gap_reading import RowState, States, states_of
from analysis.measures import whole_plan_value
from analysis.models import DevelopmentIssue, Indicator, Programme, Project
from analysis.plan_tree import IndicatorNode, IssueNode, ProgrammeNode, ProjectNode, plan_tree
from analysis.row_kinds import LABELS, Row, kind_of
from workshops.models import Workshop
from workshops.years import buddhist_year


@dataclass(frozen=True)
class Line:
    """One row of the plan; `is_first` and `is_last` among those it can change places with."""

    kind: str
    row: Row
    number: str  # e.g. 2, and 2.1 of what hangs on it
    notes: list[str]
    state: RowState | None
    is_first: bool
    is_last: bool

    @property
    def label(self) -> Promise:
        return LABELS[self.kind]

    @property
    def anchor(self) -> str:
        return f"{self.row._meta.model_name}-{self.row.pk}"

    @property
    def change(self) -> str:
        return reverse(f"analysis:change-{self.kind}", args=[self._code, self.row.pk])

    @property
    def move(self) -> str:
        return reverse(f"analysis:move-{self.kind}", args=[self._code, self.row.pk])

    @property
    def trail(self) -> str:
        return reverse(f"analysis:trail-{self.kind}", args=[self._code, self.row.pk])

    @property
    def _code(self) -> str:
        issue = self.row if isinstance(self.row, DevelopmentIssue) else self.row.issue
        return issue.workshop.code


@dataclass(frozen=True)
class ProgrammeBox:
    line: Line | None  # None: the projects that are in no programme
    projects: list[Line]


@dataclass(frozen=True)
class IssueBox:
    line: Line
    indicators: list[Line]
    programmes: list[ProgrammeBox]
    total: str  # baht of all projects; "" without any


@dataclass(frozen=True)
class Removed:
    """A row that is out of the plan, and the address that restores it."""

    label: str
    row: str
    restore: str


def plan_boxes(workshop: Workshop) -> list[IssueBox]:
    """What stands in the plan, in its order. A fixed number of queries."""
    states = states_of(workshop)
    nodes = plan_tree([workshop], workshop.plan_cycle.years)
    return [_box(node, nodes, states, workshop) for node in nodes]


def removed_rows(workshop: Workshop) -> list[Removed]:
    """What can be restored; the rows of a removed issue come back with it. Four queries."""
    own = {"issue__workshop": workshop, "issue__removed_at": None}
    kinds: Mapping[str, Iterable[Row]] = {
        "issue": DevelopmentIssue.objects.filter(workshop=workshop, removed_at__isnull=False),
        "indicator": Indicator.objects.filter(**own, removed_at__isnull=False),
        "programme": Programme.objects.filter(**own, removed_at__isnull=False),
        "project": Project.objects.filter(**own, removed_at__isnull=False),
    }
    return [
        Removed(
            str(LABELS[kind]),
            str(row),
            reverse(f"analysis:restore-{kind}", args=[workshop.code, row.pk]),
        )
        for kind, rows in kinds.items()
        for row in sorted(rows, key=lambda row: (row.number, row.pk))
    ]


def _box(
    node: IssueNode, nodes: Sequence[IssueNode], states: States, workshop: Workshop
) -> IssueBox:
    issue = node.issue
    own = [each.programme for each in node.programmes if each.programme]
    for indicator in node.indicators:
        indicator.indicator.issue = issue
    for programme in own:
        programme.issue = issue
    for project in node.projects:
        project.project.issue = issue
    issue.workshop = workshop
    notes = [str(issue.get_track_display())]
    totals = [one.total for one in node.projects if one.total is not None]
    return IssueBox(
        _line(issue, [each.issue for each in nodes], notes, states),
        [
            _line(one.indicator, [n.indicator for n in node.indicators], _measured(one), states)
            for one in node.indicators
        ],
        [_programme(each, own, states) for each in node.programmes],
        f"{sum(totals, Decimal(0)):,.2f}" if totals else "",
    )


def _programme(node: ProgrammeNode, own: Sequence[Programme], states: States) -> ProgrammeBox:
    rows = [each.project for each in node.projects]
    line = _line(node.programme, own, [], states) if node.programme else None
    return ProgrammeBox(line, [_line(n.project, rows, _planned(n), states) for n in node.projects])


def _line(row: Row, siblings: Sequence[Row], notes: list[str], states: States) -> Line:
    above = "" if isinstance(row, DevelopmentIssue) else f"{row.issue.number}."
    return Line(
        kind_of(row),
        row,
        f"{above}{row.number}",
        notes,
        states.get((kind_of(row), row.pk)),
        row.pk == siblings[0].pk,
        row.pk == siblings[-1].pk,
    )


def _measured(node: IndicatorNode) -> list[str]:
    """Unit, baseline and the value for the whole plan."""
    row = node.indicator
    notes = [row.unit]
    if row.baseline_value is not None:
        told = _("baseline %(value)s (B.E. %(year)s)")
        year = buddhist_year(row.baseline_year) if row.baseline_year else "-"
        notes.append(told % {"value": _number(row.baseline_value), "year": year})
    whole = whole_plan_value(row.whole_plan_rule, node.targets)
    if whole is not None:
        notes.append(_("whole plan %(value)s") % {"value": _number(whole)})
    if row.data_owner:
        notes.append(row.data_owner)
    return notes


def _planned(node: ProjectNode) -> list[str]:
    """Agency, years and money of a project."""
    row = node.project
    first, last = buddhist_year(row.start_year), buddhist_year(row.end_year)
    notes = [row.lead_agency, str(first) if first == last else f"{first}-{last}"]
    if node.total is not None:
        baht = pgettext("money", "%(amount)s baht")
        notes.append(baht % {"amount": f"{node.total:,.2f}"})
    return notes


def _number(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
