"""The demo workshops, made by calling the domain, so that their journals are true.

Everything they say comes from `fixtures/demo/` and is sample data.
"""

from __future__ import annotations

import csv
import datetime
import json
import uuid
from itertools import count
from typing import Any

from django.conf import settings
from django.utils import timezone

from analysis import demo_districts as districts
from analysis.demo_plan import plan_issue
from analysis.demo_rounds import analyse
from analysis.demo_together import Room, exchange, propose, reflect
from workshops.domain import factors, participants, stages
from workshops.domain.clusters import create_cluster
from workshops.domain.workshops import create_workshop
from workshops.domain.writing import write
from workshops.enums import Category, Stage, Stance, Track
from workshops.models import (
    District,
    Factor,
    Participant,
    PlanCycle,
    User,
    Workshop,
)
from workshops.text import clean_text

FOLDER = settings.BASE_DIR / "fixtures" / "demo"
PROVINCE = "40"
# The plan of 2561-2565 was in force on the day of the workshop, but what was said there could
# only go into the next one, whose rules were approved three weeks later.
FIRST_PLAN_YEAR = 2023
NAMESPACE = uuid.UUID("5ee91000-4000-4000-8000-202106240000")
FINISHED, OPEN = (uuid.uuid5(NAMESPACE, name) for name in ("finished", "open"))

Row = dict[str, Any]


class NoReferenceData(Exception):
    """Districts, plan cycle or budget sources are not in the database."""


def make(*, facilitator: User, planner: User) -> list[Workshop]:
    """Both demo workshops, the open one first; what is there already stays as it is."""
    if not PlanCycle.objects.filter(province=PROVINCE, start_year=FIRST_PLAN_YEAR).exists():
        raise NoReferenceData
    return [
        _found(OPEN) or open_workshop(facilitator=facilitator),
        _found(FINISHED) or finished_workshop(facilitator=facilitator, planner=planner),
    ]


@write
def finished_workshop(*, facilitator: User, planner: User) -> Workshop:
    """The workshop of Chum Phae on 24 June 2564, from the waiting room to the plan's rows."""
    workshop = _create(
        FINISHED,
        by=facilitator,
        title="การประชุมเชิงปฏิบัติการ STEEPI อำเภอนำร่อง 9 อำเภอ (ข้อมูลตัวอย่าง)",
        held_on=datetime.date(2021, 6, 24),
        venue="โรงแรม เดอะชีวิน โฮเทล แอนคอนเวนชั่น อ.ชุมแพ",
    )
    people = [_join(workshop, row) for row in _table("participants.csv")]
    stages.open_stage(workshop, Stage.LEARN, by=facilitator)
    stages.open_stage(workshop, Stage.BRAINSTORM, by=facilitator)
    said = _say_in_turn(people, _table("factors.csv"))
    stages.open_stage(workshop, Stage.EXCHANGE, by=facilitator)
    # Hidden by mistake, then shown again: both are in the journal.
    factors.hide_factor(said[0], by=facilitator)
    factors.restore_factor(said[0], by=facilitator)
    room = Room(workshop, facilitator, people, said)
    exchange(room)
    stages.open_stage(workshop, Stage.REFLECT, by=facilitator)
    reflect(room)
    stages.open_stage(workshop, Stage.ANALYSE, by=facilitator)
    analyse(room)
    stages.open_stage(workshop, Stage.DIRECT, by=facilitator)
    propose(room)
    for row in _document("plan.json")["issues"]:
        plan_issue(room, row, by=planner)
    stages.open_stage(workshop, Stage.FEEDBACK, by=facilitator)
    workshop = stages.open_stage(workshop, Stage.CLOSED, by=facilitator)
    _province(room, facilitator=facilitator, planner=planner)
    return workshop


