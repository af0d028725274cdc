"""Merging and splitting at the desk, parting again, and the history with its ways back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from steepi_portal.http import wants_json
from workshops import access
from workshops.domain import regroup, undo
from workshops.domain.arrangement import arrangement_of
from workshops.domain.errors import WorkshopError
from workshops.forms_sort import MergeForm, SameForm, SplitForm, UndoForm, first_error
from workshops.models import JournalEntry, Workshop
from workshops.pages.sort_page import done, not_done, refused, sheet
from workshops.sorting_steps import step_in_words, steps_of


@require_POST
def merge_clusters(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Two clusters become one; `stays` says whose name is kept."""
    workshop = access.workshop_run_by(request, code)
    cluster, form = access.cluster_of(workshop, pk), MergeForm(request.POST)
    if not form.is_valid():
        return not_done(request, cluster, first_error(form), status=422)
    values, by = form.cleaned_data, access.account(request)
    key, version = values["other"]
    kept, other = cluster, access.cluster_of(workshop, key)
    seen = (values["seen"], version)
    if values["stays"] == "other":
        kept, other, seen = other, kept, seen[::-1]
    try:
        regroup.merge_clusters(kept, other, by=by, seen=seen, why=values["why"])
    except WorkshopError as error:
        return not_done(request, cluster, str(error), status=error.status)
    said = _("“%(other)s” is part of “%(kept)s” now.") % {"other": other, "kept": kept}
    return done(request, workshop, said=said, at=f"#cluster-{kept.pk}")


@require_POST
def part_clusters(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let a cluster that was merged into another stand by itself again."""
    workshop = access.workshop_run_by(request, code)
    cluster = access.cluster_of(workshop, pk)
    try:
        regroup.part_clusters(cluster, by=access.account(request))
    except WorkshopError as error:
        return not_done(request, cluster, str(error), status=error.status)
    said = _("“%(cluster)s” stands by itself again.") % {"cluster": cluster}
    return done(request, workshop, said=said, at=f"#cluster-{cluster.pk}")


@require_POST
def split_cluster(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    cluster, form = access.cluster_of(workshop, pk), SplitForm(request.POST)
    if not form.is_valid():
        return not_done(request, cluster, first_error(form), status=422)
    values, by = form.cleaned_data, access.account(request)
    try:
        new = regroup.split_cluster(
            cluster,
            by=by,
            factors=list(values["card"]),
            name=values["name"],
            seen=values["seen"],
            why=values["why"],
            client_id=values["client_id"],
        )
    except WorkshopError as error:
        return not_done(request, cluster, str(error), status=error.status)
    said = _("“%(new)s” was split off.") % {"new": new}
    return done(request, workshop, said=said, at=f"#cluster-{new.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def same_cards(request: HttpRequest, code: str) -> HttpResponse:
    """Which wording stands for all is asked first; then they are one card."""
    workshop = access.workshop_run_by(request, code)
    sent = request.POST if request.method == "POST" else request.GET
    form = SameForm(sent)
    if not form.is_valid():
        return refused(request, workshop, first_error(form), status=422)
    values = form.cleaned_data
    if request.method != "POST" or not values["kept"]:
        return _which_wording(request, workshop, values["card"])
    by, kept = access.account(request), values["kept"]
    found = workshop.factors.in_bulk(list(values["card"]))
    if len(found) < len(values["card"]):
        raise Http404
    others = [found[pk] for pk in values["card"] if pk != kept]
    try:
        regroup.merge_several(found[kept], others, by=by, why=values["why"])
    except WorkshopError as error:
        return refused(request, workshop, str(error), status=error.status)
    total = len(values["card"])
    said = ngettext("%(total)s card stands as one.", "%(total)s cards stand as one.", total) % {
        "total": total
    }
    return done(request, workshop, said=said, at=f"#card-{kept}")


@require_POST
def part_cards(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """This one is a card of its own again."""
    factor = access.factor_run_by(request, code, pk)
    workshop = factor.workshop
    try:
        regroup.part_factors(factor, by=access.account(request))
    except WorkshopError as error:
        return refused(request, workshop, str(error), status=error.status)
    return done(request, workshop, said=_("It is a card of its own again."), at=f"#card-{pk}")


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _history(request, workshop)


@require_POST
def undo_step(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return refused(request, workshop, first_error(form), status=422)
    revision, by = form.cleaned_data["revision"], access.account(request)
    try:
        undo.undo_step(workshop, revision, by=by)
    except JournalEntry.DoesNotExist as error:
        raise Http404 from error
    except WorkshopError as error:
        if request.POST.get("back") == "sort-history" and not wants_json(request):
            return _history(request, workshop, notice=str(error), status=error.status)
        return refused(request, workshop, str(error), status=error.status)
    said = _("Taken back: %(step)s") % {"step": step_in_words(workshop, revision)}
    return done(request, workshop, said=said)


def _history(
    request: HttpRequest, workshop: Workshop, *, notice: str = "", status: int = 200
) -> HttpResponse:
    asked = request.GET.get("before", "")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < 10
    steps, older = steps_of(workshop, before=int(asked) if is_number else None)
    context: dict[str, Any] = {"steps": steps, "older": older}
    return sheet(request, workshop, "history", context, notice=notice, status=status)


def _which_wording(
    request: HttpRequest, workshop: Workshop, cards: dict[int, int | None]
) -> HttpResponse:
    found = arrangement_of(workshop)
    everything = [*found.loose, *(card for stack in found.stacks for card in stack.cards)]
    chosen = [card for card in everything if card.factor.pk in cards]
    return sheet(request, workshop, "same", {"cards": chosen, "seen": cards})
