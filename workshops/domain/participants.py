"""Coming into the room."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, stages, tokens
from workshops.domain.errors import UnknownDistrict, WorkshopError
from workshops.domain.writing import write
from workshops.enums import Action, Verb
from workshops.models import District, Participant, Seat, User, Workshop
from workshops.signals import names_erased

SEAT_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


class StillOpen(WorkshopError):
    message = _("This workshop is not closed yet. Close it, then erase the names.")


class SeatNeeded(WorkshopError):
    message = _("This workshop is only for people with a printed slip. Scan the slip's own code.")


class SeatTaken(WorkshopError):
    message = _("Somebody has joined with this slip already. Ask the facilitator for another one.")


@write
def join_workshop(
    workshop: Workshop,
    *,
    name: str,
    district: District,
    position: str = "",
    agency: str = "",
    join_key: str = "",
    seat_key: str = "",
    pretend: bool = False,
) -> tuple[Participant, str]:
    """Let somebody in; returns the participant and the token for the browser's cookie.

    `join_key` is the form's own secret: the same form sent again gives the same
    participant and the same token. The database keeps only hashes of both.
    Raises `WorkshopClosed`, `UnknownDistrict` for a district that does not take part, and
    `SeatNeeded` or `SeatTaken` where printed slips bound who may come.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    join_key = join_key or tokens.new_secret()
    token = tokens.token_for(join_key)
    key_hash = tokens.hashed(join_key)
    known = workshop.participants.filter(join_key_hash=key_hash).first()
    if known is not None:
        known.token_hash = tokens.hashed(token)  # the signing key may have changed meanwhile
        known.save(update_fields=["token_hash"])
        return known, token
    stages.require(workshop, Action.JOIN)
    if not workshop.districts.filter(pk=district.pk).exists():
        raise UnknownDistrict
    seat = seat_of(workshop, seat_key)
    if not pretend:
        require_seat(workshop, seat)
    participant = Participant.objects.create(
        workshop=workshop,
        seat=seat,
        is_pretend=pretend,
        reentry_code=unused_reentry_code(workshop),
        token_hash=tokens.hashed(token),
        join_key_hash=key_hash,
        name=name,
        position=position,
        agency=agency,
        district=district,
    )
    journal.record(
        workshop,
        Verb.PARTICIPANT_JOINED,
        by=participant,
        participant=participant.pk,
        district=district.pk,
    )
    return participant, token


def seat_of(workshop: Workshop, key: str) -> Seat | None:
    """The seat of the slip that was scanned; None for no slip of this workshop."""
    seats = workshop.seats.select_related("district")
    return seats.filter(key=key).first() if SEAT_KEY.fullmatch(key) else None


def refusal_of_seat(workshop: Workshop, seat: Seat | None) -> WorkshopError | None:
    """Why nobody may come in with this slip, or without one; None if one may."""
    if seat is None and workshop.needs_seat:
        return SeatNeeded()
    if seat is not None and seat.is_one_time and seat.participants.exists():
        return SeatTaken()
    return None


def require_seat(workshop: Workshop, seat: Seat | None) -> None:
    """Raise `SeatNeeded` or `SeatTaken`."""
    if (refusal := refusal_of_seat(workshop, seat)) is not None:
        raise refusal


def unused_reentry_code(workshop: Workshop) -> str:
    while workshop.participants.filter(reentry_code=(code := tokens.new_code())).exists():
        continue
    return code


def give_reentry_code(participant: Participant) -> Participant:
    """A code for who joined before there were codes; who has one keeps it. Not in the journal,
    because nobody did anything."""
    return participant if participant.reentry_code else _coded(participant)


@write
def _coded(participant: Participant) -> Participant:
    workshop = Workshop.objects.locked(participant.workshop_id)
    participant.refresh_from_db(fields=["reentry_code"])
    if not participant.reentry_code:
        participant.reentry_code = unused_reentry_code(workshop)
        participant.save(update_fields=["reentry_code"])
    return participant


@write
def erase_names(workshop: Workshop, *, by: User | None) -> int:
    """Forget who was in the room; the words, districts and counts stay. Cannot be undone.

    Name, position and agency of every participant become empty, and so do the labels of the
    printed slips, which may be names. Returns how many participants were erased now; a second
    time it is 0 and nothing is recorded. Raises `StillOpen`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    if not workshop.is_closed:
        raise StillOpen
    named = workshop.participants.exclude(name="", position="", agency="")
    erased = named.update(name="", position="", agency="")
    slips = workshop.seats.exclude(label="").update(label="")
    names_erased.send(sender=erase_names, workshop=workshop)
    if erased or slips:
        journal.record(workshop, Verb.NAMES_ERASED, by=by, participants=erased)
    return erased
