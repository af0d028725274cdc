"""One person, several browsers: coming back, being one after all, being entered by a scribe."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, stages, tokens
from workshops.domain.errors import UnknownDistrict, WorkshopError
from workshops.domain.participants import unused_reentry_code
from workshops.domain.writing import write
from workshops.enums import Action, Verb
from workshops.models import BrowserToken, District, Participant, Seat, User, Workshop
from workshops.text import arabic_digits


class UnknownReentryCode(WorkshopError):
    message = _("Nobody in this workshop has this code. Check it, or join anew.")


class CannotMerge(WorkshopError):
    message = _("These two entries cannot be one person. Choose two entries that both count.")


@write
def come_back(workshop: Workshop, *, reentry_code: str) -> tuple[Participant, str]:
    """The participant with this code and a token for the new browser; the old ones go on.

    Raises `UnknownReentryCode`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    code = arabic_digits(reentry_code).strip().upper()
    participant = workshop.participants.filter(reentry_code=code).first() if code else None
    if participant is None:
        raise UnknownReentryCode
    token = tokens.new_secret()
    BrowserToken.objects.create(participant=participant, token_hash=tokens.hashed(token))
    journal.record(workshop, Verb.PARTICIPANT_RETURNED, by=participant, participant=participant.pk)
    return participant, token


@write
def merge_participants(kept: Participant, other: Participant, *, by: User) -> Participant:
    """Say that `other` is the same person as `kept`: counted once, factors together.

    Nothing is moved, so `part_participants` restores what was. Raises `CannotMerge` for
    entries of two workshops, one and the same entry, or one that is merged already.
    """
    workshop = Workshop.objects.locked(kept.workshop_id)
    kept, other = (Participant.objects.get(pk=one.pk) for one in (kept, other))
    if other.merged_into_id == kept.pk:
        return kept
    twice = kept.merged_into_id or other.merged_into_id or other.merged.exists()
    if kept.pk == other.pk or kept.workshop_id != other.workshop_id or twice:
        raise CannotMerge
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
    scribe: Participant, *, name: str, district: District, position: str = "", agency: str = ""
) -> Participant:
    """Let a scribe's laptop enter for somebody without a phone; each is counted once.

    Raises `WorkshopClosed` and `UnknownDistrict`.
    """
    workshop = Workshop.objects.locked(scribe.workshop_id)
    stages.require(workshop, Action.JOIN)
    if not workshop.districts.filter(pk=district.pk).exists():
        raise UnknownDistrict
    person = Participant.objects.create(
        workshop=workshop,
        scribe=scribe,
        token_hash=tokens.hashed(tokens.new_secret()),  # no browser of their own, until they
        reentry_code=unused_reentry_code(workshop),  # come back with this code
        name=name,
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


@write
def say_ready(participant: Participant, *, ready: bool) -> Participant:
    """Be ready with the step that is open, or not after all. Twice is once."""
    workshop = Workshop.objects.locked(participant.workshop_id)
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
def make_seats(
    workshop: Workshop,
    *,
    by: User,
    labels: Sequence[tuple[str, District | None]],
    one_time: bool,
) -> list[Seat]:
    """Printed slips, numbered on from those there are: one per label and district."""
    workshop = Workshop.objects.locked(workshop.pk)
    last = workshop.seats.order_by("-number").values_list("number", flat=True).first() or 0
    seats = [
        Seat.objects.create(
            workshop=workshop,
            key=tokens.new_secret(),
            number=number,
            label=label,
            district=district,
            is_one_time=one_time,
        )
        for number, (label, district) in enumerate(labels, last + 1)
    ]
    if seats:
        journal.record(workshop, Verb.SEATS_MADE, by=by, seats=len(seats))
    return seats
