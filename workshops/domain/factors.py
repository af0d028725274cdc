"""Factors: sent, changed and withdrawn by participants, hidden and restored by facilitators."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import uuid
from typing import NotRequired, TypedDict, Unpack

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from workshops.domain import journal, people, stages
from workshops.domain.errors import (
    ClientIdReused,
    DuplicateFactor,
    FactorChangedMeanwhile,
    FactorsLimitReached,
    TooManyFactors,
    UnknownDistrict,
)
from workshops.domain.writing import write
from workshops.enums import (
    Action,
    Category,
    HiddenReason,
    Horizon,
    Stance,
    Track,
    Verb,
    WaitsFor,
)
from workshops.models import District, Factor, Participant, User, Workshop
from workshops.text import match_key


class FactorFields(TypedDict):
    """What a participant says; `text` and `evidence` have been through `clean_text()`."""

    category: Category
    text: str
    stance: Stance
    track: Track
    district: District
    evidence: NotRequired[str]
    horizon: NotRequired[Horizon | str]


@write
def submit_factor(
    participant: Participant,
    *,
    client_id: uuid.UUID,
    late: bool = False,
    **fields: Unpack[FactorFields],
) -> tuple[Factor, bool]:
    """Put one factor on the board; returns it and whether it is new.

    Where the rules say so it waits for the reveal or for a facilitator's approval first.
    `late` hands in a draft whose step has closed, if the facilitators allow that.

    The same `client_id` with the same fields again returns the first row, in any stage.
    Raises `ClientIdReused` (same id, other words or other person), `StageClosed`,
    `TooManyFactors`, `FactorsLimitReached`, `UnknownDistrict`, and `DuplicateFactor` if
    this participant has the same words in the same category already.
    """
    workshop = Workshop.objects.locked(participant.workshop_id)
    known = _sent_before(client_id)
    if known is not None:
        return _sent_again(known, participant, fields), False
    is_late = late and not _in_time(workshop) and stages.may_hand_in_late(workshop)
    if not is_late:
        stages.require(workshop, Action.SUBMIT_FACTOR)
    now = timezone.now()
    _require_pace(participant, now)
    _require_room_for_one(workshop, participant)
    _require_district(workshop, fields["district"])
    _require_new_words(participant, fields, besides=client_id)
    try:
        with transaction.atomic():
            factor = Factor.objects.create(
                workshop=workshop,
                participant=participant,
                client_id=client_id,
                sent_hash=_sent_hash(fields),
                match_key=match_key(fields["text"]),
                created_at=now,
                waits_for=_waits_for(workshop),
                is_anonymous=_is_anonymous(workshop, fields["category"]),
                is_late=is_late,
                **fields,
            )
    except IntegrityError:
        # The unique column is what holds; the look-up above only spares the attempt.
        return _sent_again(Factor.objects.get(client_id=client_id), participant, fields), False
    journal.record(workshop, Verb.FACTOR_ADDED, by=participant, factor=factor.pk)
    return factor, True


@write
def change_factor(factor: Factor, *, by: Participant, **fields: Unpack[FactorFields]) -> Factor:
    """Replace a factor's words; the words before stay in the journal.

    The new words wait as those of a new factor would.
    Raises `StageClosed`, `FactorChangedMeanwhile` if it was withdrawn, `UnknownDistrict`
    and `DuplicateFactor`.
    """
    workshop, factor = _locked(factor)
    stages.require(workshop, Action.CHANGE_FACTOR)
    if factor.withdrawn_at is not None:
        raise FactorChangedMeanwhile
    _require_district(workshop, fields["district"])
    _require_new_words(by, fields, besides=factor.client_id)
    before = _plain(factor)
    for name, value in fields.items():
        setattr(factor, name, value)
    if _plain(factor) == before:
        return factor
    factor.match_key = match_key(factor.text)
    factor.changed_at = timezone.now()
    # Other words than those that were approved, or that were there before a silent round.
    factor.waits_for = factor.waits_for or _waits_for(workshop)
    factor.is_anonymous = factor.is_anonymous or _is_anonymous(workshop, fields["category"])
    changed = [*fields, "match_key", "changed_at", "waits_for", "is_anonymous"]
    factor.save(update_fields=changed)
    journal.record(workshop, Verb.FACTOR_CHANGED, by=by, factor=factor.pk, before=before)
    return factor


@write
def withdraw_factor(factor: Factor, *, by: Participant) -> Factor:
    """Take a factor off the board; the row stays. Twice is once. Raises `StageClosed`."""
    workshop, factor = _locked(factor)
    stages.require(workshop, Action.CHANGE_FACTOR)
    if factor.withdrawn_at is None:
        factor.withdrawn_at = timezone.now()
        factor.save(update_fields=["withdrawn_at"])
        journal.record(workshop, Verb.FACTOR_WITHDRAWN, by=by, factor=factor.pk)
    return factor


@write
def hide_factor(factor: Factor, *, by: User, reason: HiddenReason | str = "") -> Factor:
    """Take a factor off every screen but the facilitators'. Twice is once."""
    workshop, factor = _locked(factor)
    if factor.hidden_at is None:
        factor.hidden_at, factor.hidden_reason = timezone.now(), reason
        factor.save(update_fields=["hidden_at", "hidden_reason"])
        why = {"reason": str(reason)} if reason else {}
        journal.record(workshop, Verb.FACTOR_HIDDEN, by=by, factor=factor.pk, **why)
    return factor


