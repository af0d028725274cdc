"""A participant's own factors: change the words, withdraw them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from steepi_portal.http import SeeOther
from workshops import access
from workshops.domain import factors, stages
from workshops.domain.errors import FactorChangedMeanwhile, StageClosed, WorkshopError
from workshops.enums import Action
from workshops.forms import WordsForm, words_of
from workshops.models import Factor, Workshop

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@read_or_send
def change_factor(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    factor = access.own_factor_of(request, code, pk)
    if request.method == "POST":
        return _change(request, factor)
    form = WordsForm(initial=words_of(factor), participant=factor.participant)
    return _change_page(request, factor, form, refusal=_why_fixed(factor))


@never_cache
@read_or_send
def withdraw_factor(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """GET asks once more, POST withdraws."""
    factor = access.own_factor_of(request, code, pk)
    refusal = _why_fixed(factor)
    if request.method == "POST":
        try:
            factors.withdraw_factor(factor, by=factor.participant)
        except WorkshopError as error:
            refusal = error
        else:
            messages.success(request, _("Your factor is withdrawn from the board."))
            return _to_room(factor.participant.workshop)
    context = {"workshop": factor.participant.workshop, "factor": factor, "refusal": refusal}
    return render(request, "workshops/withdraw.html", context, status=_status(refusal))


def _why_fixed(factor: Factor) -> WorkshopError | None:
    """Why this factor cannot be changed any more, if so."""
    try:
        stages.require(factor.participant.workshop, Action.CHANGE_FACTOR)
    except StageClosed as error:
        return error
    return FactorChangedMeanwhile() if factor.withdrawn_at else None


def _change(request: HttpRequest, factor: Factor) -> HttpResponse:
    form = WordsForm(request.POST, participant=factor.participant)
    if not form.is_valid():
        return _change_page(request, factor, form)
    try:
        factors.change_factor(factor, by=factor.participant, **form.cleaned_data)
    except WorkshopError as error:
        form.refuse(error)
        return _change_page(request, factor, form, refusal=error)
    messages.success(request, _("The new words are saved."))
    return _to_room(factor.participant.workshop)


def _change_page(
    request: HttpRequest, factor: Factor, form: WordsForm, *, refusal: WorkshopError | None = None
) -> HttpResponse:
    context = {
        "workshop": factor.participant.workshop,
        "factor": factor,
        "form": form,
        "refusal": None if form.is_bound else refusal,  # a bound form carries it itself
    }
    status = 422 if form.is_bound and refusal is None else _status(refusal)
    return render(request, "workshops/factor_form.html", context, status=status)


def _status(refusal: WorkshopError | None) -> int:
    return refusal.status if refusal else 200


def _to_room(workshop: Workshop) -> SeeOther:
    return SeeOther(reverse("workshops:room", args=[workshop.code]))
