"""What each key of a plan form stands for, and how a value reads as text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from analysis.measures import whole_plan_value
from analysis.models import ProjectActivity
from analysis.plan_tree import IndicatorNode, IssueNode, ProjectNode
from workshops.years import buddhist_year

Value = str | Decimal | int | None
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def text_of(value: Value, *, thai_digits: bool = False) -> str:
    """A value as the form prints it: thousands with commas, in the block's digits."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        text = f"{value:,.0f}" if whole else f"{value.normalize():,f}"
    else:
        text = str(value)
    return text.translate(THAI_DIGITS) if thai_digits else text


def activity_words(activity: ProjectActivity) -> str:
    """Money, agency and partners of an activity, one per line; nothing where nothing is known."""
    money = text_of(activity.budget_thb)
    parts = (
        money and _("Budget: %(money)s baht") % {"money": money},
        activity.agency and _("Responsible agency: %(name)s") % {"name": activity.agency},
        activity.partners and _("Partner agencies: %(names)s") % {"names": activity.partners},
    )
    return "\n".join(part for part in parts if part)


def strategy_words(node: ProjectNode) -> str:
    """As จ.1 writes it: strategy.masterplan, e.g. 2.6."""
    project = node.project
    parts = [item.number for item in (project.strategy, project.master_plan) if item]
    return ".".join(map(str, parts))


def period_words(node: ProjectNode) -> str:
    first, last = (buddhist_year(y) for y in (node.project.start_year, node.project.end_year))
    return f"{first}" if first == last else f"{first}-{last}"


def sources_words(node: ProjectNode) -> str:
    return ", ".join(map(str, sorted({budget.source.number for budget in node.budgets})))


def targets_words(issue: IssueNode) -> str:
    lines = []
    for node in issue.indicators:
        value = whole_plan_value(node.indicator.whole_plan_rule, node.targets)
        lines.append(f"{node.indicator.name}: {text_of(value) or '…'} {node.indicator.unit}")
    return "\n".join(lines)


def years_words(node: ProjectNode) -> str:
    years = sorted({budget.year for budget in node.budgets})
    return "\n".join(f"{buddhist_year(year)}: {text_of(node.of_year(year))}" for year in years)


def of_programme(node: ProjectNode, name: str) -> str:
    programme = node.project.programme
    return str(getattr(programme, name)) if programme else ""


def _alone(
    make: Callable[[ProjectNode, int], Value], _issue: IssueNode, node: ProjectNode
) -> Value:
    return make(node, 0)


INDICATOR: dict[str, Callable[[IndicatorNode, int], Value]] = {
    "number": lambda node, _year: node.indicator.number,
    "indicator": lambda node, _year: f"{node.indicator.name} ({node.indicator.unit})",
    "unit": lambda node, _year: node.indicator.unit,
    "baseline": lambda node, _year: node.indicator.baseline_value,
    "baseline_year": lambda node, _year: (
        buddhist_year(node.indicator.baseline_year) if node.indicator.baseline_year else None
    ),
    "target": lambda node, year: node.targets.get(year),
    "whole_plan": lambda node, _year: whole_plan_value(
        node.indicator.whole_plan_rule, node.targets
    ),
    "data_owner": lambda node, _year: node.indicator.data_owner,
    "status": lambda node, _year: node.indicator.get_status_display(),
}
PROJECT: dict[str, Callable[[ProjectNode, int], Value]] = {
    "name": lambda node, _year: node.project.name,
    "strategy": lambda node, _year: strategy_words(node),
    "milestone": lambda node, _year: (
        node.project.milestone.number if node.project.milestone else None
    ),
    "regional_goal": lambda node, _year: node.project.regional_goal,
    "budget_sources": lambda node, _year: sources_words(node),
    "agency": lambda node, _year: node.project.lead_agency,
    "place": lambda node, _year: node.project.place,
    "period": lambda node, _year: period_words(node),
    "track": lambda node, _year: node.project.get_track_display(),
    "budget": lambda node, year: node.of_year(year),
    "budget_total": lambda node, _year: node.total,
    "status": lambda node, _year: node.project.get_status_display(),
}
BRIEF_VALUES: dict[str, Callable[[IssueNode, ProjectNode], Value]] = {
    "issue": lambda issue, _node: issue.issue.title,
    "approach": lambda issue, _node: issue.issue.approach,
    "issue_indicators": lambda issue, _node: targets_words(issue),
    "programme": lambda _issue, node: of_programme(node, "name"),
    "main_programme": lambda _issue, node: of_programme(node, "main_programme"),
    "part_programme": lambda _issue, node: of_programme(node, "part_programme"),
    "rationale": lambda _issue, node: node.project.rationale,
    "objectives": lambda _issue, node: node.project.objectives,
    "measures": lambda _issue, node: node.project.measures,
    "activities": lambda _issue, node: None if node.activities else "…",
    "outputs": lambda _issue, node: node.project.outputs,
    "outcomes": lambda _issue, node: node.project.outcomes,
    "budget_years": lambda _issue, node: years_words(node),
}
# What the project says of itself in the table, it says in the brief too.
BRIEF_VALUES |= {
    key: partial(_alone, make) for key, make in PROJECT.items() if key not in ("budget", "status")
}
