"""Aligning the lists of the districts to the themes of the province. Planners write, both read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from analysis.alignment import Alignment, alignment_of
from analysis.domain import theme_undo
from analysis.domain import themes as domain
from analysis.forms_themes import (
    FitsForm,
    NewThemeForm,
    PlaceForm,
    SeenForm,
    ThemeForm,
    first_error,
)
from analysis.models import Theme, ThemeStep
from analysis.selection import query_of, selection_of
from analysis.theme_steps import steps_of
from steepi_portal.http import SeeOther
from workshops import access
from workshops.domain.errors import WorkshopError
from workshops.enums import Category
from workshops.models import PlanCycle
from workshops.text import match_key

LOOSE_PER_PAGE = 100
LAST_STEPS = 5


@require_safe
def themes(request: HttpRequest, cycle: int) -> HttpResponse:
    """Themes with their clusters beside the clusters that are in none."""
    return _page(request, access.plan_cycle_read_by(request, cycle))


@require_safe
def history(request: HttpRequest, cycle: int) -> HttpResponse:
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    user, before = access.account(request), request.GET.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 10 else None
    steps, older = steps_of(plan_cycle, user=user, before=number)
    context: dict[str, Any] = {"cycle": plan_cycle, "steps": steps, "older": older}
    context |= {"here": "themes", "may_write": user.is_planner or user.is_superuser}
    return render(request, "analysis/theme_history.html", context)


@require_POST
def create_theme(request: HttpRequest, cycle: int) -> HttpResponse:
    user = access.planner(request)
    plan_cycle, form = access.plan_cycle_read_by(request, cycle), NewThemeForm(request.POST)
    if not form.is_valid():
        return _page(request, plan_cycle, error=first_error(form), status=422)
    values = form.cleaned_data
    named = {name: values[name] for name in ("client_id", "name", "category")}
    said = _("The theme “%(name)s” is there now.") % values
    return _done(
        request,
        plan_cycle,
        lambda: domain.create_theme(plan_cycle, by=user, clusters=values["cluster"], **named),
        said=said,
    )


@require_POST
def change_theme(request: HttpRequest, cycle: int, pk: int) -> HttpResponse:
    user = access.planner(request)
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    theme, form = _theme(plan_cycle, pk), ThemeForm(request.POST)
    if not form.is_valid():
        return _page(request, plan_cycle, error=first_error(form), status=422, renaming=pk)
    said = _("The theme is called “%(name)s” now.") % form.cleaned_data
    return _done(
        request,
        plan_cycle,
        lambda: domain.rename_theme(theme, by=user, **form.cleaned_data),
        said=said,
        renaming=pk,
    )


@require_POST
def remove_theme(request: HttpRequest, cycle: int, pk: int) -> HttpResponse:
    user = access.planner(request)
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    theme, form = _theme(plan_cycle, pk), SeenForm(request.POST)
    if not form.is_valid():
        return _page(request, plan_cycle, error=first_error(form), status=422)
    said = _("The theme “%(name)s” is out. It can be put back.") % {"name": theme.name}
    return _done(
        request,
        plan_cycle,
        lambda: domain.remove_theme(theme, by=user, seen=form.cleaned_data["seen"]),
        said=said,
    )


@require_POST
def restore_theme(request: HttpRequest, cycle: int, pk: int) -> HttpResponse:
    user = access.planner(request)
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    theme = _theme(plan_cycle, pk)
    said = _("The theme “%(name)s” is back.") % {"name": theme.name}
    return _done(request, plan_cycle, lambda: domain.restore_theme(theme, by=user), said=said)


@require_POST
def place(request: HttpRequest, cycle: int) -> HttpResponse:
    """Ticked clusters go under a theme, or out of theirs."""
    user = access.planner(request)
    plan_cycle, form = access.plan_cycle_read_by(request, cycle), PlaceForm(request.POST)
    if not form.is_valid():
        return _page(request, plan_cycle, error=first_error(form), status=422)
    goals, seen = form.goals, form.cleaned_data["cluster"]
    return _done(
        request,
        plan_cycle,
        lambda: domain.place_clusters(plan_cycle, by=user, goals=goals, seen=seen),
        said=_moved(len(goals)),
    )


@require_POST
def accept(request: HttpRequest, cycle: int) -> HttpResponse:
    """Suggestions that were ticked: each cluster under its theme, as one step."""
    user = access.planner(request)
    plan_cycle, form = access.plan_cycle_read_by(request, cycle), FitsForm(request.POST)
    if not form.is_valid():
        return _page(request, plan_cycle, error=first_error(form), status=422)
    goals = form.cleaned_data["fit"]
    seen = dict.fromkeys(goals)
    return _done(
        request,
        plan_cycle,
        lambda: domain.place_clusters(plan_cycle, by=user, goals=goals, seen=seen),
        said=_moved(len(goals)),
    )


@require_POST
def refuse(request: HttpRequest, cycle: int) -> HttpResponse:
    """This cluster is not offered for this theme again."""
    user = access.planner(request)
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    form = FitsForm({"fit": [request.POST.get("refused", "")]})
    if not form.is_valid():
        return _page(request, plan_cycle, error=first_error(form), status=422)
    (pair,) = form.cleaned_data["fit"].items()
    return _done(
        request,
        plan_cycle,
        lambda: domain.refuse_suggestion(plan_cycle, by=user, cluster=pair[0], theme=pair[1]),
        said=_("It is not suggested again."),
    )


@require_POST
def undo(request: HttpRequest, cycle: int, number: int) -> HttpResponse:
    user = access.planner(request)
    plan_cycle = access.plan_cycle_read_by(request, cycle)
    if not ThemeStep.objects.filter(plan_cycle=plan_cycle, number=number).exists():
        raise Http404
    return _done(
        request,
        plan_cycle,
        lambda: theme_undo.undo_theme_step(plan_cycle, number, by=user),
        said=_("The step was taken back."),
    )


def _done(
    request: HttpRequest,
    cycle: PlanCycle,
    act: Callable[[], object],
    *,
    said: str,
    renaming: int = 0,
) -> HttpResponse:
    """Do it and lead back to the page, or say on the page why not."""
    try:
        act()
    except WorkshopError as error:
        return _page(request, cycle, error=str(error), status=error.status, renaming=renaming)
    messages.success(request, said)
    query = "&".join(filter(None, (query_of(request.GET), _search_of(request))))
    address = reverse("analysis:themes", args=[cycle.pk])
    return SeeOther(f"{address}?{query}" if query else address)


def _page(
    request: HttpRequest,
    cycle: PlanCycle,
    *,
    error: str = "",
    status: int = 200,
    renaming: int = 0,
) -> HttpResponse:
    """`renaming`: the theme whose new name was refused; what was typed stays in its form."""
    user = access.account(request)
    selection = selection_of(request.GET, user=user, cycle=cycle)
    every = list(Theme.objects.filter(plan_cycle=cycle).order_by("number", "pk"))
    current = [one for one in every if one.removed_at is None]
    found = alignment_of(selection.workshops, current)
    searched = request.GET.get("q", "").strip()[:100]
    steps, older = steps_of(cycle, user=user, most=LAST_STEPS)
    loose = [one for one in found.loose if _has(searched, one.facts.name, one.workshop.title)]
    context: dict[str, Any] = {
        "selection": selection,
        "alignment": found,
        "stacks": _searched(found, searched),
        "themes": current,
        "removed": [one for one in every if one.removed_at is not None],
        "page": Paginator(loose, LOOSE_PER_PAGE).get_page(request.GET.get("page")),
        "searched": searched,
        "query": "&".join(filter(None, (selection.query, _search_of(request)))),
        "steps": steps,
        "older": older,
        "error": error,
        "typed": {} if renaming else request.POST,
        "renaming": renaming,
        "renamed": request.POST,
        "ticked": [*request.POST.getlist("cluster"), *request.POST.getlist("fit")],
        "may_write": user.is_planner or user.is_superuser,
        "categories": Category.choices,
        "client_ids": [uuid.uuid4() for _ in range(len(found.new) + 1)],
        "here": "themes",
    }
    context["new"] = list(zip(found.new, context["client_ids"][1:], strict=True))
    return render(request, "analysis/themes.html", context, status=max(status, selection.status))


def _searched(found: Alignment, searched: str) -> list[Any]:
    return [
        one
        for one in found.stacks
        if _has(searched, one.theme.name, *(each.facts.name for each in one.clusters.values()))
    ]


def _has(searched: str, *texts: str) -> bool:
    wanted = match_key(searched)
    return not wanted or any(wanted in match_key(text) for text in texts)


def _search_of(request: HttpRequest) -> str:
    searched = request.GET.get("q", "").strip()[:100]
    return urlencode({"q": searched}) if searched else ""


def _moved(total: int) -> str:
    return ngettext(
        "%(total)s cluster was put there.", "%(total)s clusters were put there.", total
    ) % {"total": total}


def _theme(cycle: PlanCycle, pk: int) -> Theme:
    theme = Theme.objects.filter(plan_cycle=cycle, pk=pk).first()
    if theme is None:
        raise Http404
    return theme
