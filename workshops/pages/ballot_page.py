"""The phone's page of a round, with the sentence of a refusal on it; for all views that answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workshops.domain import people
from workshops.enums import RoundKind
from workshops.forms_answers import REASON_LENGTH
from workshops.live.fragments import Audience, first_draw
from workshops.models import Cluster, Participant, Round
from workshops.pages.ballot import Ballot, Item, ballot_of, round_to_show, rounds_of
from workshops.pages.scales import scales_of
from workshops.round_words import rule_words

STRENGTHS = ("0", "1", "2", "3", "P")


def ballot_page(
    request: HttpRequest,
    participant: Participant,
    person: Participant,
    *,
    round_: Round | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """The round asked for (`?round=`) or this one; with `?part=1` only what the answers change.

    `notice` is why an answer was not taken; what was sent with it stands in the form again.
    """
    workshop = participant.workshop
    rounds = rounds_of(workshop)
    shown = round_ or round_to_show(rounds, request.GET.get("round", ""))
    ballot = ballot_of(person, shown) if shown and not workshop.is_blanked else None
    pair = _pair(request, ballot)
    context: dict[str, object] = {
        "workshop": workshop,
        "participant": participant,
        "person": person,
        "round": shown,
        "rounds": [one for one in rounds if one != shown and one.opened_at],
        "ballot": ballot,
        "notice": notice,
        "sent": request.POST or _said_before(ballot, pair),
        "rule": rule_words(shown) if shown else [],
        "rows": _rows(ballot),
        "strengths": STRENGTHS,
        "reason_length": REASON_LENGTH,
        "pair": pair,
    }
    if request.GET.get("part") == "1":
        return render(request, "workshops/_round.html", context, status=status)
    context["drawn"] = first_draw(workshop, Audience.PHONE)
    context["entries"] = people.entries_of(participant)
    context["people"] = people.people_of(participant).select_related("district")
    return render(request, "workshops/round.html", context, status=status)


def _rows(ballot: Ballot | None) -> list[tuple[Item, list[str]]]:
    """What can be rated now, with the scales to do it."""
    if ballot is None or ballot.round.kind != RoundKind.RATINGS or not ballot.takes_answers:
        return []
    return [(item, scales_of(ballot.round, item.rating)) for item in ballot.items]


def _pair(request: HttpRequest, ballot: Ballot | None) -> tuple[Cluster, Cluster] | None:
    """The pair that is asked now: one that was sent or chosen again, else the next one."""
    if ballot is None or ballot.round.kind != RoundKind.INFLUENCE:
        return None
    sent = f"{request.POST.get('source')}-{request.POST.get('target')}"
    wanted = (sent, request.GET.get("pair", ""))
    clusters = [item.cluster for item in ballot.items]
    chosen = (
        (one, other)
        for one in clusters
        for other in clusters
        if one != other and f"{one.pk}-{other.pk}" in wanted
    )
    return next(chosen, ballot.pairs[0] if ballot.pairs else None)


def _said_before(ballot: Ballot | None, pair: tuple[Cluster, Cluster] | None) -> dict[str, str]:
    """What this person said of the pair that they want to answer again."""
    for one in ballot.said if ballot else []:
        if (one.source, one.target) == pair:
            return {"strength": one.strength, "reason": one.reason}
    return {}
