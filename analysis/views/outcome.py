"""The result of the workshop on a participant's phone, and under a link that stays valid."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analysis.outcome import is_shown, outcome_of, reader_of, signed
from steepi_portal.http import public_url
from workshops import access
from workshops.domain import people
from workshops.models import Participant
from workshops.qr import drawing_of


@never_cache
@require_safe
def own_outcome(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever holds the phone; a scribe chooses for whom."""
    participant = access.participant_of(request, code)
    person = access.person_for(request, participant)
    those = people.people_of(participant).select_related("district")
    return _page(request, person, {"participant": participant, "people": those})


@never_cache
@require_safe
def kept_outcome(request: HttpRequest, signed: str) -> HttpResponse:
    """For whoever has the link: it reads, it names nobody, and no cookie is asked for."""
    access.anyone(request)
    person = reader_of(signed)
    if person is None:
        raise Http404
    return _page(request, person, {})


def _page(request: HttpRequest, person: Participant, more: dict[str, Any]) -> HttpResponse:
    path = reverse("direction:kept-outcome", args=[signed(person)])
    link = f"{public_url(request, path)}?openExternalBrowser=1"
    shown = is_shown(person.workshop)
    context = more | {
        "workshop": person.workshop,
        "person": person,
        "link": link,
        "qr": drawing_of(link),
        "outcome": outcome_of(person) if shown else None,
    }
    response = render(request, "analysis/outcome.html", context)
    # One person's words: no search engine, and no other site, learns of the address.
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": with that, browsers send the language switch as if from nowhere.
    response["Referrer-Policy"] = "same-origin"
    return response
