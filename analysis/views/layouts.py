"""The forms of the provincial plan, filled in: which there are, one for the plan, one a project."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.domain.layouts import layouts_for
from analysis.layout_rows import Sheet, sheets_of, words_of
from analysis.models import FormLayout, LayoutShape
from analysis.plan_tree import IssueNode, plan_tree
from analysis.snapshot import one_moment
from workshops import access
from workshops.models import PlanCycle, User, Workshop


@require_safe
def plan_forms(request: HttpRequest, cycle: int) -> HttpResponse:
    """Which forms there are; those without columns are "not supplied yet"."""
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    layouts = layouts_for(plan_cycle.nesdp_number)
    issues = _issues(access.account(request), plan_cycle)
    context = {"cycle": plan_cycle, "issues": issues, "layouts": layouts}
    context["brief"] = next(
        (one for one in layouts if one.is_supplied and one.shape == LayoutShape.PROJECT), None
    )
    return render(request, "analysis/plan_forms.html", context)


@require_safe
def plan_form(request: HttpRequest, cycle: int, pk: int) -> HttpResponse:
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    layout = _layout(plan_cycle, pk, LayoutShape.PLAN)
    sheets = sheets_of(layout, _issues(access.account(request), plan_cycle), plan_cycle)
    return _page(request, plan_cycle, layout, sheets)


@require_safe
def project_form(request: HttpRequest, cycle: int, pk: int, project: int) -> HttpResponse:
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    layout = _layout(plan_cycle, pk, LayoutShape.PROJECT)
    issues = _issues(access.account(request), plan_cycle)
    sheets = sheets_of(layout, issues, plan_cycle, brief=project)
    if not sheets:
        raise Http404
    return _page(request, plan_cycle, layout, sheets)


def _page(
    request: HttpRequest, cycle: PlanCycle, layout: FormLayout, sheets: list[Sheet]
) -> HttpResponse:
    context = {"cycle": cycle, "layout": layout, "sheets": sheets}
    context["title"] = layout.name_th.format(**words_of(cycle))
    return render(request, "analysis/plan_form.html", context)


def _layout(cycle: PlanCycle, pk: int, shape: LayoutShape) -> FormLayout:
    for layout in layouts_for(cycle.nesdp_number):
        if layout.pk == pk and layout.shape == shape and layout.is_supplied:
            return layout
    raise Http404


def _issues(user: User, cycle: PlanCycle) -> list[IssueNode]:
    workshops = Workshop.objects.read_by(user).filter(plan_cycle=cycle)
    with one_moment():
        return plan_tree(list(workshops), list(cycle.years))
