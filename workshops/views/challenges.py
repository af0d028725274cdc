"""What must be overcome, on a phone: read, agree, write, change and withdraw own challenges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from steepi_portal.http import SeeOther, sent_id, wants_json
from workshops import access
from workshops.domain import challenges as naming
from workshops.domain import stages
from workshops.domain.arrangement import ShownChallenge, arrangement_of, challenges_of
from workshops.domain.errors import StageClosed, WorkshopClosed, WorkshopError
from workshops.domain.lineage import forest_of
from workshops.domain.prompts import prompts_of
from workshops.domain.support import NothingThere
from workshops.enums import Action
from workshops.forms_together import (
    ChallengeForm,
    ChangeChallengeForm,
    blank_challenge,
    words_of,
)
from workshops.models import Challenge, Participant, Workshop
from workshops.pages.together_page import (
    Reader,
    Said,
    at,
    counts_answer,
    is_shown,
    page_context,
    part_context,
    reader_of,
)

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Line:
    """A challenge with its numbers; `is_seen` by everybody, else only by its writer."""

    shown: ShownChallenge
    said: Said
    is_seen: bool


@never_cache
@read_or_send
def challenges(request: HttpRequest, code: str) -> HttpResponse:
    """POST sends a challenge; `?part=1` is the list, `?part=counts` only its numbers."""
    participant = access.participant_of(request, code)
    if request.method == "POST":
        return _add(request, participant)
    reader = reader_of(request, participant)
    part = request.GET.get("part", "")
    if part == "counts":
        return counts_answer(reader, [line.said for line in _lines(reader)])
    if part:
        return render(request, "workshops/challenges.html#list", _list_context(reader))
    form = ChallengeForm(initial=blank_challenge(request.GET.get("about", "")))
    return _challenges_page(request, reader, form)


@never_cache
@read_or_send
def change_challenge(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    challenge = access.own_challenge_of(request, code, pk)
    if request.method == "POST":
        return _change(request, challenge)
    tied = forest_of(challenge.workshop).roots_of(challenge.clusters.values_list("pk", flat=True))
    form = ChangeChallengeForm(initial=dict(words_of(challenge, tied)))
    return _change_page(request, challenge, form, refusal=_why_fixed(challenge))


@never_cache
@read_or_send
def withdraw_challenge(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """GET asks once more, POST withdraws."""
    challenge = access.own_challenge_of(request, code, pk)
    refusal = _why_fixed(challenge)
    if request.method == "POST":
        try:
            naming.withdraw_challenge(challenge, by=_writer(challenge))
        except WorkshopError as error:
            refusal = error
        else:
            messages.success(request, _("Your challenge is withdrawn."))
            return _to_list(challenge)
    context = {"workshop": challenge.workshop, "challenge": challenge, "refusal": refusal}
    status = refusal.status if refusal else 200
    return render(request, "workshops/challenges_withdraw.html", context, status=status)


# --- A new one -------------------------------------------------------------------------------


def _add(request: HttpRequest, participant: Participant) -> HttpResponse:
    form = ChallengeForm(request.POST)
    try:
        reader = reader_of(request, participant)
    except Http404:
        if not wants_json(request):
            raise
        return _refused(request, str(NothingThere()), status=404)
    if not form.is_valid():
        return _not_added(request, reader, form)
    try:
        challenge, new = naming.add_challenge(
            reader.workshop,
            by=reader.person,
            client_id=form.cleaned_data["client_id"],
            **form.words,
        )
    except WorkshopError as error:
        form.refuse(error)
        return _not_added(request, reader, form, status=error.status)
    if wants_json(request):
        answer = {"client_id": str(challenge.client_id), "saved": challenge.pk}
        return JsonResponse(answer | {"waits": challenge.is_waiting}, status=201 if new else 200)
    waits = _("Your challenge is saved. The facilitator looks at it first.")
    messages.success(request, waits if challenge.is_waiting else _("Your challenge is saved."))
    path = reverse("workshops:challenges", args=[reader.workshop.code])
    return SeeOther(path + reader.query)


def _not_added(
    request: HttpRequest, reader: Reader, form: ChallengeForm, *, status: int = 422
) -> HttpResponse:
    """Say why, and give back everything that was typed."""
    if wants_json(request):
        return _refused(request, form.first_error, status=status)
    if status == 409 or "client_id" in form.errors:
        form.renew()
    return _challenges_page(request, reader, form, status=status)


def _refused(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    return JsonResponse({"client_id": sent_id(request), "error": sentence}, status=status)


def _challenges_page(
    request: HttpRequest, reader: Reader, form: ChallengeForm, *, status: int = 200
) -> HttpResponse:
    context = _list_context(reader) | page_context(reader) | {"form": form}
    return render(request, "workshops/challenges.html", context, status=status)


def _list_context(reader: Reader) -> dict[str, Any]:
    """The list, the open prompts, and which clusters there are."""
    workshop = reader.workshop
    context = part_context(reader)
    context |= {"may_write": stages.allows(workshop, Action.RAISE_CHALLENGE)}
    if not is_shown(workshop):
        return context
    lines = _lines(reader)
    arrangement = arrangement_of(workshop)
    seen = [line.shown for line in lines if line.is_seen]
    prompts = [one for one in prompts_of(workshop, arrangement, seen) if one.is_open]
    clusters = [stack.cluster for stack in arrangement.stacks]
    return context | {"lines": lines, "prompts": prompts, "clusters": clusters}


def _lines(reader: Reader) -> list[Line]:
    """What everybody may read, and of what may not be read the reader's own. Five queries."""
    if not is_shown(reader.workshop):
        return []
    found = challenges_of(reader.workshop, with_hidden=True)
    thread = reader.thread_of("challenge")
    lines = []
    for one in found:
        own = one.challenge.participant_id in reader.entries
        agrees = reader.person.pk in one.agreeing
        pk = one.challenge.pk
        said = Said("challenge", pk, one.agreeing_total, one.comments, agrees, own, at(thread, pk))
        if own or one.challenge.is_shown:
            lines.append(Line(one, said, one.challenge.is_shown))
    return lines


