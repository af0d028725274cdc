"""Trying a workshop beforehand with pretend participants, from the desk."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from steepi_portal.http import SeeOther, wants_json
from workshops import access
from workshops.domain import rehearsal, stages
from workshops.domain.errors import WorkshopClosed
from workshops.enums import Action
from workshops.models import Workshop
from workshops.rehearsal import runs

PACES = [
    (60, pgettext_lazy("pace", "Slow: one factor a minute from each")),
    (20, pgettext_lazy("pace", "Normal: one every 20 seconds from each")),
    (5, pgettext_lazy("pace", "Fast: one every 5 seconds from each")),
]
NOT_OFFERED = {
    "invalid_choice": gettext_lazy("This is not one of the choices. Choose one of those shown.")
}


class RehearsalForm(forms.Form):
    participants = forms.TypedChoiceField(
        label=gettext_lazy("Pretend participants"),
        choices=[(number, number) for number in (5, 15, 30, 45, 60)],
        coerce=int,
        initial=15,
        error_messages=NOT_OFFERED,
    )
    every = forms.TypedChoiceField(
        label=gettext_lazy("Pace"),
        choices=PACES,
        coerce=int,
        initial=20,
        error_messages=NOT_OFFERED,
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Length in minutes"),
        choices=[(number, number) for number in (1, 2, 5, 10)],
        coerce=int,
        initial=2,
        error_messages=NOT_OFFERED,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rehearse(request: HttpRequest, code: str) -> HttpResponse:
    """The page, or its numbers as JSON; POST starts a rehearsal."""
    workshop = access.workshop_run_by(request, code)
    if request.method != "POST":
        if wants_json(request):
            return JsonResponse(_numbers(workshop))
        return _page(request, workshop, RehearsalForm())
    form = RehearsalForm(request.POST)
    if not form.is_valid():
        return _page(request, workshop, form, status=422)
    if not stages.allows(workshop, Action.JOIN):
        form.add_error(None, str(WorkshopClosed()))
        return _page(request, workshop, form, status=WorkshopClosed.status)
    started = runs.start(
        workshop.code,
        url=_own_address(request),
        seen_as=request.build_absolute_uri("/"),
        **form.cleaned_data,
    )
    if not started:
        messages.warning(
            request, _("A rehearsal is running already. Stop it to start another one.")
        )
    return _back(workshop)


@require_POST
def stop_rehearsal(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    runs.stop(workshop.code)
    return _back(workshop)


@require_POST
def clear_rehearsal(request: HttpRequest, code: str) -> HttpResponse:
    """Stops it too: otherwise the next pretend factor would come a moment later."""
    workshop = access.workshop_run_by(request, code)
    runs.stop(workshop.code)
    gone = rehearsal.clear_rehearsal(workshop, by=access.account(request))
    sentence = ngettext(
        "%(people)d pretend participant is gone with all that was written.",
        "%(people)d pretend participants are gone with all that they wrote.",
        gone,
    )
    messages.success(request, sentence % {"people": gone})
    return _back(workshop)


def _numbers(workshop: Workshop) -> dict[str, object]:
    running = runs.running(workshop.code) is not None
    return {"running": running, **rehearsal.pretend_in(workshop)._asdict()}


def _page(
    request: HttpRequest, workshop: Workshop, form: RehearsalForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "workshop": workshop,
        "form": form,
        "run": runs.running(workshop.code),
        "pretend": rehearsal.pretend_in(workshop),
        "writes_now": any(
            stages.allows(workshop, each) for each in (Action.SUBMIT_FACTOR, Action.PROPOSE)
        ),
    }
    return render(request, "workshops/rehearse.html", context, status=status)


def _own_address(request: HttpRequest) -> str:
    """Where this request arrived on this machine, behind whatever proxy."""
    name, port = request.META["SERVER_NAME"], request.META["SERVER_PORT"]
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _back(workshop: Workshop) -> HttpResponse:
    return SeeOther(reverse("workshops:rehearse", args=[workshop.code]))
