"""Challenges: what must be overcome, by participants and by facilitators for the room."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, moderation, people, stages
from workshops.domain.errors import WorkshopClosed, WorkshopError
from workshops.domain.lineage import forest_of
from workshops.domain.writing import write
from workshops.enums import Action, HiddenReason, Verb
from workshops.models import Challenge, Cluster, Participant, User, Workshop
from workshops.text import match_key

By = Participant | User
PER_PERSON = 20


class ChallengeFields(TypedDict):
    """What is said; the texts have been through `clean_text()`."""

    text: str
    affected: str
    evidence_missing: str
    clusters: Collection[int]


class DuplicateChallenge(WorkshopError):
    message = _("This challenge is in the list already. Agree with it, or write another one.")


class ChallengeChangedMeanwhile(WorkshopError):
    message = _("Somebody has changed this challenge meanwhile. Look at it, then change it again.")
    status = 409


class ChallengeWithdrawn(WorkshopError):
    message = _("This challenge was withdrawn. Look at the list.")
    status = 409


class TooManyChallenges(WorkshopError):
    message = _("You have written 20 challenges. Withdraw one to write another.")


@write
def add_challenge(
    workshop: Workshop, *, by: By, client_id: uuid.UUID, **fields: Unpack[ChallengeFields]
) -> tuple[Challenge, bool]:
    """Write a challenge; returns it and whether it is new.

    The same `client_id` with the same words again is the same row. Raises `ClientIdReused`,
    `StageClosed`, `WorkshopClosed`, `DuplicateChallenge`, `TooManyChallenges`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    known = Challenge.objects.filter(client_id=client_id).first()
    if known is not None:
        return moderation.sent_again(known, by, fields["text"]), False
    _require_open(workshop, by)
    key = match_key(fields["text"])
    _require_new(workshop, key)
    if isinstance(by, Participant):
        theirs = Challenge.objects.filter(participant__in=people.entries_of(by), withdrawn_at=None)
        if theirs.count() >= PER_PERSON:
            raise TooManyChallenges
    try:
        with transaction.atomic():
            challenge = Challenge.objects.create(
                workshop=workshop,
                client_id=client_id,
                participant=by if isinstance(by, Participant) else None,
                user=by if isinstance(by, User) else None,
                text=fields["text"],
                match_key=key,
                affected=fields["affected"],
                evidence_missing=fields["evidence_missing"],
                is_waiting=isinstance(by, Participant) and workshop.approves_first,
            )
    except IntegrityError:
        return moderation.sent_again(
            Challenge.objects.get(client_id=client_id), by, fields["text"]
        ), False
    tied = _tie(workshop, challenge, fields["clusters"])
    journal.record(workshop, Verb.CHALLENGE_ADDED, by=by, challenge=challenge.pk, clusters=tied)
    return challenge, True


@write
def change_challenge(
    challenge: Challenge, *, by: By, seen: int | None = None, **fields: Unpack[ChallengeFields]
) -> Challenge:
    """Other words or clusters; those before stay in the journal. `seen` is its version.

    Raises `ChallengeChangedMeanwhile`, `ChallengeWithdrawn`, `StageClosed`,
    `DuplicateChallenge`.
    """
    workshop, challenge = moderation.locked(challenge)
    _require_open(workshop, by)
    if challenge.withdrawn_at is not None:
        raise ChallengeWithdrawn
    if seen is not None and challenge.version != seen:
        raise ChallengeChangedMeanwhile
    key = match_key(fields["text"])
    if key != challenge.match_key:
        _require_new(workshop, key)
    before = plain(challenge)
    challenge.text, challenge.match_key = fields["text"], key
    challenge.affected = fields["affected"]
    challenge.evidence_missing = fields["evidence_missing"]
    _tie(workshop, challenge, fields["clusters"])
    if plain(challenge) == before:
        return challenge
    challenge.version += 1
    challenge.changed_at = timezone.now()
    if isinstance(by, Participant) and workshop.approves_first:
        challenge.is_waiting = True
    changed = ["text", "match_key", "affected", "evidence_missing", "version", "changed_at"]
    challenge.save(update_fields=[*changed, "is_waiting"])
    journal.record(workshop, Verb.CHALLENGE_CHANGED, by=by, challenge=challenge.pk, before=before)
    return challenge


@write
def withdraw_challenge(challenge: Challenge, *, by: By) -> Challenge:
    """Take it away; the row stays. Twice is once. Raises `StageClosed`."""
    workshop, challenge = moderation.locked(challenge)
    _require_open(workshop, by)
    if challenge.withdrawn_at is None:
        challenge.withdrawn_at = timezone.now()
        challenge.save(update_fields=["withdrawn_at"])
        journal.record(workshop, Verb.CHALLENGE_WITHDRAWN, by=by, challenge=challenge.pk)
    return challenge


def hide_challenge(challenge: Challenge, *, by: User, reason: HiddenReason | str = "") -> Challenge:
    """Take it off every screen but the facilitators'. Twice is once."""
    return moderation.hide(challenge, Verb.CHALLENGE_HIDDEN, by=by, reason=reason)


def restore_challenge(challenge: Challenge, *, by: User) -> Challenge:
    """Show it again. Twice is once."""
    return moderation.restore(challenge, Verb.CHALLENGE_RESTORED, by=by)


def approve_challenge(challenge: Challenge, *, by: User) -> Challenge:
    """Let everybody read it. Twice is once."""
    return moderation.approve(challenge, Verb.CHALLENGE_APPROVED, by=by)


@write
def skip_prompt(cluster: Cluster, *, by: User, skip: bool) -> Cluster:
    """Say that nothing has to be written about a disputed cluster, or that it has after all."""
    workshop = Workshop.objects.locked(cluster.workshop_id)
    cluster = Cluster.objects.get(pk=cluster.pk)
    if (cluster.prompt_skipped_at is not None) != skip:
        cluster.prompt_skipped_at = timezone.now() if skip else None
        cluster.save(update_fields=["prompt_skipped_at"])
        journal.record(workshop, Verb.PROMPT_SKIPPED, by=by, cluster=cluster.pk, skipped=skip)
    return cluster


def plain(challenge: Challenge) -> dict[str, object]:
    """A challenge's words and clusters as the journal keeps them. One query."""
    names = ("text", "affected", "evidence_missing")
    tied = sorted(challenge.clusters.values_list("pk", flat=True))
    return {name: getattr(challenge, name) for name in names} | {"clusters": tied}


def _require_open(workshop: Workshop, by: By) -> None:
    if isinstance(by, Participant):
        stages.require(workshop, Action.RAISE_CHALLENGE)
    elif workshop.is_closed:
        raise WorkshopClosed


def _require_new(workshop: Workshop, key: str) -> None:
    if workshop.challenges.filter(match_key=key, withdrawn_at=None, hidden_at=None).exists():
        raise DuplicateChallenge


def _tie(workshop: Workshop, challenge: Challenge, clusters: Collection[int]) -> list[int]:
    """Tie it to what stands for these clusters now; returns their keys."""
    tied = sorted(cluster.pk for cluster in forest_of(workshop).roots_of(clusters))
    challenge.clusters.set(tied)
    return tied
