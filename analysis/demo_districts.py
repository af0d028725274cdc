"""Three workshops of single districts, and what the province made of all four lists.

`fixtures/demo/districts.json` says it all; sample data like the rest.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from analysis.demo_plan import plan_issue
from analysis.demo_rounds import analyse_in_short
from analysis.demo_together import Room, exchange, propose, reflect
from analysis.domain.themes import create_theme
from workshops.domain import stages
from workshops.domain.lineage import forest_of
from workshops.domain.writing import write
from workshops.enums import Stage
from workshops.models import Factor, Participant, PlanCycle, User, Workshop
from workshops.text import clean_text

FILE = settings.BASE_DIR / "fixtures" / "demo" / "districts.json"

Row = dict[str, Any]


def script() -> Row:
    document: Row = json.loads(FILE.read_text(encoding="utf-8"))
    return document


@write
def district_workshop(
    workshop: Workshop,
    row: Row,
    *,
    people: list[Participant],
    said: list[Factor],
    facilitator: User,
    planner: User,
) -> Room:
    """Lead a workshop whose factors are said, from the exchange to the plan."""
    acted = {"same": [], "steps": [], "comments": [], "raters": {row["district_code"]: len(people)}}
    room = Room(workshop, facilitator, people, said, script=_with_places(row) | acted)
    stages.open_stage(workshop, Stage.EXCHANGE, by=facilitator)
    exchange(room)
    stages.open_stage(workshop, Stage.REFLECT, by=facilitator)
    reflect(room)
    stages.open_stage(workshop, Stage.ANALYSE, by=facilitator)
    analyse_in_short(room)
    stages.open_stage(workshop, Stage.DIRECT, by=facilitator)
    propose(room)
    for issue in row["issues"]:
        plan_issue(room, issue, by=planner)
    stages.open_stage(workshop, Stage.FEEDBACK, by=facilitator)
    stages.open_stage(workshop, Stage.CLOSED, by=facilitator)
    return room


def align(cycle: PlanCycle, rooms: Mapping[str, Room], *, by: User, namespace: uuid.UUID) -> None:
    """Put the clusters of all four lists under the province's themes."""
    for row in script()["themes"]:
        wanted = [rooms[place].clusters[key] for place, key in row["clusters"]]
        standing = {forest_of(one.workshop).root(one.pk).pk for one in wanted}
        create_theme(
            cycle,
            by=by,
            client_id=uuid.uuid5(namespace, row["name"]),
            name=clean_text(row["name"]),
            category=row["category"],
            clusters=dict.fromkeys(sorted(standing)),
        )


def held_on(row: Row) -> datetime.date:
    return datetime.date.fromisoformat(row["held_on"])


def _with_places(row: Row) -> Row:
    """Where the answers to each cluster lie: the more it weighs, the higher its impact."""
    clusters = [
        {"impact": min(5, 1 + one["weight"] // 2), "uncertainty": 2, "horizon": "soon"} | one
        for one in row["clusters"]
    ]
    return row | {"clusters": clusters}
