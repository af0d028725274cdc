"""The page on which planners build the plan. It needs no data frame."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analysis.plan_page import plan_boxes, removed_rows
from analysis.snapshot import one_moment
from workshops import access
from workshops.models import Workshop
from workshops.pages.desk_follow import followed


@never_cache
@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """The plan as a tree; `part`: the tree alone, or 204 if nothing was written since `seen`."""
    workshop = access.workshop_read_by(request, code)
    part = "part" in request.GET
    if part and request.GET.get("seen") == str(workshop.revision):
        return HttpResponse(status=204)
    with one_moment():
        boxes, removed = plan_boxes(workshop), removed_rows(workshop)
    context = {"workshop": workshop, "boxes": boxes, "removed": removed}
    if part:
        return render(request, "analysis/_plan_tree.html", context)
    # The stream is for those who run the workshop; other planners ask from time to time.
    runs = Workshop.objects.run_by(access.account(request)).filter(pk=workshop.pk).exists()
    context["followed"] = followed(workshop) if runs else None
    context["part"] = reverse("analysis:plan", args=[code]) + "?part=1"
    return render(request, "analysis/plan.html", context)
