"""One person in the room: coming back on another phone, being ready, writing for others."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from steepi_portal.http import SeeOther, wants_json
from workshops import access
from workshops.domain import people, stages, tokens
from workshops.domain.errors import WorkshopClosed, WorkshopError
from workshops.domain.participants import give_reentry_code
from workshops.enums import Action
from workshops.forms_people import ComeBackForm, PersonForm, ReadyForm
from workshops.limits import wait_after_wrong_code
from workshops.links import come_back_url
from workshops.models import Participant, Workshop
from workshops.qr import drawing_of

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@read_or_send
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """GET asks for the person's own code, POST lets this browser in as that person."""
    workshop = access.workshop_by_code(request, code)
    form = ComeBackForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _come_back_page(request, workshop, form, status=422 if form.is_bound else 200)
    try:
        _person, token = people.come_back(workshop, reentry_code=form.cleaned_data["code"])
    except people.UnknownReentryCode as error:
        form.refuse(error)
        return _wrong_code(request, workshop, form)
    rotate_token(request)  # who comes in gets fresh keys, as at a sign-in
    return access.let_in(_to("room", workshop), workshop, token)


@never_cache
@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """The person's own code, to print or to take a picture of."""
    participant = give_reentry_code(access.participant_of(request, code))
    link = come_back_url(request, participant)
    context = {
        "workshop": participant.workshop,
        "participant": participant,
        "link": link.partition("?")[0],
        "qr": drawing_of(link),
    }
    return render(request, "workshops/card.html", context)


@require_POST
def say_ready(request: HttpRequest, code: str) -> HttpResponse:
    """303 to the room, or JSON: whether this person is ready, and with which stage."""
    participant = access.participant_of(request, code)
    form = ReadyForm(request.POST)
    if not form.is_valid():
        return _not_ready(request, participant, _("Nothing was chosen. Press the button again."))
    try:
        participant = people.say_ready(participant, **form.seen())
    except WorkshopError as error:
        return _not_ready(request, participant, str(error), status=error.status)
    if wants_json(request):
        answer = {"ready": participant.ready_stage != "", "stage": participant.ready_stage}
        return JsonResponse(answer)
    return _to("room", participant.workshop, "#ready")


@never_cache
@read_or_send
def scribe(request: HttpRequest, code: str) -> HttpResponse:
    """GET lists those for whom this person writes, POST adds one."""
    participant = access.participant_of(request, code)
    workshop = participant.workshop
    if request.method == "POST":
        form = PersonForm(request.POST, workshop=workshop)
        if not form.is_valid():
            return _scribe_page(request, participant, form, status=422)
        try:
            people.add_person(participant, **form.cleaned_data)
        except WorkshopError as error:
            form.refuse(error)
            return _scribe_page(request, participant, form, status=error.status)
        return _to("scribe", workshop, "#people")
    initial = {"join_key": tokens.new_secret(), "district": participant.district_id}
    return _scribe_page(request, participant, PersonForm(initial=initial, workshop=workshop))


def _to(name: str, workshop: Workshop, fragment: str = "") -> SeeOther:
    return SeeOther(reverse(f"workshops:{name}", args=[workshop.code]) + fragment)


def _come_back_page(
    request: HttpRequest, workshop: Workshop, form: ComeBackForm, *, status: int
) -> HttpResponse:
    context = {"workshop": workshop, "form": form}
    return render(request, "workshops/come_back.html", context, status=status)


def _wrong_code(request: HttpRequest, workshop: Workshop, form: ComeBackForm) -> HttpResponse:
    """422, or 429 with the seconds to wait if many wrong codes came; a right one still works."""
    wait = wait_after_wrong_code(workshop, request.META.get("REMOTE_ADDR", ""))
    if not wait:
        return _come_back_page(request, workshop, form, status=422)
    form.add_error("code", _("Many wrong codes were tried. Wait a minute, then try again."))
    response = _come_back_page(request, workshop, form, status=429)
    response["Retry-After"] = str(wait)
    return response


def _not_ready(
    request: HttpRequest, participant: Participant, sentence: str, *, status: int = 422
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": sentence}, status=status)
    messages.warning(request, sentence)
    return _to("room", participant.workshop)


def _scribe_page(
    request: HttpRequest, participant: Participant, form: PersonForm, *, status: int = 200
) -> HttpResponse:
    workshop = participant.workshop
    closed = not stages.allows(workshop, Action.JOIN)
    context = {
        "workshop": workshop,
        "participant": participant,
        "people": people.with_factors(people.people_of(participant)).select_related("district"),
        "form": form,
        "closed": str(WorkshopClosed()) if closed else "",
    }
    return render(request, "workshops/scribe.html", context, status=status)
