"""Who follows: noted while a phone's stream is open, shown on the desk as numbers only."""

from __future__ import annotations

import contextlib
import datetime
import json
import re
import time

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.live_client import listening
from tests.live_server import serve
from tests.workshops.phones import joined
from workshops.access import cookie_name
from workshops.domain import people
from workshops.live import fragments, hub
from workshops.live.fragments import Audience
from workshops.live.rooms import Room
from workshops.models import Participant, Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def as_phone(workshop: Workshop, client: Client) -> dict[str, str]:
    name = cookie_name(workshop)
    return {"cookie": f"{name}={client.cookies[name].value}"}


def as_desk(workshop: Workshop) -> dict[str, str]:
    client = Client()
    client.force_login(workshop.facilitators.get())
    name = settings.SESSION_COOKIE_NAME
    return {"cookie": f"{name}={client.cookies[name].value}"}


def url(workshop: Workshop, audience: Audience) -> str:
    return fragments.live_url(workshop, audience)


def numbers(html: str) -> list[int]:
    """The first district: joined, and active if anybody is."""
    (first, *_) = re.findall(r"<li.*?</li>", html, re.DOTALL)
    return [int(number) for number in re.findall(r"\d+", re.sub(r"<[^>]*>", " ", first))]


def test_an_open_phone_is_active_on_the_desk_without_a_journal_entry(monkeypatch) -> None:
    monkeypatch.setattr(hub, "PRESENCE_SECONDS", 0.2)
    client, person = joined()
    workshop = person.workshop
    with serve() as address, listening(address, url(workshop, "desk"), **as_desk(workshop)) as desk:
        frames = desk.frames()
        (first,) = [
            patch["html"] for patch in next(frames)[1]["patches"] if patch["id"] == "presence"
        ]
        with listening(address, url(workshop, "phone"), **as_phone(workshop, client)) as phone:
            next(phone.frames())
            event, data = next(frames)

    assert (event, data["revision"]) == ("change", 0)
    (patch,) = data["patches"]
    assert (patch["id"], numbers(first), numbers(patch["html"])) == ("presence", [1], [1, 1])
    assert person.name not in desk.raw.decode()
    assert Participant.objects.get(pk=person.pk).seen_at is not None
    assert workshop.journal.count() == 0


def test_boards_and_desks_are_nobody(monkeypatch) -> None:
    monkeypatch.setattr(hub, "SEEN_SECONDS", 0.1)
    _client, person = joined()
    workshop = person.workshop
    with (
        serve() as address,
        listening(address, url(workshop, "board")) as board,
        listening(address, url(workshop, "desk"), **as_desk(workshop)) as desk,
    ):
        next(board.frames())
        next(desk.frames())

    assert Participant.objects.get(pk=person.pk).seen_at is None


def test_many_phones_are_noted_in_one_statement_every_few_seconds(monkeypatch) -> None:
    calls: list[int] = []
    mark = people.mark_seen
    monkeypatch.setattr(hub, "mark_seen", lambda pks: calls.append(len(pks)) or mark(pks))
    monkeypatch.setattr(hub, "SEEN_SECONDS", 0.5)
    workshop = factories.create_workshop()
    phones = [joined(workshop=workshop)[0] for _ in range(5)]
    address_of = url(workshop, "phone")
    end = time.monotonic() + 10
    with serve() as address, contextlib.ExitStack() as stack:
        for phone in phones:
            opened = stack.enter_context(
                listening(address, address_of, **as_phone(workshop, phone))
            )
            next(opened.frames())
        while max(calls, default=0) < 5 and time.monotonic() < end:
            time.sleep(0.05)

    assert max(calls) == 5
    assert len(calls) <= 2 + 10 / 0.5


def test_who_polls_at_the_desk_sees_it_too(django_assert_num_queries) -> None:
    _client, person = joined()
    room = Room(person.workshop_id)
    view = (Audience.DESK, "th")
    people.mark_seen([person.pk])
    with django_assert_num_queries(2):
        told = room.look_at_presence({view, (Audience.BOARD, "th")})
    with django_assert_num_queries(2):
        again = room.look_at_presence({view})
    polled = room.missed(view, room.revision)

    assert list(told) == [view]
    assert again == {}
    assert numbers(json.loads(polled.data(0))["patches"][0]["html"]) == [1, 1]
    assert room.missed((Audience.BOARD, "th"), room.revision) is None


def test_after_a_while_a_closed_phone_is_no_longer_active() -> None:
    _client, person = joined()
    people.mark_seen([person.pk], now=timezone.now() - datetime.timedelta(minutes=1))
    drawn = fragments.first_draw(person.workshop, Audience.DESK)

    assert numbers(drawn.presence) == [1]


def test_readiness_is_told_to_the_desk_only() -> None:
    _client, person = joined()
    room = Room(person.workshop_id)
    desk, phone = (Audience.DESK, "th"), (Audience.PHONE, "th")
    people.say_ready(person, ready=True)
    told = room.catch_up({desk, phone, (Audience.BOARD, "th")})

    assert list(told) == [desk]
    assert [patch["id"] for patch in told[desk].patches] == ["presence"]
    assert (told[desk].revision, room.missed(phone, 0).patches) == (1, [])
