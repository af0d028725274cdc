"""The room's clusters on a phone: read, agree, and sort where participants are let."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from steepi_portal.http import SeeOther, sent_id, wants_json
from workshops import access
from workshops.domain import clusters as sorting
from workshops.domain import support
from workshops.domain.arrangement import Arrangement, arrangement_of
from workshops.domain.errors import WorkshopError
from workshops.domain.stages import allows
from workshops.enums import Action
from workshops.forms import NOT_A_CHOICE
from workshops.forms_together import UNKNOWN, NewClusterForm, PlaceForm, SupportForm
from workshops.models import Participant
from workshops.pages.together_page import (
    Reader,
    all_said,
    counts_answer,
    headings_of,
    is_shown,
    page_context,
    part_context,
    reader_of,
)

PAGES = {"#challenge-": "challenges", "#proposal-": "proposals"}


@never_cache
@require_safe
def clusters(request: HttpRequest, code: str) -> HttpResponse:
    """The whole page; with `?part=1` its list, with `?part=counts` only the numbers."""
    participant = access.participant_of(request, code)
    reader = reader_of(request, participant)
    part = request.GET.get("part", "")
    context = _list_context(reader)
    if part == "counts":
        return counts_answer(reader, all_said(context["headings"]))
    if part:
        return render(request, "workshops/together.html#list", context)
    return _clusters_page(request, reader, context)


@require_POST
def say_support(request: HttpRequest, code: str) -> HttpResponse:
    """303 back, or JSON: {kind, pk, agrees, total}, from which the phone knows that it counts."""
    participant = access.participant_of(request, code)
    form = SupportForm.sent(request.POST)
    if not form.is_valid():
        return _not_said(request, participant, str(UNKNOWN), status=422)
    kind, pk, agrees = (form.cleaned_data[name] for name in ("kind", "pk", "agrees"))
    try:
        person = access.person_for(request, participant)
        target = access.support_target_of(participant.workshop, kind, pk)
        total = support.say_support(person, target, agrees=agrees)
    except Http404:
        # What is gone, or never was: with its number, so that the phone does not try for ever.
        gone = support.NothingThere()
        return _not_said(request, participant, str(gone), status=gone.status)
    except WorkshopError as error:
        return _not_said(request, participant, str(error), status=error.status)
    if wants_json(request):
        return JsonResponse({"kind": kind, "pk": pk, "agrees": agrees, "total": total})
    return _back(request, participant, f"#{kind}-{pk}")


@require_POST
def place_factors(request: HttpRequest, code: str) -> HttpResponse:
    """Put the ticked cards into a cluster, or into none: 303 back, or JSON."""
    participant = access.participant_of(request, code)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _not_sorted(request, participant, form)
    seen, pk = form.cleaned_data["chosen"], form.cleaned_data["cluster"]
    try:
        cluster = access.cluster_of(participant.workshop, pk) if pk else None
        sorting.place_factors(
            participant.workshop, by=participant, factors=list(seen), cluster=cluster, seen=seen
        )
    except Http404:
        return _not_sorted(request, participant, form, sorting.ClusterGone())
    except WorkshopError as error:
        return _not_sorted(request, participant, form, error)
    if wants_json(request):
        return JsonResponse({"placed": list(seen), "cluster": pk})
    return _back(request, participant, f"#cluster-{pk}" if pk else "")


@require_POST
def new_cluster(request: HttpRequest, code: str) -> HttpResponse:
    """A new cluster with the ticked cards in it: 303 back, or JSON."""
    participant = access.participant_of(request, code)
    form = NewClusterForm(request.POST)
    if not form.is_valid():
        return _not_sorted(request, participant, form)
    workshop, seen = participant.workshop, form.cleaned_data["chosen"]
    first = workshop.factors.filter(pk=min(seen)).first()
    try:
        if first is None:
            raise sorting.NotOnTheBoard
        cluster = sorting.create_cluster(
            workshop,
            by=participant,
            name=form.cleaned_data["name"],
            category=form.cleaned_data["category"] or first.category,
            factors=list(seen),
            client_id=form.cleaned_data["client_id"],
            seen=seen,
        )
    except WorkshopError as error:
        return _not_sorted(request, participant, form, error)
    if wants_json(request):
        answer = {"client_id": sent_id(request), "placed": list(seen), "cluster": cluster.pk}
        return JsonResponse(answer, status=201)
    return _back(request, participant, f"#cluster-{cluster.pk}")


def _not_said(
    request: HttpRequest, participant: Participant, sentence: str, *, status: int
) -> HttpResponse:
    if wants_json(request):
        sent = {name: request.POST.get(name, "")[:20] for name in ("kind", "pk")}
        return JsonResponse(sent | {"error": sentence}, status=status)
    messages.warning(request, sentence)
    return _back(request, participant)


def _not_sorted(
    request: HttpRequest,
    participant: Participant,
    form: PlaceForm | NewClusterForm,
    error: WorkshopError | None = None,
) -> HttpResponse:
    """Say why; the page shows the new state, and a new cluster's name is given back."""
    sentence = str(error or next(iter(form.errors.values()), [NOT_A_CHOICE["required"]])[0])
    status = error.status if error else 422
    if wants_json(request):
        answer = {"client_id": sent_id(request), "error": sentence}
        return JsonResponse(answer, status=status)
    reader = reader_of(request, participant)
    context = _list_context(reader) | {
        "typed": request.POST.get("name", ""),
        "chosen": request.POST.getlist("chosen"),
        "refusal": sentence,
    }
    return _clusters_page(request, reader, context, status=status)


def _list_context(reader: Reader) -> dict[str, Any]:
    """What the list takes. Six queries, none where nothing is shown."""
    workshop = reader.workshop
    arrangement = arrangement_of(workshop) if is_shown(workshop) else Arrangement([], [])
    headings = headings_of(reader, arrangement)
    return part_context(reader) | {
        "headings": headings,
        "stacks": arrangement.stacks,
        "total": sum(heading.total for heading in headings),
        "chosen": [],
        "may_sort": workshop.participants_sort and allows(workshop, Action.SORT),
    }


def _clusters_page(
    request: HttpRequest, reader: Reader, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = context | page_context(reader) | {"new_id": uuid.uuid4()}
    return render(request, "workshops/together.html", context, status=status)


def _back(request: HttpRequest, participant: Participant, place: str = "") -> SeeOther:
    """To the page the button stood on, for the same person."""
    said = place or f"#{request.POST.get('say', '')}"
    name = next((one for begin, one in PAGES.items() if said.startswith(begin)), "clusters")
    path = reverse(f"workshops:{name}", args=[participant.workshop.code])
    person = request.POST.get("person", "")
    query = f"?person={person}" if person.isdecimal() and person != str(participant.pk) else ""
    return SeeOther(path + query + place)