# --- An own one ------------------------------------------------------------------------------


def _why_fixed(challenge: Challenge) -> WorkshopError | None:
    """Why this challenge cannot be changed any more, if so."""
    workshop: Workshop = challenge.workshop
    if not stages.allows(workshop, Action.RAISE_CHALLENGE):
        return WorkshopClosed() if workshop.is_closed else StageClosed()
    return naming.ChallengeWithdrawn() if challenge.withdrawn_at else None


def _change(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    form = ChangeChallengeForm(request.POST)
    if not form.is_valid():
        return _change_page(request, challenge, form, status=422)
    try:
        naming.change_challenge(
            challenge, by=_writer(challenge), seen=form.cleaned_data["seen"], **form.words
        )
    except WorkshopError as error:
        form.refuse(error)
        challenge.refresh_from_db()
        form.see(challenge.version)
        return _change_page(request, challenge, form, status=error.status)
    messages.success(request, _("The new words are saved."))
    return _to_list(challenge)


def _change_page(
    request: HttpRequest,
    challenge: Challenge,
    form: ChangeChallengeForm,
    *,
    refusal: WorkshopError | None = None,
    status: int = 200,
) -> HttpResponse:
    context: Mapping[str, Any] = {
        "workshop": challenge.workshop,
        "challenge": challenge,
        "form": form,
        "clusters": forest_of(challenge.workshop).standing(),
        "refusal": refusal,
    }
    status = refusal.status if refusal else status
    return render(request, "workshops/challenges_change.html", dict(context), status=status)


def _writer(challenge: Challenge) -> Participant:
    assert challenge.participant
    return challenge.participant


def _to_list(challenge: Challenge) -> SeeOther:
    return SeeOther(reverse("workshops:challenges", args=[challenge.workshop.code]))
