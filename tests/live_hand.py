"""Does to a workshop at random what people do to it; and screens that come and go."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Collection
from itertools import count

from tests import factories
from tests.live_client import Screen
from workshops.domain import (
    factors,
    imports,
    participants,
    people,
    rehearsal,
    room,
    run_sheet,
    seats,
    stages,
    timer,
)
from workshops.domain.imports import ImportRow, Writer
from workshops.domain.people import CannotMerge
from workshops.enums import Category, ProjectorMode, Stage, Stance, Track
from workshops.live.fragments import Audience
from workshops.live.frames import Frame
from workshops.live.rooms import Room, View
from workshops.models import Factor, Workshop

VIEWS: list[View] = [
    (Audience.PHONE, "th"),
    (Audience.BOARD, "th"),
    (Audience.BOARD, "en"),
    (Audience.DESK, "th"),
]


def create_rows(said: list[dict]) -> list[ImportRow]:
    """Rows of a file: of two people in turn."""
    return [
        ImportRow(row=row, writer=Writer(fields["district"], number=str(row % 2)), fields=fields)
        for row, fields in enumerate(said, 2)
    ]


class Hand:
    def __init__(self, workshop: Workshop, seed: int) -> None:
        self.workshop, self.random = workshop, random.Random(seed)
        self.person = factories.create_participant(workshop=workshop)
        self.facilitator = workshop.facilitators.get()

    def act(self) -> None:
        often = [self.submit] * 8 + [self.change, self.withdraw, self.hide, self.restore] * 2
        steering = [self.rules, self.reveal, self.approve, self.approve, self.pause, self.blank]
        room_ = [self.timer, self.timer, self.projector, self.run_sheet, self.open_stage]
        people_ = [self.join, self.ready, self.merge, self.part, self.seats, self.rehearse]
        files = [self.let_in, self.let_in, self.take_back]
        self.random.choice([*often, *steering, *room_, *people_, *files])()

    def fields(self) -> dict:
        return {
            "category": self.random.choice(list(Category)),
            "text": f"น้ำท่วม {self.random.random()}",
            "stance": self.random.choice(list(Stance)),
            "track": Track.BOTH,
            "district": self.person.district,
        }

    def any(self, **condition: object) -> Factor | None:
        found = Factor.objects.filter(workshop=self.workshop, withdrawn_at=None, **condition)
        rows = list(found.filter(participant=self.person).order_by("pk"))
        return self.random.choice(rows) if rows else None

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

    def approve(self) -> None:
        if factor := self.any(waits_for="approval"):
            factors.approve_factor(factor, by=self.facilitator)

    def rules(self) -> None:
        by, yes = self.facilitator, [True, False]
        room.change_rules(
            self.workshop,
            by=by,
            is_silent=self.random.choice(yes),
            approves_first=self.random.choice(yes),
            names_shown=self.random.choice(yes),
            allows_late=self.random.choice(yes),
        )

    def reveal(self) -> None:
        room.reveal_factors(self.workshop, by=self.facilitator)

    def pause(self) -> None:
        act = self.random.choice([room.pause_phones, room.resume_phones])
        act(self.workshop, by=self.facilitator)

    def blank(self) -> None:
        act = self.random.choice([room.blank_screens, room.unblank_screens])
        act(self.workshop, by=self.facilitator)

    def timer(self) -> None:
        by = self.facilitator
        seconds = self.random.randrange(60, 600)
        self.random.choice(
            [
                *[lambda: timer.start_timer(self.workshop, by=by, seconds=seconds)] * 4,
                lambda: timer.add_time(self.workshop, by=by, seconds=60),
                lambda: timer.pause_timer(self.workshop, by=by),
                lambda: timer.resume_timer(self.workshop, by=by),
                lambda: timer.stop_timer(self.workshop, by=by),
            ]
        )()

    def projector(self) -> None:
        mode = self.random.choice(list(ProjectorMode))
        room.show_on_projector(self.workshop, mode, by=self.facilitator)

    def run_sheet(self) -> None:
        line = run_sheet.Line(minutes=5, instruction=f"{self.random.random()}", questions="")
        stage = self.random.choice([Stage.BRAINSTORM, Stage.EXCHANGE])
        run_sheet.change_run_sheet(self.workshop, {stage: line}, by=self.facilitator)

    def join(self) -> None:
        participants.join_workshop(self.workshop, name="ก", district=self.person.district)

    def ready(self) -> None:
        people.say_ready(self.person, ready=self.random.choice([True, False]))

    def merge(self) -> None:
        entries = list(self.workshop.participants.exclude(pk=self.person.pk).order_by("pk"))
        if len(entries) > 1:
            kept, other = self.random.sample(entries, 2)
            try:
                people.merge_participants(kept, other, by=self.facilitator)
            except CannotMerge:
                return

    def part(self) -> None:
        if other := self.workshop.participants.exclude(merged_into=None).first():
            people.part_participants(other, by=self.facilitator)

    def seats(self) -> None:
        district = self.person.district
        seats.make_seats(
            self.workshop, by=self.facilitator, labels=[("ก", district)], one_time=False
        )

    def rehearse(self) -> None:
        """Pretend participants come, write, and are cleared."""
        district = self.person.district
        person = self.person
        self.person, _token = participants.join_workshop(
            self.workshop, name="ข", district=district, pretend=True
        )
        for _ in range(self.random.randrange(3)):
            self.submit()
        self.person = person
        if self.random.random() < 0.5:
            rehearsal.clear_rehearsal(self.workshop, by=self.facilitator)

    def let_in(self) -> None:
        """A file with some factors of two people who were not in the room."""
        rows = create_rows([self.fields() for _ in range(self.random.randrange(1, 4))])
        digest = str(self.random.random())
        imports.import_factors(
            self.workshop,
            by=self.facilitator,
            file_name="กระดาษ.xlsx",
            digest=digest,
            reading={},
            rows=rows,
            rows_total=len(rows),
        )

    def take_back(self) -> None:
        made = self.workshop.imports.standing().order_by("pk").first()
        if made and not imports.merged_with_others(made):
            imports.take_back(made, by=self.facilitator)

    def open_stage(self) -> None:
        self.workshop.refresh_from_db()
        for stage in (Stage.EXCHANGE, Stage.BRAINSTORM):
            stages.open_stage(self.workshop, stage, by=self.facilitator)


class Client:
    """A screen with a connection that may be down."""

    def __init__(self, view: View, followed: Room) -> None:
        self.view, self.screen, self.up = view, Screen(), True
        self.take(followed.missed(view, None))

    def take(self, frame: Frame | None) -> None:
        if frame is not None:
            self.screen.apply(frame.event, json.loads(frame.data(0)))

    def resume(self, followed: Room) -> None:
        self.up = True
        self.take(followed.missed(self.view, self.screen.revision))


LOOK_EVERY = 10  # rounds


def walk(
    workshop: Workshop, seed: int, *, cuts: int, restarts: bool = False, by: type[Hand] = Hand
) -> list[View]:
    """The kinds of those who did not see what somebody sees who comes only now.

    So many times somebody is cut off and comes back; with `restarts` the server loses its
    memory now and then. They are compared all along, and at the end when all are back.
    """
    hand, dice = by(workshop, seed), random.Random(seed)
    followed = Room(workshop.pk)
    clients = [Client(view, followed) for view in VIEWS * 3]
    done, found = 0, list[View]()
    for number in count(1):
        for _ in range(dice.randrange(6)):
            hand.act()
        _tell(clients, followed.catch_up(set(VIEWS)), dice)
        if restarts and dice.random() < 0.05:
            followed, done = Room(workshop.pk), done + 1
        for client in dice.sample(clients, 4):
            done += client.up
            if client.up:
                client.up = False
            else:
                client.resume(followed)
        if number % LOOK_EVERY == 0:
            found += differing(workshop, [client for client in clients if client.up])
        if done >= cuts:
            break
    for client in clients:
        client.resume(followed)
    return found + differing(workshop, clients)


def _tell(clients: list[Client], told: dict[View, Frame], dice: random.Random) -> None:
    for client in clients:
        if client.up and client.view in told:
            client.take(told[client.view])
            if dice.random() < 0.2:  # the same once more does no harm
                client.take(told[client.view])


def differing(workshop: Workshop, clients: Collection[Client]) -> list[View]:
    fresh = {view: Client(view, Room(workshop.pk)).screen.shown for view in VIEWS}
    return [one.view for one in clients if one.screen.shown != fresh[one.view]]
