"""The participant's side: find the workshop, join it, write in the room."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from steepi_portal.http import SeeOther, sent_id, wants_json
from workshops import access
from workshops.domain import factors, journal, participants, people, rehearsal, stages, tokens
from workshops.domain.errors import TooManyFactors, WorkshopClosed, WorkshopError
from workshops.enums import Action, Category, WaitsFor
from workshops.forms import NOT_A_CHOICE, FactorForm, JoinForm, blank_factor
from workshops.live.fragments import Audience, first_draw
from workshops.models import CategoryGuide, Factor, Participant, Workshop
from workshops.text import clean_text, match_key

KEPT = {
    "": _("Your factor is saved and on the board."),
    WaitsFor.REVEAL: _("Your factor is saved. Others see it after the reveal."),
    WaitsFor.APPROVAL: _("Your factor is saved. The facilitator looks at it first."),
}
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    access.anyone(request)
    return render(request, "workshops/home.html")


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What the code box sends: leads to the workshop, or gives the code back to be corrected."""
    access.anyone(request)
    typed = clean_text(request.GET.get("code", ""))[:40]
    if not typed:
        return render(request, "workshops/find.html")
    try:
        workshop = access.workshop_by_code(request, _as_code(typed))
    except Http404:
        return render(request, "workshops/find.html", {"typed": typed}, status=404)
    return _see_other("join", workshop.code)


