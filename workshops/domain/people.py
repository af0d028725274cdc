"""One person, several browsers: coming back, being one after all, being entered by a scribe."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, stages, tokens
from workshops.domain.errors import StageClosed, UnknownDistrict, WorkshopError
from workshops.domain.participants import require_seat, unused_reentry_code
from workshops.domain.writing import write
from workshops.enums import Action, Stage, Verb
from workshops.models import (
    CODE_ALPHABET,
    BrowserToken,
    District,
    Factor,
    FactorQuerySet,
    Participant,
    ParticipantQuerySet,
    Seat,
    User,
    Workshop,
)
from workshops.text import match_key

REENTRY_CODE = re.compile(rf"[{CODE_ALPHABET}]{{6}}")
SEEN_EVERY = datetime.timedelta(seconds=15)
PEOPLE_LIMIT = 60  # of one scribe


class UnknownReentryCode(WorkshopError):
    message = _("Nobody in this workshop has this code. Check it, or join anew.")


class CannotMerge(WorkshopError):
    message = _("These two entries cannot be one person. Choose two entries that both count.")


class MergedAlready(CannotMerge):
    message = _("One of these entries is merged with another one already. Part those first.")
    status = 409


class KeepWhoIsInTheRoom(CannotMerge):
    message = _("One of these two wrote on paper elsewhere. Keep the entry of who is in the room.")


class TooManyPeople(WorkshopError):
    message = _("One laptop writes for at most 60 people. Let another one write for the rest.")


class UnknownSlip(WorkshopError):
    message = _("There is no slip with this number. Check the number on the slip.")


def factors_of(participant: Participant) -> FactorQuerySet:
    """What this person wrote, under whichever of the entries that are merged."""
    return Factor.objects.filter(_theirs("participant", participant))


def entries_of(participant: Participant) -> list[int]:
    """The keys of all entries that are this person now, the one that counts first. One query.

    Who asks may hold an entry that was merged since it was read, so its pointer is not asked.
    """
    own = Participant.objects.filter(pk=participant.pk)
    counts = Subquery(own.values(counts=Coalesce("merged_into", "pk")))
    entries = Participant.objects.filter(Q(pk=counts) | Q(merged_into=counts))
    in_order = entries.order_by(F("merged_into").asc(nulls_first=True), "pk")
    return list(in_order.values_list("pk", flat=True))


def people_of(scribe: Participant) -> ParticipantQuerySet:
    """Those for whom this participant writes, as they were added."""
    return Participant.objects.filter(_theirs("scribe", scribe)).order_by("pk")


def factors_in_care_of(participant: Participant) -> FactorQuerySet:
    """Own factors and those written for others: what this browser may change."""
    return Factor.objects.filter(in_care_of(participant))


def in_care_of(participant: Participant) -> Q:
    """Of anything that has a `participant`: own, and written for a scribe's people."""
    return _theirs("participant", participant) | _theirs("participant__scribe", participant)


def with_factors(entries: ParticipantQuerySet) -> ParticipantQuerySet:
    """Annotate `factors_total`: what each person wrote and did not withdraw."""
    person = OuterRef("pk")
    own = Q(participant=person) | Q(participant__merged_into=person)
    rows = Factor.objects.filter(own, withdrawn_at=None).order_by().values("workshop")
    total = Subquery(rows.annotate(n=Count("pk")).values("n"))
    return entries.annotate(factors_total=Coalesce(total, 0))


def _theirs(field: str, participant: Participant) -> Q:
    """`field` is this person, under whichever of the entries that are merged."""
    kept = participant.merged_into_id or participant.pk
    return Q(**{field: kept}) | Q(**{f"{field}__merged_into": kept})


def come_back(workshop: Workshop, *, reentry_code: str) -> tuple[Participant, str]:
    """The participant with this code and a token for the new browser; the old ones go on.

    Raises `UnknownReentryCode`, before any lock: guessing costs nobody a turn.
    """
    code = match_key(reentry_code).replace("-", "").upper()
    known = workshop.participants.filter(reentry_code=code)
    found = known.first() if REENTRY_CODE.fullmatch(code) else None
    if found is None:
        raise UnknownReentryCode
    return found, _let_back_in(found)


@write
def _let_back_in(participant: Participant) -> str:
    workshop = Workshop.objects.locked(participant.workshop_id)
    token = tokens.new_secret()
    BrowserToken.objects.create(participant=participant, token_hash=tokens.hashed(token))
    journal.record(workshop, Verb.PARTICIPANT_RETURNED, by=participant, participant=participant.pk)
    return token


