"""The addresses that a facilitator hands out: to phones, and to the projector."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from steepi_portal.http import public_url
from workshops.models import Workshop


def participants_url(request: HttpRequest, workshop: Workshop) -> str:
    """What the QR code holds. The query makes LINE open it in the phone's own browser."""
    path = reverse("workshops:join", args=[workshop.code])
    return f"{public_url(request, path)}?openExternalBrowser=1"


def projector_url(request: HttpRequest, workshop: Workshop) -> str:
    path = reverse("workshops:board", args=[workshop.code, workshop.board_key])
    return public_url(request, path)
