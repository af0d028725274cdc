"""The desk's page of rounds: prepare one, open, close, reveal or discard it."""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from steepi_portal.http import SeeOther, wants_json
from workshops import access
from workshops.domain import rounds as domain
from workshops.domain.errors import WorkshopError
from workshops.enums import RoundKind, RoundState
from workshops.forms_rounds import FORMS, KeysField, PressForm, QuadrantsForm, QuickForm
from workshops.models import Round, User, Workshop
from workshops.pages import round_desk
from workshops.pages.round_pages import refused, rounds_page, unknown_kind

# These refusals are about the ticked boxes.
ABOUT_CLUSTERS = (domain.NoClusters, domain.TooManyForInfluence)


class Step(Protocol):
    """Opening, closing, revealing or discarding."""

    def __call__(self, round_: Round, *, by: User, seen: RoundState | None) -> Round: ...


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    if request.method != "POST":
        return rounds_page(request, workshop)
    kind = request.POST.get("kind", "")
    if kind not in RoundKind.values:
        return unknown_kind(request, workshop)
    if "choose" in request.POST:
        return _tick(request, workshop, RoundKind(kind))
    return _prepare(request, workshop, RoundKind(kind))


@require_POST
def open_round(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _step(request, access.round_of(workshop, pk), domain.open_round)


@require_POST
def close_round(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _step(request, access.round_of(workshop, pk), domain.close_round)


@require_POST
def reveal_round(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _step(request, access.round_of(workshop, pk), domain.reveal_round)


@require_POST
def discard_round(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _step(request, access.round_of(workshop, pk), domain.discard_round)


@require_POST
def prepare_second(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The disputed items of a revealed round once more; one that waits already is that one."""
    workshop = access.workshop_run_by(request, code)
    round_ = access.round_of(workshop, pk)
    try:
        second = domain.prepare_second(round_, by=access.account(request))
    except WorkshopError as error:
        back = request.POST.get("back", "")
        return refused(request, round_, str(error), status=error.status, back=back)
    return _done(request, second, back="list")


@require_POST
def name_quadrants(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    form = QuadrantsForm(request.POST)
    if not form.is_valid():
        return rounds_page(request, workshop, quadrants=form, status=422)
    domain.name_quadrants(workshop, by=access.account(request), names=form.names())
    return SeeOther(f"{reverse('workshops:rounds', args=[workshop.code])}#quadrants")


def _prepare(request: HttpRequest, workshop: Workshop, kind: RoundKind) -> HttpResponse:
    form = FORMS[kind](request.POST)
    status = 422
    if form.is_valid():
        try:
            new = domain.prepare_round(
                workshop,
                by=access.account(request),
                kind=kind,
                clusters=form.cleaned_data["clusters"],
                client_id=form.cleaned_data["client_id"],
                **form.settings(),
            )
        except WorkshopError as error:
            form.add_error("clusters" if isinstance(error, ABOUT_CLUSTERS) else None, str(error))
            status = error.status
        else:
            return _done(request, new, back="list")
    return rounds_page(request, workshop, form=form, chosen=_ticked(request), status=status)


def _tick(request: HttpRequest, workshop: Workshop, kind: RoundKind) -> HttpResponse:
    """The form again with what was typed, and with other boxes ticked; nothing is saved."""
    form = FORMS[kind](initial=request.POST.dict())
    quick = QuickForm(request.POST)
    if not quick.is_valid():
        form.quick_errors = tuple(str(errors[0]) for errors in quick.errors.values())
        return rounds_page(request, workshop, form=form, chosen=_ticked(request), status=422)
    choices = round_desk.choices_of(workshop, ())
    first = quick.cleaned_data["first"] or len(choices)
    chosen = round_desk.ticked(choices, how=quick.cleaned_data["choose"], first=first)
    return rounds_page(request, workshop, form=form, chosen=chosen)


def _ticked(request: HttpRequest) -> list[int]:
    return KeysField().to_python(request.POST.getlist("clusters"))


def _step(request: HttpRequest, round_: Round, step: Step) -> HttpResponse:
    form = PressForm(request.POST)
    back = request.POST.get("back", "")
    if not form.is_valid():
        return refused(request, round_, str(domain.RoundMoved()), status=422, back=back)
    try:
        round_ = step(round_, by=access.account(request), seen=form.cleaned_data["seen"])
    except WorkshopError as error:
        return refused(request, round_, str(error), status=error.status, back=back)
    return _done(request, round_, back=back)


def _done(request: HttpRequest, round_: Round, *, back: str) -> HttpResponse:
    code, anchor = round_.workshop.code, f"round-{round_.pk}"
    leads_to = f"{reverse('workshops:rounds', args=[code])}#{anchor}"
    if wants_json(request):
        return JsonResponse({"id": anchor, "state": round_.state, "leads_to": leads_to})
    if back == "round":
        leads_to = reverse("workshops:round-results", args=[code, round_.pk])
    return SeeOther(leads_to)
