"""The desk's other buttons: the timer, the phones, the screens, the reveal, the projector."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steepi_portal.http import SeeOther, wants_json
from workshops import access
from workshops.domain import room, timer
from workshops.forms_rules import MoreTimeForm, ProjectorForm, TimerForm
from workshops.models import Workshop
from workshops.pages.desk_page import refused


@require_POST
def pause_phones(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _done(request, room.pause_phones(workshop, by=access.account(request)))


@require_POST
def resume_phones(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _done(request, room.resume_phones(workshop, by=access.account(request)))


@require_POST
def blank_screens(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _done(request, room.blank_screens(workshop, by=access.account(request)))


@require_POST
def unblank_screens(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _done(request, room.unblank_screens(workshop, by=access.account(request)))


@require_POST
def reveal_factors(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _done(request, room.reveal_factors(workshop, by=access.account(request)))


@require_POST
def show_on_projector(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    form = ProjectorForm(_pressed(request))
    if not form.is_valid():
        sentence = _("The projector cannot show that. Choose one of the buttons.")
        return refused(request, workshop, sentence, status=422)
    by = access.account(request)
    mode, category = form.cleaned_data["mode"], form.cleaned_data["category"]
    return _done(request, room.show_on_projector(workshop, mode, by=by, category=category))


@require_POST
def start_timer(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    form = TimerForm(_pressed(request))
    if not form.is_valid():
        return refused(request, workshop, _first_error(form), status=422)
    seconds, closes = form.cleaned_data["minutes"] * 60, form.cleaned_data["closes"]
    by = access.account(request)
    return _done(request, timer.start_timer(workshop, by=by, seconds=seconds, closes=closes))


@require_POST
def add_time(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    form = MoreTimeForm(_pressed(request))
    if not form.is_valid():
        sentence = _("The timer takes one or five minutes more. Press one of the buttons.")
        return refused(request, workshop, sentence, status=422)
    seconds = form.cleaned_data["minutes_more"] * 60
    return _done(request, timer.add_time(workshop, by=access.account(request), seconds=seconds))


@require_POST
def pause_timer(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _done(request, timer.pause_timer(workshop, by=access.account(request)))


@require_POST
def resume_timer(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _done(request, timer.resume_timer(workshop, by=access.account(request)))


@require_POST
def stop_timer(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    return _done(request, timer.stop_timer(workshop, by=access.account(request)))


def _pressed(request: HttpRequest) -> dict[str, Any]:
    """What the button said, in its name and in its address."""
    return request.POST.dict() | request.GET.dict()


def _first_error(form: forms.Form) -> str:
    return next(str(errors[0]) for errors in form.errors.values())


def _done(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"revision": workshop.revision})
    return SeeOther(reverse("workshops:desk", args=[workshop.code]))
