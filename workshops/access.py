"""Who is asking, and what they may see or change. Every view begins with one call in here."""

from __future__ import annotations

import hmac
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from workshops.domain import people, tokens
from workshops.models import (
    Challenge,
    Cluster,
    Comment,
    Factor,
    Participant,
    PlanCycle,
    Proposal,
    Round,
    User,
    Workshop,
)

Row = TypeVar("Row", bound=Model)
COOKIE_SECONDS = 60 * 60 * 24 * 90


class SignInNeeded(Exception):
    """Nobody is signed in: the middleware leads to the sign-in page and back."""


class JoinNeeded(Exception):
    """This browser has not joined the workshop: the middleware leads to its join page."""

    def __init__(self, workshop: Workshop) -> None:
        super().__init__(workshop.code)
        self.workshop = workshop


def anyone(request: HttpRequest) -> None:
    """A page for everybody; said so that its openness is a decision."""


def account(request: HttpRequest) -> User:
    """Whoever is signed in. Raises `SignInNeeded`."""
    if not isinstance(request.user, User):
        raise SignInNeeded
    return request.user


def facilitator(request: HttpRequest) -> User:
    """Somebody who may create workshops; 403 for other accounts."""
    user = account(request)
    if not (user.is_facilitator or user.is_superuser):
        raise PermissionDenied
    return user


def planner_or_facilitator(request: HttpRequest) -> User:
    """Somebody who may read the analysis; 403 for other accounts."""
    user = account(request)
    if not (user.is_planner or user.is_facilitator or user.is_superuser):
        raise PermissionDenied
    return user


def planner(request: HttpRequest) -> User:
    """Somebody who may write what holds for the whole province; 403 for other accounts."""
    user = account(request)
    if not (user.is_planner or user.is_superuser):
        raise PermissionDenied
    return user


def plan_cycle_read_by(request: HttpRequest, pk: int) -> PlanCycle:
    """A plan cycle, for whoever may read the analysis. 404 for an unknown one.

    Which of its workshops they may read, `Workshop.objects.read_by` says.
    """
    planner_or_facilitator(request)
    return _one(PlanCycle.objects.all(), pk)


def workshop_by_code(request: HttpRequest, code: str) -> Workshop:
    """The workshop that anybody with the code may come to; 404 for an unknown code."""
    workshop = Workshop.objects.filter(code=code.upper()).first()
    if workshop is None:
        raise Http404
    return workshop


def workshop_run_by(request: HttpRequest, code: str) -> Workshop:
    """The workshop, if this user steers it. 404 otherwise, so that codes cannot be probed."""
    user = facilitator(request)
    workshop = Workshop.objects.run_by(user).filter(code=code.upper()).first()
    if workshop is None:
        raise Http404
    return workshop


def workshop_read_by(request: HttpRequest, code: str) -> Workshop:
    """The workshop, if this user may analyse it and write its plan tables. 404 otherwise."""
    user = planner_or_facilitator(request)
    workshop = Workshop.objects.read_by(user).with_rehearsal().filter(code=code.upper()).first()
    if workshop is None:
        raise Http404
    return workshop


def workshop_on_board(request: HttpRequest, code: str, key: str) -> Workshop:
    """The workshop, for whoever has the projector's secret address. 404 otherwise."""
    workshop = workshop_by_code(request, code)
    if not hmac.compare_digest(workshop.board_key.encode(), key.encode()):
        raise Http404
    return workshop


def factor_run_by(request: HttpRequest, code: str, pk: int) -> Factor:
    """A factor of a workshop that this user steers. 404 otherwise."""
    workshop = workshop_run_by(request, code)
    return _one(workshop.factors.all(), pk)


def cluster_of(workshop: Workshop, pk: int) -> Cluster:
    """A cluster of this workshop, whatever became of it; 404 otherwise."""
    return _one(workshop.clusters.select_related("workshop"), pk)


def challenge_of(workshop: Workshop, pk: int) -> Challenge:
    """A challenge of this workshop, hidden ones too; 404 otherwise."""
    return _one(workshop.challenges.select_related("workshop"), pk)


def proposal_of(workshop: Workshop, pk: int) -> Proposal:
    """A proposal of this workshop, hidden ones too; 404 otherwise."""
    return _one(workshop.proposals.select_related("workshop"), pk)


def comment_of(workshop: Workshop, pk: int) -> Comment:
    """A comment in this workshop, hidden ones too; 404 otherwise."""
    return _one(workshop.comments.select_related("workshop"), pk)


def round_of(workshop: Workshop, pk: int) -> Round:
    """A round of this workshop, in whatever state; 404 otherwise."""
    return _one(workshop.rounds.select_related("workshop", "second_of__workshop"), pk)


def factor_on_board(workshop: Workshop, pk: int) -> Factor:
    """A factor of this workshop that everybody may see; 404 otherwise."""
    return _one(workshop.factors.on_board().select_related("workshop", "district"), pk)


