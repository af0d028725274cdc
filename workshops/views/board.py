"""The projector: read-only, no sign-in, known by a secret address; shows no person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from steepi_portal.http import public_url
from workshops import access
from workshops.live.fragments import Audience, first_draw
from workshops.live.picture import shows_picture
from workshops.qr import drawing_of

THEMES = ("light", "dark")


@require_safe
def board(request: HttpRequest, code: str, key: str) -> HttpResponse:
    workshop = access.workshop_on_board(request, code, key)
    theme = request.GET.get("theme")
    join = public_url(request, reverse("workshops:join", args=[workshop.code]))
    context = {
        "workshop": workshop,
        "drawn": first_draw(workshop, Audience.BOARD),
        "has_picture": shows_picture(workshop),
        "theme": theme if theme in THEMES else THEMES[0],
        "address": public_url(request, reverse("workshops:find")).split("://")[-1].rstrip("/"),
        # LINE's own browser forgets its cookies: the code asks it for the phone's browser.
        "qr": drawing_of(f"{join}?openExternalBrowser=1"),
    }
    response = render(request, "workshops/board.html", context)
    # The address is the key: it goes to no other site and into no index or cache.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response
