"""A room with everything in it, and those who ask for its data."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.test import Client

from analysis.domain.data_links import make_link
from tests.analysis.plans import create_programme
from tests.analysis.rows import new_indicator, new_issue, new_project
from tests.factories import (
    create_challenge,
    create_cluster,
    create_factor,
    create_participant,
    create_planner,
    create_workshop,
)
from workshops.enums import Stage
from workshops.models import User, Workshop

SECRET = "ความลับของผู้เขียน"


def link_of(user: User | None = None, **fields) -> str:
    """The token of a new link."""
    name = fields.pop("name", f"ลิงก์ {uuid.uuid4().hex[:6]}")
    return make_link(user or create_planner(), name=name, **fields)[1]


def address(table: str, token: str = "", kind: str = "csv") -> str:
    return f"/api/v1/data/{token}/{table}.{kind}" if token else f"/api/v1/{table}"


def bearer(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})


def furnished(**fields) -> Workshop:
    """One of everything; each person's name and agency is `SECRET`."""
    workshop = create_workshop(stage=Stage.ANALYSE, **fields)
    person = create_participant(workshop=workshop, name=SECRET)
    factors = [create_factor(participant=person, text=text) for text in ("น้ำแล้ง", "=1+1", "ถนน")]
    cluster = create_cluster(factors=tuple(factors[:2]))
    create_challenge(workshop=workshop, participant=person, clusters=(cluster,), text="น้ำไม่พอ")
    issue = new_issue(workshop, factors=factors[:1])
    indicator = new_indicator(issue, targets={2023: Decimal("7.25")}, factors=factors[:1])
    create_programme(issue=issue)
    new_project(issue, indicators=[indicator], factors=factors[:1])
    return workshop
