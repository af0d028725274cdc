"""The addresses that a facilitator hands out: to phones, and to the projector."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from steepi_portal.http import public_url
from workshops.models import Participant, Seat, Workshop


def participants_url(request: HttpRequest, workshop: Workshop) -> str:
    """What the QR code holds. The query makes LINE open it in the phone's own browser."""
    path = reverse("workshops:join", args=[workshop.code])
    return f"{public_url(request, path)}?openExternalBrowser=1"


def projector_url(request: HttpRequest, workshop: Workshop) -> str:
    path = reverse("workshops:board", args=[workshop.code, workshop.board_key])
    return public_url(request, path)


def seat_url(request: HttpRequest, workshop: Workshop, seat: Seat) -> str:
    """What the QR code of a printed slip holds."""
    return f"{participants_url(request, workshop)}&seat={seat.key}"


def come_back_url(request: HttpRequest, participant: Participant) -> str:
    """What the QR code on a person's own card holds. The code stands behind the #: no server
    and no log reads it, a script on the page puts it into the form."""
    path = reverse("workshops:come-back", args=[participant.workshop.code])
    query = "openExternalBrowser=1"
    return f"{public_url(request, path)}?{query}#{participant.reentry_code}"
