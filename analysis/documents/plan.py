"""The drafted plan, drawn: issues with their indicators and projects, and what is still open."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.documents.reading import Meeting
from analysis.documents.writer import Own, Writer
from analysis.gap_reading import RowState
from analysis.layout_values import period_words, text_of
from analysis.measures import total_thb, whole_plan_value
from analysis.models import Status
from analysis.plan_tree import IssueNode
from analysis.row_kinds import LABELS
from workshops.enums import Category


def draw_plan(writer: Writer, meeting: Meeting) -> None:
    if not meeting.plan:
        writer.text(_("No issue is drafted yet."))
    for node in meeting.plan:
        issue = node.issue
        writer.below(f"{issue.number}. ", Own(issue.title))
        if issue.goal:
            writer.text(_("Goal: "), Own(issue.goal))
        _draw_indicators(writer, node)
        _draw_projects(writer, node)


def _draw_indicators(writer: Writer, node: IssueNode) -> None:
    columns = [
        (_("Indicator"), 48),
        (_("Unit"), 16),
        (_("Baseline"), 14),
        (_("Whole-plan value"), 18),
        (pgettext("plan row", "State"), 18),
    ]
    rows = [
        [
            Own(one.indicator.name),
            Own(one.indicator.unit),
            one.indicator.baseline_value,
            whole_plan_value(one.indicator.whole_plan_rule, one.targets),
            one.indicator.get_status_display(),
        ]
        for one in node.indicators
    ]
    if rows:
        writer.listing(columns, rows)


def _draw_projects(writer: Writer, node: IssueNode) -> None:
    columns = [
        (_("Project"), 38),
        (_("Agency"), 22),
        (pgettext("project", "Years"), 15),
        (_("Budget, baht"), 20),
        (pgettext("plan row", "State"), 17),
    ]
    rows = [
        [
            Own(one.project.name),
            Own(one.project.lead_agency),
            period_words(one),
            one.total,
            one.project.get_status_display(),
        ]
        for one in node.projects
    ]
    if rows:
        writer.listing(columns, rows)


def draw_decisions(writer: Writer, meeting: Meeting) -> None:
    """What the room put first, and how far the rows of the plan are."""
    if meeting.put_first:
        writer.below(_("What the room put first"))
        writer.text(_("By the newest revealed round of points or ratings."))
        writer.bullets(
            (f"{one.number} ", Own(one.name), f" ({Category(one.category).label})")
            for one in meeting.put_first
        )
    states = list(meeting.states.values())
    if not states:
        writer.text(_("No issue is drafted yet."))
        return
    writer.below(_("Rows of the plan by state"))
    counts = Counter((state.kind, str(state.status)) for state in states)
    kinds = [kind for kind in LABELS if any(state.kind == kind for state in states)]
    columns = [(pgettext("plan row", "Kind"), 40)]
    columns += [(str(status.label), 18) for status in Status]
    rows = [[str(LABELS[kind]), *(counts[kind, str(s)] for s in Status)] for kind in kinds]
    writer.listing(columns, rows)
    money = total_thb(
        total for node in meeting.plan for one in node.projects if (total := one.total) is not None
    )
    if money is not None:
        told = _("All budgets of the plan's years together: %(money)s baht.")
        writer.text(told % {"money": text_of(money)})
    approved = [state for state in states if state.status == Status.APPROVED]
    if approved:
        writer.below(_("Approved"))
        writer.bullets((f"{LABELS[one.kind]}: ", Own(one.name)) for one in approved)


def draw_open(writer: Writer, meeting: Meeting) -> None:
    """What the room or the planners still have to do."""
    lines: list[tuple[object, ...]] = []
    if not meeting.workshop.is_closed:
        lines.append((_("The workshop is not closed; figures may still change."),))
    for read in meeting.rounds:
        if not read.is_shown:
            told = _("Round %(n)s is not revealed.")
            lines.append((told % {"n": read.round.number},))
        if read.disputed:
            told = _("Disputed after round %(n)s: ") % {"n": read.round.number}
            names = ", ".join(f"{one.number} {one.name}" for one in read.disputed)
            lines.append((told, Own(names)))
    if loose := sum(len(card.members) for card in meeting.arrangement.loose):
        lines.append((_("Factors in no cluster: %(n)s") % {"n": loose},))
    if open_comments := sum(state.comments for state in meeting.states.values()):
        lines.append((_("Comments on the plan that wait: %(n)s") % {"n": open_comments},))
    with_gaps = [state for state in meeting.states.values() if state.gaps]
    if not lines and not with_gaps:
        writer.text(_("Nothing is open."))
    writer.bullets(lines)
    _draw_gaps(writer, with_gaps)


def _draw_gaps(writer: Writer, states: list[RowState]) -> None:
    if not states:
        return
    columns = [(pgettext("plan row", "Kind"), 16), (_("Row"), 44), (_("Still missing"), 50)]
    rows = [
        [
            str(LABELS[state.kind]),
            Own(state.name),
            "\n".join(gap.sentence for gap in state.gaps),
        ]
        for state in states
    ]
    writer.listing(columns, rows, caption=_("Gaps of the draft"))
