"""A client that was cut off at any moment ends up with what a fresh one sees."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError

from tests import factories
from tests.live_client import Screen
from tests.live_hand import VIEWS, Client, Hand, differing, walk
from workshops.domain import factors
from workshops.enums import Category, Verb
from workshops.live import fragments, rooms
from workshops.live.fragments import Audience
from workshops.live.rooms import Room
from workshops.live.scene import Touch
from workshops.models import Factor, JournalEntry, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limit(settings) -> None:
    settings.FACTORS_PER_MINUTE = 10_000


def test_three_hundred_cuts() -> None:
    for seed in (0, 2, 4):
        workshop = factories.create_workshop()
        assert (seed, walk(workshop, seed, cuts=100, restarts=True)) == (seed, [])
        assert Factor.objects.filter(workshop=workshop).count() > 20
    # One walk may miss one or the other of the rare ones; together they do not.
    assert WALKED - set(JournalEntry.objects.values_list("verb", flat=True)) == set()


# Everything that a live screen shows, but what happens after the workshop, and what only waits.
WALKED = {
    verb
    for verb in Verb
    if verb.startswith(("factor", "room.", "stage.", "ready.", "run_sheet.", "timer."))
} | {
    Verb.PARTICIPANT_JOINED,
    Verb.PARTICIPANTS_MERGED,
    Verb.PARTICIPANTS_PARTED,
    Verb.PROJECTOR_CHANGED,
    Verb.REHEARSAL_CLEARED,
    Verb.IMPORT_TAKEN_BACK,
    Verb.SEATS_MADE,
    Verb.WORKSHOP_CHANGED,
}


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 105))
def test_a_thousand_cuts_and_restarts(seed: int) -> None:
    workshop = factories.create_workshop()

    assert walk(workshop, seed, cuts=1000, restarts=True) == []


# With each the first walk to try: one that need not look for long.
FORGOTTEN = {
    "revealed": (Verb.FACTORS_REVEALED, Touch(steering=True), 5),
    "approved": (Verb.FACTOR_APPROVED, Touch(), 3),
    "blanked": (Verb.ROOM_BLANKED, Touch(steering=True), 24),
    "cleared": (Verb.REHEARSAL_CLEARED, Touch(people=True), 17),
}


@pytest.mark.parametrize("what", FORGOTTEN)
def test_the_control_a_forgotten_touch_makes_screens_differ(what: str, monkeypatch) -> None:
    verb, touch, first = FORGOTTEN[what]
    touch_of = rooms.touch_of
    forgetful = lambda entry: touch if entry.verb == verb else touch_of(entry)  # noqa: E731
    monkeypatch.setattr(rooms, "touch_of", forgetful)

    seeds = [first, *range(40)]
    assert any(walk(factories.create_workshop(), seed, cuts=60) for seed in seeds)


def test_a_restored_card_comes_back_to_its_place() -> None:
    workshop = factories.create_workshop()
    made = [factories.create_factor(workshop=workshop) for _ in range(3)]
    room, hand = Room(workshop.pk), Hand(workshop, 1)
    for act in (factors.hide_factor, factors.restore_factor):
        act(made[1], by=hand.facilitator)
        (frame,) = room.catch_up({(Audience.BOARD, "th")}).values()
    (column,) = [patch for patch in frame.patches if patch["id"] == "column-social"]
    screen = Screen()
    screen.apply(frame.event, json.loads(frame.data(0)))

    assert column["html"].count("<li ") == 3
    assert list(screen.columns["column-social"]) == [f"factor-{one.pk}" for one in reversed(made)]


@pytest.mark.parametrize("audience", list(Audience))
def test_the_first_page_equals_a_snapshot(audience: Audience) -> None:
    workshop = factories.create_workshop()
    for category in [*Category, Category.SOCIAL]:
        factories.create_factor(workshop=workshop, category=category)
    drawn = fragments.first_draw(workshop, audience)
    frame = Room(workshop.pk).missed((audience, "th"), None)

    assert [(p["id"], p["html"]) for p in frame.patches] == list(drawn.parts())
    assert (frame.revision, frame.stage) == (drawn.revision, drawn.stage)
    assert frame.on_board == drawn.on_board


def test_a_change_is_drawn_once_for_all(monkeypatch) -> None:
    workshop = factories.create_workshop()
    room = Room(workshop.pk)
    view = (Audience.BOARD, "th")
    room.missed(view, None)
    drawn = []
    draw = fragments._draw
    monkeypatch.setattr(
        fragments, "_draw", lambda name, **context: drawn.append(name) or draw(name, **context)
    )
    hand = Hand(workshop, 1)
    hand.submit()
    hand.submit()

    frame = room.catch_up({view})[view]
    many = [room.missed(view, 0) for _ in range(50)]
    room.missed(view, None)

    cards = [name for name in drawn if name == "_factor_card.html"]
    assert len(cards) == 2
    assert frame.head is frame.head
    assert all(one is many[0] for one in many)


def test_what_happens_together_is_told_together() -> None:
    workshop = factories.create_workshop()
    room = Room(workshop.pk)
    hand = Hand(workshop, 1)
    for _ in range(5):
        hand.submit()

    told = room.catch_up({(Audience.PHONE, "th")})

    frame = told[Audience.PHONE, "th"]
    assert frame.revision == 5
    assert len(frame.on_board) == 5
    assert [patch["id"] for patch in frame.patches] == ["counts"]
    assert room.catch_up({(Audience.PHONE, "th")}) == {}


def test_what_no_screen_shows_is_not_told() -> None:
    workshop = factories.create_workshop()
    room = Room(workshop.pk)
    JournalEntry.objects.create(workshop=workshop, revision=1, verb="workbook.exported")
    Workshop.objects.filter(pk=workshop.pk).update(revision=1)

    assert room.catch_up({(Audience.DESK, "th")}) == {}
    assert room.revision == 1


@pytest.mark.parametrize("revision", [3, 9])
def test_a_journal_that_does_not_lead_there_means_a_snapshot(revision: int) -> None:
    workshop = factories.create_workshop()
    hand = Hand(workshop, 1)
    for _ in range(6):
        hand.submit()
    room = Room(workshop.pk)
    # As after a backup was put back, or after the journal was cut.
    Workshop.objects.filter(pk=workshop.pk).update(revision=revision)

    told = room.catch_up({(Audience.BOARD, "th")})

    assert told[Audience.BOARD, "th"].event == "snapshot"
    assert room.revision == revision


@pytest.mark.parametrize("many", [1, 40])
def test_queries_do_not_grow_with_the_board(django_assert_num_queries, many: int) -> None:
    workshop = factories.create_workshop()
    for _ in range(many):
        factories.create_factor(workshop=workshop)
    with django_assert_num_queries(7):
        room = Room(workshop.pk)
        room.missed((Audience.DESK, "th"), None)
    with django_assert_num_queries(2):
        room.catch_up({(Audience.DESK, "th")})
    Hand(workshop, 1).submit()
    with django_assert_num_queries(3):
        room.catch_up({(Audience.DESK, "th")})
    Hand(workshop, 1).join()
    with django_assert_num_queries(5):
        room.catch_up({(Audience.DESK, "th")})


def test_a_change_is_told_after_the_database_went_away_in_the_middle(monkeypatch) -> None:
    workshop = factories.create_workshop()
    view = (Audience.BOARD, "th")
    room = Room(workshop.pk)
    Hand(workshop, 1).submit()
    read_factors = rooms.read_factors

    def broken(scene, pks) -> None:
        raise OperationalError("terminating connection")

    monkeypatch.setattr(rooms, "read_factors", broken)
    with pytest.raises(OperationalError):
        room.catch_up({view})
    monkeypatch.setattr(rooms, "read_factors", read_factors)
    (frame,) = room.catch_up({view}).values()

    assert frame.on_board == [workshop.factors.get().pk]


def test_a_file_comes_to_all_screens_at_once_and_goes_from_them_again() -> None:
    """Also from phones, which know only how many cards there are, and which."""
    hand = Hand(factories.create_workshop(), seed=1)
    hand.submit()
    followed = Room(hand.workshop.pk)
    clients = [Client(view, followed) for view in VIEWS]
    for step in (hand.let_in, hand.take_back):
        step()
        told = followed.catch_up(set(VIEWS))

        assert set(told) == set(VIEWS)
        for client in clients:
            client.take(told[client.view])
        assert differing(hand.workshop, clients) == []
