import datetime

import pytest
from django.utils import timezone

from tests.factories import create_user, create_workshop
from workshops.domain import stages, timer
from workshops.enums import Stage

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2021, 6, 24, 3, 0, tzinfo=datetime.UTC)


@pytest.fixture
def clock(monkeypatch):
    """The server's clock, in a list, so that a test can move it."""
    moment = [NOW]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])
    return moment


@pytest.fixture
def user():
    return create_user()


def later(clock, seconds):
    clock[0] += datetime.timedelta(seconds=seconds)


def left(workshop, clock):
    workshop.refresh_from_db()
    return timer.seconds_left(workshop, clock[0])


def told(workshop):
    return [(e.verb, e.facts["ends_at"], e.facts["left_seconds"]) for e in journal(workshop)]


def journal(workshop):
    return workshop.journal.order_by("revision")


def test_it_counts_down_on_the_servers_clock(clock, user):
    workshop = create_workshop()

    timer.start_timer(workshop, by=user, seconds=600)
    later(clock, 250)

    assert left(workshop, clock) == 350
    entry = workshop.journal.get()
    ends = (NOW + datetime.timedelta(seconds=600)).isoformat()
    assert (entry.verb, entry.user) == ("timer.changed", user)
    assert entry.facts == {"ends_at": ends, "left_seconds": None, "closes": False}


def test_without_a_timer_nothing_is_left(clock):
    assert left(create_workshop(), clock) is None


def test_a_late_second_start_changes_nothing(clock, user):
    workshop = create_workshop()

    timer.start_timer(workshop, by=user, seconds=600)
    later(clock, 60)
    timer.start_timer(workshop, by=create_user(), seconds=1800, closes=True)

    assert left(workshop, clock) == 540
    assert not workshop.timer_closes
    assert workshop.journal.count() == 1


def test_neither_does_a_start_while_it_is_held(clock, user):
    workshop = create_workshop()
    timer.start_timer(workshop, by=user, seconds=600)
    timer.pause_timer(workshop, by=user)

    timer.start_timer(workshop, by=user, seconds=60)

    assert left(workshop, clock) == 600


def test_after_zero_it_starts_again(clock, user):
    workshop = create_workshop()
    timer.start_timer(workshop, by=user, seconds=60)
    later(clock, 61)

    timer.start_timer(workshop, by=user, seconds=120)

    assert left(workshop, clock) == 120


def test_held_it_stands_and_then_runs_on(clock, user):
    workshop = create_workshop()
    timer.start_timer(workshop, by=user, seconds=600)
    later(clock, 100)

    timer.pause_timer(workshop, by=user)
    timer.pause_timer(workshop, by=user)
    later(clock, 3600)
    assert left(workshop, clock) == 500

    timer.resume_timer(workshop, by=user)
    timer.resume_timer(workshop, by=user)
    later(clock, 20)
    assert left(workshop, clock) == 480
    assert workshop.journal.count() == 3


@pytest.mark.parametrize(("after", "wanted"), [(0, 660), (590, 70), (700, 60)])
def test_a_minute_more_counts_from_zero_at_least(clock, user, after, wanted):
    workshop = create_workshop()
    timer.start_timer(workshop, by=user, seconds=600)
    later(clock, after)

    timer.add_time(workshop, by=user, seconds=60)

    assert left(workshop, clock) == wanted


def test_a_held_timer_gets_more_and_stays_held(clock, user):
    workshop = create_workshop()
    timer.start_timer(workshop, by=user, seconds=600)
    timer.pause_timer(workshop, by=user)

    timer.add_time(workshop, by=user, seconds=300)
    later(clock, 100)

    assert left(workshop, clock) == 900
    assert told(workshop)[-1] == ("timer.changed", None, 900)


def test_it_is_never_longer_than_a_working_day(clock, user):
    workshop = create_workshop()
    timer.start_timer(workshop, by=user, seconds=10**9)
    timer.add_time(workshop, by=user, seconds=300)

    assert left(workshop, clock) == timer.LONGEST_SECONDS


@pytest.mark.parametrize("held", [True, False])
def test_stopping_takes_it_off_and_twice_is_once(clock, user, held):
    workshop = create_workshop()
    timer.start_timer(workshop, by=user, seconds=600)
    if held:
        timer.pause_timer(workshop, by=user)

    timer.stop_timer(workshop, by=user)
    before = workshop.journal.count()
    timer.stop_timer(workshop, by=user)

    assert left(workshop, clock) is None
    assert workshop.journal.count() == before


@pytest.mark.parametrize("act", [timer.pause_timer, timer.resume_timer, timer.stop_timer])
def test_without_a_timer_the_buttons_do_nothing(user, act):
    workshop = create_workshop()

    act(workshop, by=user)
    timer.add_time(workshop, by=user, seconds=60)

    assert not workshop.journal.exists()


def test_only_a_closing_timer_ends_the_writing_and_only_at_zero(clock, user):
    workshop = create_workshop()
    timer.start_timer(workshop, by=user, seconds=60, closes=True)
    workshop.refresh_from_db()

    assert [workshop.time_is_up(NOW + datetime.timedelta(seconds=s)) for s in (59, 60)] == [
        False,
        True,
    ]
    workshop.timer_closes = False
    assert not workshop.time_is_up(NOW + datetime.timedelta(seconds=61))


def test_the_next_stage_begins_without_the_timer(clock, user):
    workshop = create_workshop(stage=Stage.BRAINSTORM)
    timer.start_timer(workshop, by=user, seconds=600)

    stages.open_stage(workshop, Stage.EXCHANGE, by=user)

    assert left(workshop, clock) is None
