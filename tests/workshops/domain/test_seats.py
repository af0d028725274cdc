"""Printed slips: made in numbers, needed where the rules say so, one-time ones used once."""

import contextlib
import threading

import pytest

from tests.factories import create_district, create_facilitator, create_workshop
from tests.workshops.domain.threads import at_once
from workshops.domain import journal, participants, seats
from workshops.domain.errors import UnknownDistrict
from workshops.domain.participants import SeatNeeded, SeatTaken, join_workshop, seat_of
from workshops.domain.seats import SlipsMadeMeanwhile, TooManySlips, make_seats
from workshops.models import Seat, Workshop, WorkshopQuerySet

pytestmark = pytest.mark.django_db


def make(workshop: Workshop, total: int = 1, *, one_time: bool = True, **more) -> list[Seat]:
    by = create_facilitator()
    return make_seats(workshop, by=by, labels=[("", None)] * total, one_time=one_time, **more)


def join(workshop: Workshop, **more):
    return join_workshop(workshop, name="สมหญิง", district=create_district(), **more)[0]


def test_slips_are_numbered_on() -> None:
    workshop, by = create_workshop(), create_facilitator()
    district = create_district()
    make(workshop, 2)

    made = make_seats(workshop, by=by, labels=[("โต๊ะ 1", district)], one_time=False)

    seat = made[0]
    assert (seat.number, seat.label, seat.district, seat.is_one_time) == (
        3,
        "โต๊ะ 1",
        district,
        False,
    )
    assert len({each.key for each in workshop.seats.all()}) == 3
    entry = workshop.journal.order_by("-revision")[0]
    assert (entry.verb, entry.user, entry.facts) == ("seats.made", by, {"seats": 1})


def test_a_form_sent_twice_makes_slips_once() -> None:
    workshop = create_workshop()
    make(workshop, 2, after=0)

    with pytest.raises(SlipsMadeMeanwhile):
        make(workshop, 2, after=0)

    assert workshop.seats.count() == 2


def test_four_hundred_at_once_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "SEATS_AT_ONCE", 2)

    with pytest.raises(TooManySlips):
        make(create_workshop(), 3)


def test_slips_are_for_districts_that_take_part() -> None:
    labels = [("", create_district(code="4007"))]

    with pytest.raises(UnknownDistrict):
        make_seats(create_workshop(), by=create_facilitator(), labels=labels, one_time=True)


def test_no_slips_are_no_news() -> None:
    workshop = create_workshop()

    assert make(workshop, 0) == []
    assert not workshop.journal.exists()


def test_a_slip_gives_its_seat() -> None:
    workshop = create_workshop()
    seat = make(workshop)[0]

    assert join(workshop, seat_key=seat.key).seat == seat


def test_without_a_slip_nobody_comes_in_where_one_is_needed() -> None:
    workshop = create_workshop()
    elsewhere = make(create_workshop())[0]
    Workshop.objects.update(needs_seat=True)

    for key in ("", "x" * 43, "short", elsewhere.key):
        with pytest.raises(SeatNeeded):
            join(workshop, seat_key=key)

    assert not workshop.participants.exists()


def test_a_wrong_slip_does_no_harm_where_none_is_needed() -> None:
    assert join(create_workshop(), seat_key="x" * 43).seat is None


def test_a_one_time_slip_works_once_and_a_shared_one_for_all() -> None:
    workshop = create_workshop()
    once, shared = make(workshop)[0], make(workshop, one_time=False)[0]
    join(workshop, seat_key=once.key)

    with pytest.raises(SeatTaken):
        join(workshop, seat_key=once.key)
    for _ in range(3):
        join(workshop, seat_key=shared.key)

    assert (once.participants.count(), shared.participants.count()) == (1, 3)


def test_the_same_form_with_the_same_slip_again_is_the_same_person() -> None:
    workshop = create_workshop()
    seat = make(workshop)[0]

    first = join(workshop, seat_key=seat.key, join_key="k" * 43)

    assert join(workshop, seat_key=seat.key, join_key="k" * 43) == first


def test_pretend_participants_need_no_slip() -> None:
    workshop = create_workshop()
    Workshop.objects.update(needs_seat=True)

    assert join(workshop, pretend=True).seat is None


@pytest.mark.parametrize("key", ["", "\x00" * 43, "ก" * 43, "x" * 42, "' OR 1=1 --"])
def test_what_is_no_key_is_no_slip(key: str) -> None:
    assert seat_of(create_workshop(), key) is None


def _twenty_with_one_slip(monkeypatch: pytest.MonkeyPatch) -> tuple[Workshop, list[object]]:
    """All past the look at the slip before any is in, if that can be."""
    workshop = create_workshop()
    seat = make(workshop)[0]
    meeting = threading.Barrier(20)
    unused = participants.unused_reentry_code

    def slow(workshop: Workshop) -> str:
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=1)  # in vain, if the others wait for the lock
        return unused(workshop)

    monkeypatch.setattr(participants, "unused_reentry_code", slow)
    enter = participants.join_workshop
    district = create_district()

    def come() -> object:
        return enter(workshop, name="ก", district=district, seat_key=seat.key)

    return workshop, at_once(*[come] * 20)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_slip_are_one_participant(monkeypatch: pytest.MonkeyPatch) -> None:
    workshop, given = _twenty_with_one_slip(monkeypatch)

    refused = [each for each in given if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [SeatTaken] * 19
    assert workshop.participants.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_slip_lets_many_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with neither lock nor transaction, nor the journal that would notice."""
    monkeypatch.setattr(WorkshopQuerySet, "locked", lambda rows, pk: rows.get(pk=pk))
    monkeypatch.setattr(journal, "record", lambda *_, **__: None)
    monkeypatch.setattr(participants, "join_workshop", join_workshop.__wrapped__)

    workshop, _given = _twenty_with_one_slip(monkeypatch)

    assert workshop.participants.count() > 1
