"""The evidence trail: from a row of the plan to what people said, and back. No data frame."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from analysis.models import DevelopmentIssue, Indicator, Programme, Project
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
