"""The desk as a page, with the sentence of a refusal on it; for all views that its buttons call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from steepi_portal.http import wants_json
from workshops.domain.board import factors_to_show
from workshops.enums import HiddenReason
from workshops.links import participants_url, projector_url
from workshops.live.fragments import Audience, first_draw
from workshops.models import Factor, Workshop
from workshops.qr import drawing_of


def desk_page(
    request: HttpRequest, workshop: Workshop, *, notice: str = "", status: int = 200
) -> HttpResponse:
    link = participants_url(request, workshop)
    context = {
        "workshop": workshop,
        "drawn": first_draw(workshop, Audience.DESK),
        "qr": drawing_of(link),
        "projector": projector_url(request, workshop),
        "notice": notice,
        "why": _to_hide(request, workshop),
        "reasons": HiddenReason,
    }
    return render(request, "workshops/desk.html", context, status=status)


def _to_hide(request: HttpRequest, workshop: Workshop) -> Factor | None:
    """The factor for which a reason is asked, where no script does that."""
    pk = request.GET.get("why", "")
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    return factors_to_show(workshop).filter(pk=int(pk), hidden_at=None).first()


def refused(
    request: HttpRequest, workshop: Workshop, sentence: str, *, status: int
) -> HttpResponse:
    """The desk again with this sentence on it, or the sentence alone for a script."""
    if wants_json(request):
        answer = {"error": sentence, "stage": workshop.stage, "revision": workshop.revision}
        return JsonResponse(answer, status=status)
    return desk_page(request, workshop, notice=sentence, status=status)
