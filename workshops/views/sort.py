"""Sorting at the desk: the page, and cards and clusters made, named, moved and dissolved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from workshops import access
from workshops.domain import arrangement, clusters, room
from workshops.domain.errors import WorkshopError
from workshops.enums import Category
from workshops.forms_sort import (
    MoveForm,
    NewClusterForm,
    PlaceForm,
    RenameForm,
    SeenForm,
    SortRulesForm,
    first_error,
)
from workshops.models import Cluster, Workshop
from workshops.pages.sort_page import (
    cluster_sheet,
    done,
    groups_of,
    not_done,
    refused,
    sheet,
    sort_page,
    thread_context,
)


@require_safe
def sort(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return sort_page(request, workshop)


@require_safe
def sort_cluster(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Everything about one cluster: its name, its heading, merging, splitting, comments."""
    workshop = access.workshop_run_by(request, code)
    return cluster_sheet(request, workshop, access.cluster_of(workshop, pk))


@require_safe
def sort_card(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Everything about one card: who says the same, where it lies, comments."""
    workshop = access.workshop_run_by(request, code)
    factor = access.factor_on_board(workshop, pk)
    found = arrangement.arrangement_of(workshop)
    places = [(stack, stack.cards) for stack in found.stacks]
    for stack, cards in [*places, (None, found.loose)]:
        for card in cards:
            if factor in card.members:
                context = {"card": card, "stack": stack, "where": groups_of(found)}
                members = [each.pk for each in card.members]
                context |= thread_context(workshop, "factor", members)
                return sheet(request, workshop, "card", context)
    return sheet(request, workshop, "gone", {}, status=404)


@require_POST
def place_cards(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return refused(request, workshop, first_error(form), status=422)
    cards, pk = form.cleaned_data["card"], form.cleaned_data["cluster"]
    cluster = access.cluster_of(workshop, pk) if pk else None
    by = access.account(request)
    try:
        clusters.place_factors(workshop, by=by, factors=list(cards), cluster=cluster, seen=cards)
    except WorkshopError as error:
        return refused(request, workshop, str(error), status=error.status)
    return done(request, workshop, said=_placed(len(cards), cluster), at=_at(cluster))


@require_POST
def create_cluster(request: HttpRequest, code: str) -> HttpResponse:
    """A new cluster from the ticked cards, or an empty one under a heading."""
    workshop = access.workshop_run_by(request, code)
    form = NewClusterForm(request.POST)
    if not form.is_valid():
        return refused(request, workshop, first_error(form), status=422)
    values, by = form.cleaned_data, access.account(request)
    try:
        cluster = clusters.create_cluster(
            workshop,
            by=by,
            name=values["name"],
            category=values["category"] or _category_of(workshop, values["card"]),
            factors=list(values["card"]),
            seen=values["card"] or "",
            client_id=values["client_id"],
        )
    except WorkshopError as error:
        return refused(request, workshop, str(error), status=error.status)
    said = _("The cluster “%(cluster)s” is made.") % {"cluster": cluster}
    return done(request, workshop, said=said, at=_at(cluster))


@require_POST
def rename_cluster(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    cluster, form = access.cluster_of(workshop, pk), RenameForm(request.POST)
    if not form.is_valid():
        return not_done(request, cluster, first_error(form), status=422)
    values, by = form.cleaned_data, access.account(request)
    try:
        clusters.rename_cluster(cluster, by=by, name=values["name"], seen=values["seen"])
    except WorkshopError as error:
        return not_done(request, cluster, str(error), status=error.status)
    return done(request, workshop, said=_("The cluster has its new name."), at=_at(cluster))


@require_POST
def move_cluster(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    cluster, form = access.cluster_of(workshop, pk), MoveForm(request.POST)
    if not form.is_valid():
        return not_done(request, cluster, first_error(form), status=422)
    values, by = form.cleaned_data, access.account(request)
    try:
        clusters.move_cluster(cluster, by=by, category=values["category"], seen=values["seen"])
    except WorkshopError as error:
        return not_done(request, cluster, str(error), status=error.status)
    said = _("The cluster stands under %(category)s now.") % {"category": values["category"].label}
    return done(request, workshop, said=said, at=_at(cluster))


@require_POST
def dissolve_cluster(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    cluster, form = access.cluster_of(workshop, pk), SeenForm(request.POST)
    if not form.is_valid():
        return not_done(request, cluster, first_error(form), status=422)
    by = access.account(request)
    try:
        clusters.dissolve_cluster(cluster, by=by, seen=form.cleaned_data["seen"])
    except WorkshopError as error:
        return not_done(request, cluster, str(error), status=error.status)
    return done(request, workshop, said=_("The cluster is dissolved; its cards are loose."))


@require_POST
def sort_rules(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    form = SortRulesForm(request.POST)
    if not form.is_valid():
        return refused(request, workshop, first_error(form), status=422)
    room.change_rules(workshop, by=access.account(request), **form.cleaned_data)
    return done(request, workshop, said=_("The rules are saved; phones show them."))


def _category_of(workshop: Workshop, cards: dict[int, int | None]) -> str:
    """The heading of the first card; one that is gone is the domain's to refuse."""
    first = workshop.factors.filter(pk=next(iter(cards))).first()
    return first.category if first else Category.SOCIAL


def _placed(total: int, cluster: Cluster | None) -> str:
    if cluster is None:
        return ngettext(
            "%(total)s card is loose again.", "%(total)s cards are loose again.", total
        ) % {"total": total}
    return ngettext(
        "%(total)s card moved to “%(cluster)s”.", "%(total)s cards moved to “%(cluster)s”.", total
    ) % {"total": total, "cluster": cluster}


def _at(cluster: Cluster | None) -> str:
    return f"#cluster-{cluster.pk}" if cluster else ""
