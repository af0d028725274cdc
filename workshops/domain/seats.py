"""Printed slips: each is a seat with a district, a table or a name on it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, tokens
from workshops.domain.errors import UnknownDistrict, WorkshopError
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import District, Seat, User, Workshop

SEATS_AT_ONCE = 400


class TooManySlips(WorkshopError):
    message = _("That would be more than 400 slips at once. Make them in several steps.")


class SlipsMadeMeanwhile(WorkshopError):
    message = _("Slips were made meanwhile. Look at the list, then press again for more.")
    status = 409


@write
def make_seats(
    workshop: Workshop,
    *,
    by: User,
    labels: Sequence[tuple[str, District | None]],
    one_time: bool,
    after: int | None = None,
) -> list[Seat]:
    """Printed slips, numbered on from those there are: one per label and district.

    `after` is the highest number that the facilitator's page showed, so that a form sent
    twice makes slips once. Raises `SlipsMadeMeanwhile`, `TooManySlips`, `UnknownDistrict`.
    """
    workshop = Workshop.objects.locked(workshop.pk)
    last = last_seat_number(workshop)
    if after is not None and after != last:
        raise SlipsMadeMeanwhile
    if len(labels) > SEATS_AT_ONCE:
        raise TooManySlips
    taking_part = set(workshop.districts.values_list("pk", flat=True))
    if any(district and district.pk not in taking_part for _label, district in labels):
        raise UnknownDistrict
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


def last_seat_number(workshop: Workshop) -> int:
    """0 before the first slip is made."""
    return workshop.seats.aggregate(last=Max("number"))["last"] or 0
