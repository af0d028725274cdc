"""A phone in a room that answers a round, and what it sends."""

from __future__ import annotations

import itertools
import re
import uuid

from django.http import HttpResponse
from django.test import Client

from tests.factories import create_cluster, create_facilitator, create_factor, create_round
from tests.factories import create_workshop as _create_workshop
from tests.workshops.phones import joined
from workshops.domain import rounds
from workshops.enums import RoundKind, Stage
from workshops.models import Cluster, Participant, Round, Workshop

JSON = {"Accept": "application/json"}
PATHS = {"points": "points", "ratings": "ratings", "influence": "influence"}
_numbers = itertools.count(1)


def asked(
    kind: RoundKind, *, clusters: int = 2, is_open: bool = True, **fields: object
) -> tuple[Client, Participant, Round, list[Cluster]]:
    """A phone in the analysing room, and a round about clusters with one sentence each."""
    workshop = _create_workshop(stage=Stage.ANALYSE)
    phone, participant = joined(workshop=workshop)
    found = [create_cluster(factors=(create_factor(workshop=workshop),)) for _ in range(clusters)]
    round_ = create_round(kind=kind, clusters=tuple(found), is_open=is_open, **fields)
    return phone, participant, round_, found


def answer(
    phone: Client, round_: Round, *, plain: bool = False, code: str = "", **fields: object
) -> HttpResponse:
    """Send one answer, as the script does it or as a plain form."""
    path = f"/room/{code or round_.workshop.code}/round/{round_.pk}/{PATHS[round_.kind]}/"
    sent = {name: str(value) for name, value in fields.items()}
    if plain:
        return phone.post(path, sent)
    return phone.post(path, {"client_id": uuid.uuid4().hex, **sent}, headers=JSON)


def page(phone: Client, workshop: Workshop, query: str = "") -> HttpResponse:
    return phone.get(f"/room/{workshop.code}/round/{query}")


def text_of(response: HttpResponse) -> str:
    """What stands on the page, without tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def reveal(round_: Round) -> Round:
    return rounds.reveal_round(round_, by=create_facilitator())
