"""The desk: from here a facilitator moves the room and moderates what comes in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from steepi_portal.http import SeeOther, wants_json
from workshops import access
from workshops.domain import factors, stages
from workshops.domain.errors import StageMoved
from workshops.forms_desk import StageForm
from workshops.forms_rules import HideForm
from workshops.models import Factor
from workshops.pages.desk_page import desk_page, refused


@require_safe
def desk(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return desk_page(request, workshop)


@require_POST
def open_stage(request: HttpRequest, code: str) -> HttpResponse:
    """303 to the desk, or JSON; 409 if another facilitator was faster, 422 for no stage."""
    workshop = access.workshop_run_by(request, code)
    form = StageForm(request.POST.dict() | request.GET.dict())
    if not form.is_valid():
        sentence = _("There is no such stage. Choose one from the list.")
        return refused(request, workshop, sentence, status=422)
    user = access.account(request)
    try:
        workshop = stages.open_stage(workshop, by=user, **form.cleaned_data)
    except StageMoved as error:
        workshop.refresh_from_db()
        return refused(request, workshop, str(error), status=error.status)
    if wants_json(request):
        return JsonResponse({"stage": workshop.stage, "revision": workshop.revision})
    return SeeOther(reverse("workshops:desk", args=[workshop.code]))


@require_POST
def hide_factor(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    factor = access.factor_run_by(request, code, pk)
    form = HideForm(request.POST)
    if not form.is_valid():
        sentence = _("This reason is unknown. Choose one from the list.")
        return refused(request, factor.workshop, sentence, status=422)
    by = access.account(request)
    hidden = factors.hide_factor(factor, by=by, reason=form.cleaned_data["reason"])
    return _moderated(request, hidden, code)


@require_POST
def restore_factor(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    factor = access.factor_run_by(request, code, pk)
    return _moderated(request, factors.restore_factor(factor, by=access.account(request)), code)


@require_POST
def approve_factor(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    factor = access.factor_run_by(request, code, pk)
    return _moderated(request, factors.approve_factor(factor, by=access.account(request)), code)


def _moderated(request: HttpRequest, factor: Factor, code: str) -> HttpResponse:
    if wants_json(request):
        hidden = factor.hidden_at is not None
        answer = {"factor": factor.pk, "hidden": hidden, "revision": factor.workshop.revision}
        return JsonResponse(answer)
    return SeeOther(f"{reverse('workshops:desk', args=[code])}#factor-{factor.pk}")
