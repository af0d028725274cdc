"""The desk's page of challenges and prompts, with the sentence of a refusal on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from workshops.domain.arrangement import ShownChallenge, arrangement_of, challenges_of
from workshops.domain.lineage import forest_of
from workshops.domain.prompts import prompts_of
from workshops.enums import HiddenReason, Stage
from workshops.forms_together import ChallengeForm, ChangeChallengeForm, blank_challenge
from workshops.models import Challenge, Cluster, Comment, Workshop
from workshops.pages.desk_follow import followed

# Once the room is here, what was to be reflected on should have been.
AFTER_REFLECTING = frozenset({Stage.ANALYSE, Stage.DIRECT, Stage.FEEDBACK, Stage.CLOSED})


@dataclass(frozen=True)
class Line:
    """A challenge as the desk sees it: also hidden and waiting ones, and its whole thread."""

    shown: ShownChallenge
    comments: list[Comment]

    @property
    def challenge(self) -> Challenge:
        return self.shown.challenge

    @property
    def waiting_total(self) -> int:
        """Comments that somebody has to approve."""
        return sum(one.is_waiting and one.hidden_at is None for one in self.comments)


def challenges_page(
    request: HttpRequest,
    workshop: Workshop,
    *,
    form: ChallengeForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """All challenges, the prompts, and a form for one more. For `?part=1` only what follows
    the stream."""
    arrangement = arrangement_of(workshop)
    found = challenges_of(workshop, with_hidden=True)
    prompts = prompts_of(workshop, arrangement, [one for one in found if one.challenge.is_shown])
    open_total = sum(one.is_open for one in prompts)
    threads = _threads(workshop)
    context = {
        "workshop": workshop,
        "followed": followed(workshop),
        "part": f"{reverse('workshops:desk-challenges', args=[workshop.code])}?part=1",
        "lines": [Line(one, threads[one.challenge.pk]) for one in found],
        "prompts": prompts,
        "open_total": open_total,
        "has_moved_on": open_total and workshop.stage in AFTER_REFLECTING,
        "reasons": HiddenReason,
        "notice": notice,
    }
    if "part" in request.GET:
        return render(request, "workshops/desk_challenges_part.html", context)
    form = form or ChallengeForm(initial=blank_challenge(request.GET.get("about", "")))
    context |= {"form": form, "clusters": [stack.cluster for stack in arrangement.stacks]}
    return render(request, "workshops/desk_challenges.html", context, status=status)


def change_page(
    request: HttpRequest,
    challenge: Challenge,
    form: ChangeChallengeForm,
    *,
    tied: list[Cluster],
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form for other words; in a conflict beside what is there now."""
    context = {
        "workshop": challenge.workshop,
        "challenge": challenge,
        "tied": tied,
        "form": form,
        "clusters": forest_of(challenge.workshop).standing(),
        "is_conflict": is_conflict,
    }
    return render(request, "workshops/desk_challenges_change.html", context, status=status)


def tied_to(challenge: Challenge) -> list[Cluster]:
    """The clusters that stand now for those it was tied to. Two queries."""
    pks = challenge.clusters.values_list("pk", flat=True)
    return forest_of(challenge.workshop).roots_of(pks)


def _threads(workshop: Workshop) -> dict[int, list[Comment]]:
    """Of each challenge its comments, oldest first, but for withdrawn ones. One query."""
    found = Comment.objects.filter(
        workshop=workshop, challenge__isnull=False, withdrawn_at=None
    ).order_by("created_at", "pk")
    threads: defaultdict[int, list[Comment]] = defaultdict(list)
    for comment in found:
        assert comment.challenge_id
        threads[comment.challenge_id].append(comment)
    return threads