def _province(room: Room, *, facilitator: User, planner: User) -> None:
    """Three workshops of single districts, and what the four have in common."""
    rooms = {"nine": room}
    for row in districts.script()["workshops"]:
        workshop = _create(
            uuid.uuid5(NAMESPACE, row["key"]),
            by=facilitator,
            title=row["title"],
            held_on=districts.held_on(row),
            venue=row["venue"],
            only=row["district_code"],
        )
        own = {"district_code": row["district_code"]}
        people = [_join(workshop, one | own) for one in row["participants"]]
        stages.open_stage(workshop, Stage.BRAINSTORM, by=facilitator)
        said = _say_in_turn(people, [one | own for one in row["factors"]])
        rooms[row["key"]] = districts.district_workshop(
            workshop, row, people=people, said=said, facilitator=facilitator, planner=planner
        )
    cycle = room.workshop.plan_cycle
    districts.align(cycle, rooms, by=planner, namespace=NAMESPACE)


@write
def open_workshop(*, facilitator: User) -> Workshop:
    """A workshop of today in the middle of the brainstorming, open for joining."""
    workshop = _create(
        OPEN,
        by=facilitator,
        title="การประชุมเชิงปฏิบัติการ STEEPI (ทดลอง)",
        held_on=timezone.localdate(),
        venue="หอประชุมที่ว่าการอำเภอชุมแพ",
    )
    document = _document("open.json")
    rows = document["participants"]
    people = [_join(workshop, row) for row in rows]
    stages.open_stage(workshop, Stage.LEARN, by=facilitator)
    workshop = stages.open_stage(workshop, Stage.BRAINSTORM, by=facilitator)
    pairs = zip(people, rows, strict=True)
    said = [_say(person, factor) for person, row in pairs for factor in row["factors"]]
    for row in document["clusters"]:
        create_cluster(
            workshop,
            by=facilitator,
            name=clean_text(row["name"]),
            category=row["category"],
            factors=[factor.pk for factor in _chosen(said, row)],
            client_id=_own_id(workshop, "cluster", row["name"]),
        )
    return workshop


def _found(client_id: uuid.UUID) -> Workshop | None:
    return Workshop.objects.filter(client_id=client_id).first()


def _create(
    client_id: uuid.UUID,
    *,
    by: User,
    title: str,
    held_on: datetime.date,
    venue: str,
    only: str = "",
) -> Workshop:
    """For the nine pilot districts, or for one of them."""
    pilots = District.objects.filter(province=PROVINCE).pilot()
    return create_workshop(
        by=by,
        districts=list(pilots.filter(pk=only) if only else pilots),
        client_id=client_id,
        title=clean_text(title),
        held_on=held_on,
        venue=clean_text(venue),
        track=Track.BOTH,
        plan_cycle=PlanCycle.objects.get(province=PROVINCE, start_year=FIRST_PLAN_YEAR),
        is_sample=True,
    )


def _join(workshop: Workshop, row: Row) -> Participant:
    participant, _token = participants.join_workshop(
        workshop,
        name=clean_text(row["name"]),
        position=clean_text(row["position"]),
        agency=clean_text(row["agency"]),
        district=District.objects.get(pk=row["district_code"]),
    )
    return participant


def _say_in_turn(people: list[Participant], rows: list[Row]) -> list[Factor]:
    """Each district's factors, said by its own people in turn; in the order of the rows."""
    turns = {code: count() for code in {row["district_code"] for row in rows}}
    said = []
    for row in rows:
        own = [person for person in people if person.district_id == row["district_code"]]
        said.append(_say(own[next(turns[row["district_code"]]) % len(own)], row))
    return said


def _say(person: Participant, row: Row) -> Factor:
    text = clean_text(row["text"])
    factor, _new = factors.submit_factor(
        person,
        client_id=_own_id(person.workshop, "factor", person.district_id, text),
        category=Category(row["category"]),
        text=text,
        stance=Stance(row["stance"]),
        track=Track(row["track"]),
        district=person.district,
        evidence=clean_text(row.get("evidence", "")),
    )
    return factor


def _chosen(said: list[Factor], row: Row) -> list[Factor]:
    """`row["factors"]` counts what was said, from 1: of factors.csv the lines."""
    return [said[number - 1] for number in row["factors"]]


def _own_id(workshop: Workshop, *names: str) -> uuid.UUID:
    """The same id for the same thing on every machine."""
    assert workshop.client_id is not None
    return uuid.uuid5(workshop.client_id, "/".join(names))


def _table(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _document(name: str) -> dict[str, list[Row]]:
    document: dict[str, list[Row]] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return document
