"""The desk: from here a facilitator moves the room and moderates what comes in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from steepi_portal.http import SeeOther, wants_json
from workshops import access
from workshops.domain import factors, stages
from workshops.domain.errors import StageMoved
from workshops.forms_desk import StageForm
from workshops.links import participants_url, projector_url
from workshops.live.fragments import Audience, first_draw
from workshops.models import Factor, Workshop
from workshops.qr import drawing_of


@require_safe
def desk(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _desk(request, workshop)


@require_POST
def open_stage(request: HttpRequest, code: str) -> HttpResponse:
    """303 to the desk, or JSON; 409 if another facilitator was faster, 422 for no stage."""
    workshop = access.workshop_run_by(request, code)
    form = StageForm(request.POST.dict() | request.GET.dict())
    if not form.is_valid():
        sentence = _("There is no such stage. Choose one from the list.")
        return _refused(request, workshop, sentence, status=422)
    user = access.account(request)
    try:
        workshop = stages.open_stage(workshop, by=user, **form.cleaned_data)
    except StageMoved as error:
        workshop.refresh_from_db()
        return _refused(request, workshop, str(error), status=error.status)
    if wants_json(request):
        return JsonResponse({"stage": workshop.stage, "revision": workshop.revision})
    return SeeOther(reverse("workshops:desk", args=[workshop.code]))


@require_POST
def hide_factor(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    factor = access.factor_run_by(request, code, pk)
    return _moderated(request, factors.hide_factor(factor, by=access.account(request)), code)


@require_POST
def restore_factor(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    factor = access.factor_run_by(request, code, pk)
    return _moderated(request, factors.restore_factor(factor, by=access.account(request)), code)


def _moderated(request: HttpRequest, factor: Factor, code: str) -> HttpResponse:
    if wants_json(request):
        hidden = factor.hidden_at is not None
        answer = {"factor": factor.pk, "hidden": hidden, "revision": factor.workshop.revision}
        return JsonResponse(answer)
    return SeeOther(f"{reverse('workshops:desk', args=[code])}#factor-{factor.pk}")


def _refused(
    request: HttpRequest, workshop: Workshop, sentence: str, *, status: int
) -> HttpResponse:
    if wants_json(request):
        answer = {"error": sentence, "stage": workshop.stage, "revision": workshop.revision}
        return JsonResponse(answer, status=status)
    return _desk(request, workshop, notice=sentence, status=status)


def _desk(
    request: HttpRequest, workshop: Workshop, *, notice: str = "", status: int = 200
) -> HttpResponse:
    link = participants_url(request, workshop)
    context = {
        "workshop": workshop,
        "drawn": first_draw(workshop, Audience.DESK),
        "qr": drawing_of(link),
        "projector": projector_url(request, workshop),
        "notice": notice,
    }
    return render(request, "workshops/desk.html", context, status=status)