@never_cache
@read_or_send
def join(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_by_code(request, code)
    if request.method == "POST":
        return _join(request, workshop)
    token = request.COOKIES.get(access.cookie_name(workshop))
    known = access.participant_by_token(token, workshop)
    seat = participants.seat_of(workshop, request.GET.get("seat", ""))
    initial = {
        "join_key": tokens.new_secret(),
        "district": (seat and seat.district_id) or request.GET.get("district", ""),
        "seat_key": seat.key if seat else "",
    }
    form = JoinForm(initial=initial, workshop=workshop)
    if known is None and not stages.allows(workshop, Action.JOIN):
        return _join_page(request, workshop, form, status=WorkshopClosed.status)
    return _join_page(request, workshop, form, known=known)


@never_cache
@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    participant = access.participant_of(request, code)
    person = access.person_for(request, participant)
    category = request.GET.get("category", "")
    form = FactorForm(initial=blank_factor(person), participant=participant)
    return _room_page(request, participant, form, category=category)


@read_or_send
def submit_factor(request: HttpRequest, code: str) -> HttpResponse:
    """POST sends a factor. GET is a reload or a change of language there: back to the room."""
    participant = access.participant_of(request, code)
    category = request.GET.get("category", "")
    if request.method != "POST":
        return _see_room(code, category=category)
    form = FactorForm(request.POST, participant=participant)
    try:
        person = access.person_for(request, participant)
    except Http404:
        if not wants_json(request):
            raise
        # With the entry's number, so that the phone does not try for ever and hold up the rest.
        form.add_error(None, NOT_A_CHOICE["invalid_choice"])
        return _not_sent(request, participant, form, status=404)
    if not form.is_valid():
        return _not_sent(request, participant, form)
    late = request.POST.get("late") == "1"
    try:
        factor, new = factors.submit_factor(person, late=late, **form.cleaned_data)
    except WorkshopError as error:
        form.refuse(error)
        return _not_sent(request, participant, form, error)
    if wants_json(request):
        return JsonResponse(_kept(factor), status=201 if new else 200)
    messages.success(request, KEPT[factor.waits_for])
    return _see_room(code, person=request.POST.get("person", ""))


# --- Joining ---------------------------------------------------------------------------------


def _as_code(typed: str) -> str:
    """The code as it is stored, from whatever spaces, dashes and case it was typed with."""
    return match_key(typed).replace("-", "").upper()


def _join(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    form = JoinForm(request.POST, workshop=workshop)
    if not form.is_valid():
        return _join_page(request, workshop, form, status=422)
    pretend = rehearsal.is_pass(workshop, request.POST.get("pretend", ""))
    try:
        _participant, token = participants.join_workshop(
            workshop, pretend=pretend, **form.cleaned_data
        )
    except WorkshopError as error:
        form.refuse(error)
        return _join_page(request, workshop, form, status=error.status)
    rotate_token(request)  # who comes in gets fresh keys, as at a sign-in
    return access.let_in(_see_other("room", workshop.code), workshop, token)


def _join_page(
    request: HttpRequest,
    workshop: Workshop,
    form: JoinForm,
    *,
    known: Participant | None = None,
    status: int = 200,
) -> HttpResponse:
    closed = not stages.allows(workshop, Action.JOIN)
    seat = participants.seat_of(workshop, str(form["seat_key"].value() or ""))
    refusal = None if form.is_bound else participants.refusal_of_seat(workshop, seat)
    context = {
        "workshop": workshop,
        "form": form,
        "known": known,
        "closed": str(WorkshopClosed()) if closed else str(refusal or ""),
        "seat": seat,
    }
    return _portal_page(render(request, "workshops/join.html", context, status=status))


def _portal_page(response: HttpResponse) -> HttpResponse:
    """Say to the phone's service worker that this page is ours, not a hotel's sign-in page."""
    response["X-Portal-Page"] = "room"
    return response


# --- The room --------------------------------------------------------------------------------


def _kept(factor: Factor) -> dict[str, object]:
    """What the phone takes as "saved": its own number again, and why it may not be shown yet."""
    answer: dict[str, object] = {
        "client_id": str(factor.client_id),
        "factor": factor.pk,
        "revision": journal.revision_of(factor),
    }
    return answer | ({"waits_for": factor.waits_for} if factor.waits_for else {})


def _not_sent(
    request: HttpRequest,
    participant: Participant,
    form: FactorForm,
    error: WorkshopError | None = None,
    *,
    status: int = 422,
) -> HttpResponse:
    """Say why, and give back everything that was typed."""
    status = error.status if error else status
    response: HttpResponse
    if wants_json(request):
        sentences = {name: list(map(str, found)) for name, found in form.errors.items()}
        first = str(error) if error else next(iter(sentences.values()))[0]
        answer = {"client_id": sent_id(request), "error": first, "errors": sentences}
        late = {"late": stages.may_hand_in_late(participant.workshop)} if status == 423 else {}
        response = JsonResponse(answer | late, status=status)
    else:
        if status == 409 or "client_id" in form.errors:
            form.renew()
        typed = str(form["category"].value() or "")
        response = _room_page(request, participant, form, category=typed, status=status)
    if isinstance(error, TooManyFactors):
        response["Retry-After"] = str(error.retry_after)
    return response


def _room_page(
    request: HttpRequest,
    participant: Participant,
    form: FactorForm,
    *,
    category: str,
    status: int = 200,
) -> HttpResponse:
    workshop = participant.workshop
    participant = participants.give_reentry_code(participant)
    drawn = first_draw(workshop, Audience.PHONE)
    may_send = stages.allows(workshop, Action.SUBMIT_FACTOR) and not workshop.time_is_up(
        timezone.now()
    )
    guides = {guide.category: guide for guide in CategoryGuide.objects.all()}
    context = {
        "workshop": workshop,
        "participant": participant,
        "entries": people.entries_of(participant),
        "drawn": drawn,
        "headings": [(each, guides.get(each)) for each in Category],
        "category": category if category in Category.values else "",
        "form": form,
        "may_send": may_send,
        "may_hand_in": not may_send and stages.may_hand_in_late(workshop),
        "may_change": stages.allows(workshop, Action.CHANGE_FACTOR),
        "own": people.factors_in_care_of(participant).select_related("participant").newest_first(),
        "people": people.people_of(participant).select_related("district"),
        "person": access.person_for(request, participant),
        "ready": participant.ready_stage == drawn.stage,
        "pattern": Factor(pk=0, category=Category.SOCIAL),
    }
    return _portal_page(render(request, "workshops/room.html", context, status=status))


def _see_other(name: str, code: str) -> HttpResponse:
    """Lead on by GET, so that a reload does not send again."""
    return SeeOther(reverse(f"workshops:{name}", args=[code]))


def _see_room(code: str, *, category: str = "", person: str = "") -> HttpResponse:
    """To the room, with the form of one category open if it is one, and for the same person."""
    path = reverse("workshops:room", args=[code])
    query = {"category": category} if category in Category.values else {}
    query |= {"person": person} if person else {}
    return SeeOther(f"{path}?{urlencode(query)}" if query else path)