@write
def approve_factor(factor: Factor, *, by: User) -> Factor:
    """Put a factor that waits for approval on the board. Twice is once."""
    workshop, factor = _locked(factor)
    if factor.waits_for == WaitsFor.APPROVAL:
        factor.waits_for = ""
        factor.save(update_fields=["waits_for"])
        journal.record(workshop, Verb.FACTOR_APPROVED, by=by, factor=factor.pk)
    return factor


@write
def restore_factor(factor: Factor, *, by: User) -> Factor:
    """Show a hidden factor again. Twice is once."""
    workshop, factor = _locked(factor)
    if factor.hidden_at is not None:
        factor.hidden_at, factor.hidden_reason = None, ""
        factor.save(update_fields=["hidden_at", "hidden_reason"])
        journal.record(workshop, Verb.FACTOR_RESTORED, by=by, factor=factor.pk)
    return factor


def _locked(factor: Factor) -> tuple[Workshop, Factor]:
    """The workshop, locked, and the factor as it is now, read after the lock."""
    workshop = Workshop.objects.locked(factor.workshop_id)
    return workshop, Factor.objects.select_related("district").get(pk=factor.pk)


def _sent_before(client_id: uuid.UUID) -> Factor | None:
    return Factor.objects.select_related("participant").filter(client_id=client_id).first()


def _sent_again(known: Factor, participant: Participant, fields: FactorFields) -> Factor:
    # Two entries may have been merged between the first sending and this one.
    theirs = people.factors_of(participant).filter(pk=known.pk).exists()
    if not theirs or known.sent_hash != _sent_hash(fields):
        raise ClientIdReused
    return known


def _require_pace(participant: Participant, now: datetime.datetime) -> None:
    """At most `FACTORS_PER_MINUTE` in any 60 seconds from one participant."""
    limit = settings.FACTORS_PER_MINUTE
    window = datetime.timedelta(seconds=60)
    recent = (
        people.factors_of(participant)
        .filter(created_at__gt=now - window)
        .order_by("-created_at", "-pk")
    )
    times = list(recent.values_list("created_at", flat=True)[:limit])
    if len(times) == limit:
        wait = (times[-1] + window - now).total_seconds()
        raise TooManyFactors(retry_after=max(1, math.ceil(wait)))


def _in_time(workshop: Workshop) -> bool:
    open_now = stages.allows(workshop, Action.SUBMIT_FACTOR)
    return open_now and not workshop.time_is_up(timezone.now())


def _waits_for(workshop: Workshop) -> WaitsFor | str:
    if workshop.is_silent and workshop.revealed_at is None:
        return WaitsFor.REVEAL
    return WaitsFor.APPROVAL if workshop.approves_first else ""


def _is_anonymous(workshop: Workshop, category: Category) -> bool:
    return not workshop.names_shown or category in workshop.anonymous_categories


def _require_room_for_one(workshop: Workshop, participant: Participant) -> None:
    limit = workshop.factors_limit
    written = people.factors_of(participant).filter(withdrawn_at=None)
    if limit is not None and written.count() >= limit:
        raise FactorsLimitReached


def _require_district(workshop: Workshop, district: District) -> None:
    if not workshop.districts.filter(pk=district.pk).exists():
        raise UnknownDistrict


def _require_new_words(
    participant: Participant, fields: FactorFields, *, besides: uuid.UUID
) -> None:
    """One person's same words in one category and district are one factor."""
    same = people.factors_of(participant).filter(
        category=fields["category"],
        district=fields["district"],
        match_key=match_key(fields["text"]),
        withdrawn_at=None,
    )
    if same.exclude(client_id=besides).exists():
        raise DuplicateFactor


def _sent_hash(fields: FactorFields) -> str:
    plain = {
        name: value.pk if isinstance(value, District) else str(value)
        for name, value in fields.items()
        if value != ""
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _plain(factor: Factor) -> dict[str, str]:
    """A factor's words as the journal keeps them."""
    names = ("category", "text", "stance", "track", "evidence", "horizon")
    return {name: str(getattr(factor, name)) for name in names} | {
        "district": str(factor.district_id)
    }
