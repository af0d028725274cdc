"""The evidence trail: from a row of the plan to what people said, and back. No data frame."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from analysis.flow import cycle_flow, workshop_flow
from analysis.models import DevelopmentIssue, Indicator, Programme, Project, Theme
from analysis.pictures.flow import flow_picture, flow_rows
from analysis.snapshot import one_moment
from analysis.trail_page import down_page, up_page
from analysis.trail_steps import reader_of
from workshops import access
from workshops.models import Workshop

ROWS: dict[str, type[Model]] = {
    "indicator": Indicator,
    "programme": Programme,
    "project": Project,
}
LABELS = {
    "issue": _("Development issue"),
    "indicator": _("Indicator"),
    "programme": _("Programme"),
    "project": _("Project"),
    "factor": _("Factor"),
    "cluster": _("Cluster"),
    "challenge": _("Challenge"),
    "proposal": _("Proposal"),
}


@require_safe
def row(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """Everything that an issue, indicator, programme or project rests on."""
    workshop = access.workshop_read_by(request, code)
    found: Any = get_object_or_404(_rows(workshop, kind), pk=pk)
    with one_moment():
        page = down_page(kind, found, reader_of(access.account(request)))
    context = {"workshop": workshop, "kind": kind, "row": found, "page": page, "labels": LABELS}
    return render(request, "analysis/trail.html", context)


@require_safe
def source(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """Everything that rests on a factor, cluster, challenge or proposal."""
    workshop = access.workshop_read_by(request, code)
    found = _source(workshop, kind, pk)
    with one_moment():
        reader = reader_of(access.account(request))
        page = up_page(kind, found, reader)
    context = {"workshop": workshop, "kind": kind, "page": page, "labels": LABELS}
    context["label"] = LABELS[kind]
    return render(request, "analysis/trail_up.html", context)


@require_safe
def flow(request: HttpRequest, code: str) -> HttpResponse:
    """How the sentences of one workshop flow into its plan."""
    workshop = access.workshop_read_by(request, code)
    with one_moment():
        found = workshop_flow(workshop)
    context = {"workshop": workshop, "flow": found, "rows": flow_rows(found)}
    context["picture"] = None if found.is_empty else flow_picture(found)
    return render(request, "analysis/flow.html", context)


@require_safe
def plan_flow(request: HttpRequest, cycle: int) -> HttpResponse:
    """The same of all workshops of a plan cycle that the reader may open."""
    plan = access.plan_cycle_read_by(request, cycle)
    workshops = Workshop.objects.read_by(access.account(request)).filter(plan_cycle=plan)
    with one_moment():
        here = list(workshops.values_list("pk", flat=True))
        others = Workshop.objects.filter(plan_cycle=plan).exclude(pk__in=here).count()
        found = cycle_flow(plan, here)
    context = {"cycle": plan, "flow": found, "rows": flow_rows(found), "others": others}
    context |= {"workshops": len(here), "themes": Theme.objects.filter(plan_cycle=plan).current()}
    context["picture"] = None if found.is_empty else flow_picture(found)
    return render(request, "analysis/flow_plan.html", context)


def _rows(workshop: Workshop, kind: str) -> QuerySet[Any]:
    if kind == "issue":
        return DevelopmentIssue.objects.filter(workshop=workshop).current()
    rows: QuerySet[Any] = ROWS[kind]._default_manager.filter(
        issue__workshop=workshop, issue__removed_at=None, removed_at=None
    )
    return rows.select_related("issue")


def _source(workshop: Workshop, kind: str, pk: int) -> Any:
    sources: dict[str, QuerySet[Any]] = {
        "factor": workshop.factors.all(),
        "cluster": workshop.clusters.all(),
        "challenge": workshop.challenges.all(),
        "proposal": workshop.proposals.all(),
    }
    return get_object_or_404(sources[kind], pk=pk)
