"""What a phone answers in a round: points, ratings, cross-impact. Absolute: said again, replaced.

JSON repeats `client_id`, by which the phone knows that the answer is ours; a refusal brings what
the server has instead. A plain form leads back to the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steepi_portal.http import SeeOther, sent_id, wants_json
from workshops import access
from workshops.domain import answers, people
from workshops.domain.errors import WorkshopError
from workshops.domain.lineage import forest_of
from workshops.forms_answers import InfluenceForm, PointsForm, RatingForm
from workshops.models import Participant, Rating, Round
from workshops.pages import ballot
from workshops.pages.ballot_page import ballot_page

Told = dict[str, object]


@dataclass(frozen=True)
class Asked:
    """Who answers, for whom, and in which round."""

    request: HttpRequest
    participant: Participant
    person: Participant
    round: Round

    def cluster(self, pk: int) -> Any:
        return access.cluster_of(self.participant.workshop, pk)


@require_POST
def give_points(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """303 to the page, or JSON: {client_id, cluster, points, left}."""
    participant = access.participant_of(request, code)
    return _answered(request, participant, pk, PointsForm(request.POST), _give)


@require_POST
def rate(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """303 to the page, or JSON: {client_id, cluster, rating}, and in a second round `beside`,
    the lines with the own first answer and the group's, as HTML."""
    participant = access.participant_of(request, code)
    return _answered(request, participant, pk, RatingForm(request.POST), _rate)


@require_POST
def say_influence(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """303 to the page, or JSON: {client_id, remaining, pairs}, the pairs to come."""
    participant = access.participant_of(request, code)
    return _answered(request, participant, pk, InfluenceForm(request.POST), _say)


# --- One answer ------------------------------------------------------------------------------


def _give(asked: Asked, said: dict[str, Any]) -> Told:
    cluster = asked.cluster(said["cluster"])
    left = answers.give_points(asked.person, asked.round, cluster, points=said["points"])
    return {"cluster": cluster.pk, "points": said["points"], "left": left}


def _rate(asked: Asked, said: dict[str, Any]) -> Told:
    cluster = asked.cluster(said.pop("cluster"))
    rating = answers.rate_cluster(asked.person, asked.round, cluster, **said)
    told: Told = {"cluster": cluster.pk, "rating": _plain(rating)}
    if lines := ballot.lines_for(asked.person, asked.round, cluster, rating):
        context = {"lines": lines, "second": True, "revealed": False}
        told["beside"] = render_to_string("workshops/_round_beside.html", context)
    return told


def _say(asked: Asked, said: dict[str, Any]) -> Told:
    source, target = asked.cluster(said.pop("source")), asked.cluster(said.pop("target"))
    answers.say_influence(asked.person, asked.round, source, target, **said)
    pairs = answers.cells_for(asked.person, asked.round)
    return {"remaining": len(pairs), "pairs": ballot.written(pairs)}


def _answered(
    request: HttpRequest,
    participant: Participant,
    pk: int,
    form: forms.Form,
    answer: Callable[[Asked, dict[str, Any]], Told],
) -> HttpResponse:
    if _is_somebody_elses(request, participant):
        sentence = _("Somebody else uses this phone now. Load the page again.")
        return JsonResponse(_with_id(request, error=sentence, stranger=True), status=409)
    try:
        round_ = access.round_of(participant.workshop, pk)
        asked = Asked(request, participant, access.person_for(request, participant), round_)
        if not form.is_valid():
            return _refused(asked, str(next(iter(form.errors.values()))[0]), status=422)
        told = answer(asked, form.cleaned_data)
    except WorkshopError as error:
        return _refused(asked, str(error), status=error.status)
    except Http404:
        if not wants_json(request):
            raise
        # With the answer's number, so that the phone does not try for ever and hold up the rest.
        sentence = _("This is not asked any more. Load the page again.")
        return JsonResponse(_with_id(request, error=sentence), status=404)
    if wants_json(request):
        return JsonResponse(_with_id(request, **told))
    return SeeOther(_way_back(asked))


def _is_somebody_elses(request: HttpRequest, participant: Participant) -> bool:
    """Whether a page that was loaded for somebody else sends with this browser's new cookie."""
    who = request.POST.get("who", "")
    if not wants_json(request) or who in ("", str(participant.pk)):
        return False
    return who not in map(str, people.entries_of(participant))


def _refused(asked: Asked, sentence: str, *, status: int) -> HttpResponse:
    if not wants_json(asked.request):
        return ballot_page(
            asked.request,
            asked.participant,
            asked.person,
            round_=asked.round,
            notice=sentence,
            status=status,
        )
    told = _with_id(asked.request, error=sentence, **_kept(asked))
    return JsonResponse(told, status=status)


def _kept(asked: Asked) -> Told:
    """What the server has of this person on the cluster that the answer was about."""
    cluster = asked.request.POST.get("cluster", "")
    root_of = forest_of(asked.participant.workshop).root_of
    root = next((root for pk, root in root_of.items() if str(pk) == cluster), None)
    if root is None:
        return {}
    if "points" in asked.request.POST:
        points = answers.points_of(asked.person, asked.round).get(root, 0)
        return {"points": points, "left": answers.points_left(asked.person, asked.round)}
    rating = answers.ratings_of(asked.person, asked.round).get(root)
    return {"rating": _plain(rating) if rating else None}


def _plain(rating: Rating) -> Told:
    return {
        "impact": rating.impact,
        "uncertainty": rating.uncertainty,
        "likelihood": rating.likelihood,
        "horizon": rating.horizon,
        "skip": rating.is_skipped,
    }


def _with_id(request: HttpRequest, **told: object) -> Told:
    return {"client_id": sent_id(request), **told}


def _way_back(asked: Asked) -> str:
    """To the round, for the same person, at the item that follows."""
    sent = asked.request.POST
    person = sent.get("person", "")
    query = f"?{urlencode({'person': person})}" if person else ""
    following = sent.get("following", "")
    place = f"#item-{following}" if following.isdecimal() and following != "0" else "#round"
    path = reverse("workshops:round", args=[asked.participant.workshop.code])
    return f"{path}{query}{place}"
