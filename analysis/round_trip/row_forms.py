"""The plan's own forms, for rows that come from a file: the same sentences, the same rules."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from analysis.domain import indicators, project_rules, projects, rows
from analysis.forms import PlanRowForm
from analysis.forms_indicator import IndicatorForm
from analysis.forms_project import ProjectForm
from analysis.models import DevelopmentIssue, Indicator, Project
from workshops.models import Workshop

KINDS = ("indicator", "project")
EditedRow = Indicator | Project
MODELS: dict[str, type[EditedRow]] = {"indicator": Indicator, "project": Project}
FORMS: dict[str, type[PlanRowForm]] = {"indicator": IndicatorForm, "project": ProjectForm}
PLAIN: dict[str, Callable[..., dict[str, Any]]] = {
    "indicator": indicators.plain,
    "project": projects.plain,
}
Make = Callable[..., PlanRowForm]


def maker(
    kind: str, workshop: Workshop, issue: DevelopmentIssue | None, row: EditedRow | None
) -> Make:
    """What makes a form for this row from `data` or from what is `given`."""
    known: dict[str, Any] = {"workshop": workshop, "row": row}
    if kind == "project":
        known["issue"] = issue
    return partial(FORMS[kind], **known)


def require(kind: str, issue: DevelopmentIssue, said: dict[str, Any]) -> None:
    """What the domain will refuse, without writing anything. Raises `rows.PlanError`."""
    workshop = issue.workshop
    if kind == "indicator":
        own: Any = said
        indicators.require(workshop, own, said["targets"], said["factors"])
        rows.require_proposals(workshop, said["proposals"])
        return
    fields: Any = said
    project_rules.require_years(workshop.plan_cycle, fields)
    project_rules.require_budgets(workshop.plan_cycle, said["budgets"])
    project_rules.require_activities(said["activities"])
    project_rules.require_aligned(issue, fields)
    project_rules.require_links(workshop, said["indicators"], said["factors"], said["proposals"])