@write
def merge_participants(kept: Participant, other: Participant, *, by: User) -> Participant:
    """Say that `other` is the same person as `kept`: counted once, factors together.

    Nothing is moved, so `part_participants` restores what was. The same merge again changes
    nothing. Raises `CannotMerge` for entries of two workshops, one and the same entry, one
    of a rehearsal, which is cleared with all its words, or one of a file that was taken back;
    `MergedAlready` for a chain.
    """
    workshop = Workshop.objects.locked(kept.workshop_id)
    kept, other = (Participant.objects.get(pk=one.pk) for one in (kept, other))
    if other.merged_into_id == kept.pk:
        return kept
    if kept.pk == other.pk or kept.workshop_id != other.workshop_id:
        raise CannotMerge
    if kept.is_pretend != other.is_pretend or kept.taken_back_at or other.taken_back_at:
        raise CannotMerge
    if kept.from_import_id and not other.from_import_id:
        raise KeepWhoIsInTheRoom
    if kept.merged_into_id or other.merged_into_id or other.merged.exists():
        raise MergedAlready
    other.merged_into = kept
    other.save(update_fields=["merged_into"])
    journal.record(workshop, Verb.PARTICIPANTS_MERGED, by=by, kept=kept.pk, other=other.pk)
    return kept


@write
def part_participants(other: Participant, *, by: User) -> Participant:
    """Take a merge back; both count again. Twice is once."""
    workshop = Workshop.objects.locked(other.workshop_id)
    other = Participant.objects.get(pk=other.pk)
    if other.merged_into_id is not None:
        kept, other.merged_into = other.merged_into_id, None
        other.save(update_fields=["merged_into"])
        journal.record(workshop, Verb.PARTICIPANTS_PARTED, by=by, kept=kept, other=other.pk)
    return other


@write
def add_person(
    scribe: Participant,
    *,
    district: District,
    name: str = "",
    position: str = "",
    agency: str = "",
    seat_number: int | None = None,
    join_key: str = "",
) -> Participant:
    """Let a scribe's laptop enter for somebody without a phone; each is counted once.

    Who has no name gets a number. The same `join_key` again is the same person. Raises
    `WorkshopClosed`, `UnknownDistrict`, `TooManyPeople`, and `UnknownSlip`, `SeatNeeded` or
    `SeatTaken` where printed slips bound who may come.
    """
    workshop = Workshop.objects.locked(scribe.workshop_id)
    key_hash = tokens.hashed(join_key or tokens.new_secret())
    people = people_of(scribe)
    if (known := people.filter(join_key_hash=key_hash).first()) is not None:
        return known
    stages.require(workshop, Action.JOIN)
    if not workshop.districts.filter(pk=district.pk).exists():
        raise UnknownDistrict
    seat = _numbered(workshop, seat_number)
    require_seat(workshop, seat)
    if (number := people.count() + 1) > PEOPLE_LIMIT:
        raise TooManyPeople
    person = Participant.objects.create(
        workshop=workshop,
        scribe=scribe,
        seat=seat,
        is_pretend=scribe.is_pretend,
        token_hash=tokens.hashed(tokens.new_secret()),  # no browser of their own, until they
        reentry_code=unused_reentry_code(workshop),  # come back with this code
        join_key_hash=key_hash,
        name=name or gettext("Person %(number)s") % {"number": number},
        position=position,
        agency=agency,
        district=district,
    )
    journal.record(
        workshop,
        Verb.PARTICIPANT_JOINED,
        by=scribe,
        participant=person.pk,
        district=district.pk,
        scribe=scribe.pk,
    )
    return person


def _numbered(workshop: Workshop, number: int | None) -> Seat | None:
    seat = workshop.seats.filter(number=number).first() if number else None
    if number and seat is None:
        raise UnknownSlip
    return seat


@write
def say_ready(participant: Participant, *, ready: bool, seen: Stage | None = None) -> Participant:
    """Be ready with the step that is open, or not after all. Twice is once.

    `seen` is the stage that the phone showed. Raises `StageClosed` if the room has moved on,
    and `WorkshopClosed`.
    """
    workshop = Workshop.objects.locked(participant.workshop_id)
    participant = Participant.objects.get(pk=participant.pk)
    stages.require(workshop, Action.JOIN)
    if seen is not None and workshop.stage != seen:
        raise StageClosed
    stage = workshop.stage if ready else ""
    if participant.ready_stage != stage:
        participant.ready_stage = stage
        participant.save(update_fields=["ready_stage"])
        journal.record(
            workshop,
            Verb.READY_CHANGED,
            by=participant,
            participant=participant.pk,
            ready=ready,
        )
    return participant


@write
def mark_seen(pks: Collection[int], *, now: datetime.datetime | None = None) -> int:
    """These phones have an open stream; returns how many were not marked for 15 seconds.

    One statement, without the lock and the journal: it says nothing that anybody did.
    """
    now = now or timezone.now()
    due = Q(seen_at=None) | Q(seen_at__lte=now - SEEN_EVERY)
    return Participant.objects.filter(due, pk__in=pks).update(seen_at=now)
