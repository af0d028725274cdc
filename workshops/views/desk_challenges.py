"""The desk's page of challenges: write, change, hide and approve them, and answer prompts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from steepi_portal.http import SeeOther, wants_json
from workshops import access
from workshops.domain import challenges as domain
from workshops.domain.errors import WorkshopError
from workshops.forms_rules import HideForm
from workshops.forms_together import ChallengeForm, ChangeChallengeForm, words_of
from workshops.models import Challenge, Workshop
from workshops.pages.challenge_pages import challenges_page, change_page, tied_to

form_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@form_page
def desk_challenges(request: HttpRequest, code: str) -> HttpResponse:
    """POST writes a challenge for the room."""
    workshop = access.workshop_run_by(request, code)
    if request.method != "POST":
        return challenges_page(request, workshop)
    form = ChallengeForm(request.POST)
    if not form.is_valid():
        if "client_id" in form.errors:
            form.renew()
        return challenges_page(request, workshop, form=form, status=422)
    by, client_id = access.account(request), form.cleaned_data["client_id"]
    try:
        challenge, _new = domain.add_challenge(workshop, by=by, client_id=client_id, **form.words)
    except WorkshopError as error:
        form.refuse(error)
        if error.status == 409:
            form.renew()
        return challenges_page(request, workshop, form=form, status=error.status)
    return _done(request, workshop, f"challenge-{challenge.pk}")


@never_cache
@form_page
def change_challenge(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Other words or clusters; 409 with both texts if somebody was faster."""
    workshop = access.workshop_run_by(request, code)
    challenge = access.challenge_of(workshop, pk)
    if request.method != "POST":
        tied = tied_to(challenge)
        form = ChangeChallengeForm(initial=dict(words_of(challenge, tied)))
        return change_page(request, challenge, form, tied=tied)
    form = ChangeChallengeForm(request.POST)
    if not form.is_valid():
        return change_page(request, challenge, form, tied=tied_to(challenge), status=422)
    by, seen = access.account(request), form.cleaned_data["seen"]
    try:
        domain.change_challenge(challenge, by=by, seen=seen, **form.words)
    except WorkshopError as error:
        form.refuse(error)
        challenge.refresh_from_db()
        form.see(challenge.version)
        is_conflict = isinstance(error, domain.ChallengeChangedMeanwhile)
        tied = tied_to(challenge)
        return change_page(
            request, challenge, form, tied=tied, is_conflict=is_conflict, status=error.status
        )
    return _done(request, workshop, f"challenge-{challenge.pk}")


@require_POST
def hide_challenge(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    challenge, form = access.challenge_of(workshop, pk), HideForm(request.POST)
    if not form.is_valid():
        sentence = _("This reason is unknown. Choose one from the list.")
        return _refused(request, workshop, sentence, status=422)
    reason = form.cleaned_data["reason"]
    return _moderated(
        request, domain.hide_challenge(challenge, by=access.account(request), reason=reason)
    )


@require_POST
def restore_challenge(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    challenge = access.challenge_of(workshop, pk)
    return _moderated(request, domain.restore_challenge(challenge, by=access.account(request)))


@require_POST
def approve_challenge(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    challenge = access.challenge_of(workshop, pk)
    return _moderated(request, domain.approve_challenge(challenge, by=access.account(request)))


@require_POST
def skip_prompt(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """`skip` 1: nothing has to be written about this cluster; 0: it has after all."""
    workshop = access.workshop_run_by(request, code)
    cluster = access.cluster_of(workshop, pk)
    skip = request.POST.get("skip", "")
    if skip not in ("0", "1"):
        sentence = _("Nothing was chosen. Press the button again.")
        return _refused(request, workshop, sentence, status=422)
    domain.skip_prompt(cluster, by=access.account(request), skip=skip == "1")
    return _done(request, workshop, f"prompt-{cluster.pk}")


def _moderated(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    return _done(request, challenge.workshop, f"challenge-{challenge.pk}")


def _done(request: HttpRequest, workshop: Workshop, anchor: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"id": anchor})
    return SeeOther(f"{reverse('workshops:desk-challenges', args=[workshop.code])}#{anchor}")


def _refused(
    request: HttpRequest, workshop: Workshop, sentence: str, *, status: int
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": sentence}, status=status)
    return challenges_page(request, workshop, notice=sentence, status=status)
