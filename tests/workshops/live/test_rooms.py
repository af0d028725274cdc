"""A client that was cut off at any moment ends up with what a fresh one sees."""

from __future__ import annotations

import random
import uuid

import pytest

from tests import factories
from tests.live_client import Screen
from workshops.domain import factors, participants, stages
from workshops.enums import Category, Stage, Stance, Track
from workshops.live import fragments
from workshops.live.fragments import Audience
from workshops.live.frames import Frame
from workshops.live.rooms import Room
from workshops.models import Factor, JournalEntry, Workshop

pytestmark = pytest.mark.django_db

VIEWS = [
    (Audience.PHONE, "th"),
    (Audience.BOARD, "th"),
    (Audience.BOARD, "en"),
    (Audience.DESK, "th"),
]


class Hand:
    """Does to a workshop at random what people do to it."""

    def __init__(self, workshop: Workshop, seed: int) -> None:
        self.workshop, self.random = workshop, random.Random(seed)
        self.person = factories.create_participant(workshop=workshop)
        self.facilitator = workshop.facilitators.get()

    def act(self) -> None:
        acts = [self.submit] * 4 + [self.change, self.withdraw, self.hide, self.restore]
        self.random.choice([*acts, self.join, self.open_stage])()

    def fields(self) -> dict:
        return {
            "category": self.random.choice(list(Category)),
            "text": f"น้ำท่วม {self.random.random()}",
            "stance": self.random.choice(list(Stance)),
            "track": Track.BOTH,
            "district": self.person.district,
        }

    def any(self, **condition: object) -> Factor | None:
        found = list(
            Factor.objects.filter(workshop=self.workshop, withdrawn_at=None).order_by("pk")
        )
        return self.random.choice(found) if found else None

    def submit(self) -> None:
        factors.submit_factor(self.person, client_id=uuid.uuid4(), **self.fields())

    def change(self) -> None:
        if factor := self.any():
            factors.change_factor(factor, by=self.person, **self.fields())

    def withdraw(self) -> None:
        if factor := self.any():
            factors.withdraw_factor(factor, by=self.person)

    def hide(self) -> None:
        if factor := self.any():
            factors.hide_factor(factor, by=self.facilitator)

    def restore(self) -> None:
        if factor := self.any(hidden_at__isnull=False):
            factors.restore_factor(factor, by=self.facilitator)

    def join(self) -> None:
        participants.join_workshop(self.workshop, name="ก", district=self.person.district)

    def open_stage(self) -> None:
        self.workshop.refresh_from_db()
        for stage in (Stage.EXCHANGE, Stage.BRAINSTORM):
            stages.open_stage(self.workshop, stage, by=self.facilitator)


class Client:
    """A screen with a connection that may be down."""

    def __init__(self, view: tuple, room: Room) -> None:
        self.view, self.screen, self.up = view, Screen(), True
        self.take(room.missed(view, None))

    def take(self, frame: Frame | None) -> None:
        if frame is not None:
            self.screen.apply(frame.event, frame.data)

    def resume(self, room: Room) -> None:
        self.up = True
        self.take(room.missed(self.view, self.screen.revision))


@pytest.fixture(autouse=True)
def _no_limit(settings) -> None:
    settings.FACTORS_PER_MINUTE = 10_000


@pytest.mark.parametrize("seed", range(4))
def test_two_hundred_cuts(seed: int) -> None:
    workshop = factories.create_workshop()
    hand, dice = Hand(workshop, seed), random.Random(seed)
    room = Room(workshop.pk)
    clients = [Client(view, room) for view in VIEWS * 3]
    cuts = 0
    while cuts < 200:
        for _ in range(dice.randrange(4)):
            hand.act()
        told = room.catch_up(set(VIEWS))
        for client in clients:
            if client.up and client.view in told:
                client.take(told[client.view])
                if dice.random() < 0.2:  # the same once more does no harm
                    client.take(told[client.view])
        for client in dice.sample(clients, 4):
            if client.up:
                client.up, cuts = False, cuts + 1
            else:
                client.resume(room)
    for client in clients:
        client.resume(room)
    fresh = {view: Client(view, Room(workshop.pk)).screen.shown for view in VIEWS}

    assert Factor.objects.filter(workshop=workshop).count() > 50
    assert [c for c in clients if c.screen.shown != fresh[c.view]] == []


def test_a_restored_card_comes_back_to_its_place() -> None:
    workshop = factories.create_workshop()
    made = [factories.create_factor(workshop=workshop) for _ in range(3)]
    room, hand = Room(workshop.pk), Hand(workshop, 1)
    for act in (factors.hide_factor, factors.restore_factor):
        act(made[1], by=hand.facilitator)
        (frame,) = room.catch_up({(Audience.BOARD, "th")}).values()
    (column,) = [patch for patch in frame.patches if patch["id"] == "column-social"]
    screen = Screen()
    screen.apply(frame.event, frame.data)

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
    assert frame.wire is frame.wire
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
