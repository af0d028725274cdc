"""The plan cycles, and the dashboards of a province and of one district."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from analysis.dashboard_figures import Figure, FigureForm
from analysis.dashboard_plan import cycle_rows
from analysis.dashboards import district_page, province_page
from analysis.selection import selection_of
from workshops import access
from workshops.models import District, PlanCycle, Workshop


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Which plan cycles there are, and what the readable workshops have made of them."""
    user = access.planner_or_facilitator(request)
    cycles = PlanCycle.objects.select_related("province").order_by("-start_year", "pk")
    rows = cycle_rows(list(cycles), list(Workshop.objects.read_by(user)))
    return render(request, "analysis/plans.html", {"rows": rows})


@require_safe
def province(request: HttpRequest, cycle: int) -> HttpResponse:
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    selection = selection_of(request.GET, user=access.account(request), cycle=plan_cycle)
    form = FigureForm({"figure": request.GET.get("figure", "")})
    valid = form.is_valid() and selection.is_valid
    context = {"cycle": plan_cycle, "selection": selection, "form": form, "figures": Figure}
    context["action"] = reverse("analysis:province", args=[cycle])
    if valid:
        chosen = form.chosen
        context |= {"figure": chosen, "kept": [("figure", chosen.value)]}
        context["page"] = province_page(selection, _districts(plan_cycle), chosen)
    return render(request, "analysis/province.html", context, status=200 if valid else 422)


@require_safe
def district(request: HttpRequest, cycle: int, code: str) -> HttpResponse:
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    districts = _districts(plan_cycle)
    here = next((one for one in districts if one.pk == code), None)
    if here is None:
        raise Http404
    selection = selection_of(request.GET, user=access.account(request), cycle=plan_cycle)
    context = {"cycle": plan_cycle, "district": here, "selection": selection}
    context["action"] = reverse("analysis:district", args=[cycle, code])
    if selection.is_valid:
        context["page"] = district_page(selection, districts, here)
    return render(request, "analysis/district.html", context, status=selection.status)


def _districts(cycle: PlanCycle) -> list[District]:
    return list(District.objects.filter(province=cycle.province_id).as_listed())