def target_of(workshop: Workshop, kind: str, pk: int) -> Factor | Cluster | Challenge:
    """What everybody may see, to agree with and to comment on; 404 otherwise."""
    if kind == "factor":
        return factor_on_board(workshop, pk)
    if kind == "cluster":
        return cluster_of(workshop, pk)
    challenge = challenge_of(workshop, pk)
    if not challenge.is_shown:
        raise Http404
    return challenge


def support_target_of(
    workshop: Workshop, kind: str, pk: int
) -> Factor | Cluster | Challenge | Proposal:
    """What everybody may see, to agree with; 404 otherwise."""
    if kind != "proposal":
        return target_of(workshop, kind, pk)
    proposal = proposal_of(workshop, pk)
    if not proposal.is_shown:
        raise Http404
    return proposal


def own_challenge_of(request: HttpRequest, code: str, pk: int) -> Challenge:
    """A challenge that this browser's participant wrote, or wrote for one of the scribe's
    people. 404 for anybody else's."""
    participant = participant_of(request, code)
    theirs = Challenge.objects.filter(people.in_care_of(participant))
    return _one(theirs.select_related("workshop", "participant__workshop"), pk)


def own_proposal_of(request: HttpRequest, code: str, pk: int) -> Proposal:
    """A proposal that this browser's participant wrote, or wrote for one of the scribe's
    people. 404 for anybody else's."""
    participant = participant_of(request, code)
    theirs = Proposal.objects.filter(people.in_care_of(participant))
    return _one(theirs.select_related("workshop", "participant__workshop"), pk)


def own_comment_of(request: HttpRequest, code: str, pk: int) -> Comment:
    """A comment that this browser's participant wrote, or wrote for one of the scribe's
    people. 404 for anybody else's."""
    participant = participant_of(request, code)
    theirs = Comment.objects.filter(people.in_care_of(participant))
    return _one(theirs.select_related("workshop", "participant__workshop"), pk)


def participant_of(request: HttpRequest, code: str) -> Participant:
    """The participant this browser joined as. 404 for an unknown code, else `JoinNeeded`."""
    workshop = workshop_by_code(request, code)
    participant = participant_by_token(request.COOKIES.get(cookie_name(workshop)), workshop)
    if participant is None:
        raise JoinNeeded(workshop)
    return participant


def person_for(request: HttpRequest, participant: Participant) -> Participant:
    """For whom this participant writes: `person` names one of the scribe's people; without it
    the participant. In a form anybody else is a 404; an address that was kept while the phone
    changed hands only chooses nobody."""
    sent = request.method == "POST"
    named = (request.POST if sent else request.GET).get("person") or str(participant.pk)
    if named == str(participant.pk):
        return participant
    related = ("workshop", "district", "merged_into__workshop", "merged_into__district")
    theirs = people.people_of(participant).select_related(*related)
    is_number = named.isascii() and named.isdecimal() and len(named) < 19
    found = theirs.filter(pk=named).first() if is_number else None
    if found is None and is_number and int(named) in people.entries_of(participant):
        return participant  # under an entry that was merged meanwhile
    if found is None and sent:
        raise Http404
    return (found.merged_into or found) if found else participant


def own_factor_of(request: HttpRequest, code: str, pk: int) -> Factor:
    """A factor that this browser's participant wrote, under whichever entry, or wrote for one
    of the scribe's people. 404 for anybody else's."""
    participant = participant_of(request, code)
    theirs = people.factors_in_care_of(participant)
    return _one(theirs.select_related("participant__workshop"), pk)


def participant_run_by(request: HttpRequest, code: str, pk: int) -> Participant:
    """Somebody in a workshop that this user steers. 404 otherwise."""
    workshop = workshop_run_by(request, code)
    participant = workshop.participants.filter(pk=pk).first()
    if participant is None:
        raise Http404
    return participant


def participant_by_token(token: str | None, workshop: Workshop) -> Participant | None:
    """Who holds this token in this workshop; no session is read or written.

    One query; a second one for somebody who came back on another phone. Whose entry was
    merged into another is that other one.
    """
    if not token:
        return None
    people = Participant.objects.select_related(
        "workshop", "district", "merged_into__workshop", "merged_into__district"
    ).filter(workshop=workshop)
    secret = tokens.hashed(token)
    found = (
        people.filter(token_hash=secret).first() or people.filter(tokens__token_hash=secret).first()
    )
    return found.merged_into or found if found else None


def cookie_name(workshop: Workshop) -> str:
    return f"participant-{workshop.code}"


def let_in(response: HttpResponse, workshop: Workshop, token: str) -> HttpResponse:
    """Give the browser the participant's token, out of reach of scripts."""
    response.set_cookie(
        cookie_name(workshop),
        token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response


def _one(rows: QuerySet[Row], pk: int) -> Row:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
