"""What many workshops of a plan cycle say together, and the rows behind each number."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.forms_rollup import FileForm, OfDistrictForm, RollupForm
from analysis.models import Theme
from analysis.rollup import rollup_of
from analysis.rollup_changes import rounds_shown, years_shown
from analysis.rollup_page import Addresses, headings_of, ordered, shown
from analysis.rollup_rows import file_of
from analysis.selection import Selection, selection_of
from analysis.snapshot import one_moment
from analysis.standing import factors_of_theme, standing_of
from workshops import access
from workshops.models import District, User

PER_PAGE = 50
SENTENCES = 100


@require_safe
def rollup(request: HttpRequest, cycle: int) -> HttpResponse:
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    user = access.account(request)
    with one_moment():
        selection = selection_of(request.GET, user=user, cycle=plan_cycle)
        form = RollupForm(request.GET)
        valid = form.is_valid() and selection.is_valid
        context: dict[str, Any] = {"selection": selection, "form": form, "here": "rollup"}
        context["may_write"] = _may_write(user)
        if valid:
            context |= _figures(request, selection, form, with_file=_may_write(user))
    context["kept"] = list(form.changed.items()) if form.is_valid() else []
    return render(request, "analysis/rollup.html", context, status=200 if valid else 422)


@require_safe
def rows(request: HttpRequest, cycle: int) -> HttpResponse:
    """The rows of the figures, for planners: single answers are among them, without names."""
    user = access.planner(request)
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    form = FileForm(request.GET)
    with one_moment():
        selection = selection_of(request.GET, user=user, cycle=plan_cycle)
        if not (form.is_valid() and selection.is_valid):
            context = {"selection": selection, "form": RollupForm({}), "here": "rollup"}
            return render(request, "analysis/rollup.html", context, status=422)
        kind, theme = form.cleaned_data["kind"], form.cleaned_data["theme"]
        body = file_of(selection.workshops, kind=kind, theme=theme)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rollup-{plan_cycle}.csv"'
    return response


@require_safe
def theme_factors(request: HttpRequest, cycle: int, pk: int) -> HttpResponse:
    """The sentences of one theme, across the workshops that were picked."""
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    theme = Theme.objects.current().filter(plan_cycle=plan_cycle, pk=pk).first()
    if theme is None:
        raise Http404
    selection = selection_of(request.GET, user=access.account(request), cycle=plan_cycle)
    found = factors_of_theme(standing_of(selection.workshops), selection.workshops, theme)
    districts = District.objects.filter(pk__in=found.values("district")).as_listed()
    form = OfDistrictForm(request.GET, districts=list(districts))
    valid = form.is_valid() and selection.is_valid
    if of := valid and form.cleaned_data["of"]:
        found = found.filter(district=of)
    in_order = found.select_related("district", "workshop", "cluster").order_by(
        "workshop__held_on", "workshop", "created_at", "pk"
    )
    page = Paginator(in_order if valid else in_order.none(), SENTENCES).get_page(
        request.GET.get("page")
    )
    context = {"theme": theme, "selection": selection, "form": form, "page": page}
    context |= {"here": "rollup", "query": _without_page(request)}
    return render(request, "analysis/theme_factors.html", context, status=200 if valid else 422)


def _figures(
    request: HttpRequest, selection: Selection, form: RollupForm, *, with_file: bool
) -> dict[str, Any]:
    found = rollup_of(selection.workshops)
    to = Addresses(selection, with_file=with_file)
    sort, least = form.cleaned_data["sort"], form.cleaned_data["least"]
    page = Paginator(ordered(found.loose, sort), PER_PAGE).get_page(request.GET.get("page"))
    names = {one.pk: one.name for one in found.districts}
    return {
        "rollup": found,
        "least": least,
        "headings": headings_of(selection, form),
        "themes": shown(ordered(found.themes, sort), found, to),
        "loose": shown(list(page), found, to),
        "page": page,
        "query": _without_page(request),
        "shared": shown(found.shared(least), found, to),
        "peculiar": [
            (names[code], shown(lines, found, to)) for code, lines in found.peculiar().items()
        ],
        "changes": rounds_shown(found),
        "years": years_shown(found),
        "file_query": selection.query if with_file else None,
    }


def _may_write(user: User) -> bool:
    return user.is_planner or user.is_superuser


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
