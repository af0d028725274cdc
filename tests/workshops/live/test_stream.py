"""The stream as it comes over the wire."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests import factories
from tests.live_client import Screen, Stream, listening
from tests.live_hand import Hand
from workshops.domain import factors, stages
from workshops.enums import Stage
from workshops.live import fragments, hub, stream
from workshops.live.fragments import Audience
from workshops.models import User, Workshop

TOKEN = "a-token"


@pytest.fixture
def workshop(portal: str) -> Workshop:
    return factories.create_workshop()


def path(workshop: Workshop, audience: Audience = Audience.BOARD, **query: object) -> str:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return fragments.live_url(workshop, audience) + more


def cookie(workshop: Workshop, token: str = TOKEN) -> str:
    return f"participant-{workshop.code}={token}"


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def status(portal: str, path: str, *, method: str = "GET", cookie: str = "") -> int:
    answer = http.client.HTTPConnection(urlsplit(portal).netloc, timeout=10)
    answer.request(method, path, headers={"Cookie": cookie} if cookie else {})
    code = answer.getresponse().status
    answer.close()
    return code


def test_a_factor_reaches_the_projector(portal: str, workshop: Workshop) -> None:
    with listening(portal, path(workshop, after=0)) as board:
        events = board.events()
        name, data = next(events)
        assert (name, abs(data["now"] / 1000 - time.time()) < 1) == ("beat", True)
        factor = factories.create_factor(workshop=workshop, text="น้ำท่วมซ้ำซาก")
        started = time.monotonic()
        factors.hide_factor(factor, by=workshop.facilitators.get())
        factors.restore_factor(factor, by=workshop.facilitators.get())

        event, data = next(events)

        assert time.monotonic() - started < 1
        assert event == "change"
        assert data["revision"] in (1, 2)
        assert board.response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert board.response.headers["Cache-Control"] == "no-cache"
        assert board.response.headers["X-Accel-Buffering"] == "no"
        assert board.raw.startswith(b"retry: ")


def test_phones_get_no_factor_text(portal: str, workshop: Workshop) -> None:
    person = factories.create_participant(workshop=workshop, token=TOKEN)
    factor = factories.create_factor(participant=person, text="น้ำท่วมซ้ำซาก")
    address = path(workshop, Audience.PHONE)
    with listening(portal, address, cookie=cookie(workshop)) as phone:
        frames = phone.frames()
        first = next(frames)
        factors.hide_factor(factor, by=workshop.facilitators.get())
        second = next(frames)

    assert first[0] == "snapshot"
    assert first[1]["on_board"] == [factor.pk]
    assert [patch["id"] for patch in first[1]["patches"]] == [
        "stage-banner",
        "counts",
        "rules-notice",
        "now",
    ]
    assert second[1]["off_board"] == [factor.pk]
    assert [patch["id"] for patch in second[1]["patches"]] == ["counts"]
    assert "น้ำท่วม" not in phone.raw.decode()
    assert person.name not in phone.raw.decode()


def test_the_projector_gets_no_person(portal: str, workshop: Workshop) -> None:
    person = factories.create_participant(workshop=workshop, name="นางสาวใจดี มีสุข")
    factories.create_factor(participant=person)
    with listening(portal, path(workshop)) as board:
        assert next(board.frames())[0] == "snapshot"

    assert "ใจดี" not in board.raw.decode()


@pytest.mark.parametrize("lang", ["th", "en"])
def test_it_speaks_the_readers_language(portal: str, workshop: Workshop, lang: str) -> None:
    factories.create_factor(workshop=workshop)
    address = f"/live/{workshop.code}/?key={workshop.board_key}&lang={lang}"
    with listening(portal, address) as board:
        _, data = next(board.frames())

    html = " ".join(patch["html"] for patch in data["patches"])
    assert ({"th": "ชุมแพ", "en": "Chum Phae"}[lang] in html) is True


def test_who_may_not_listen(portal: str, workshop: Workshop) -> None:
    other = factories.create_workshop()
    factories.create_participant(workshop=other, token=TOKEN)
    stranger = session_of(factories.create_facilitator())
    planner = session_of(factories.create_planner())
    board, phone, desk = (path(workshop, audience) for audience in ("board", "phone", "desk"))

    assert status(portal, "/live/ZZZZZZ/") == 404
    assert status(portal, "/live/") == 404
    assert status(portal, f"/live/{workshop.code}/more/") == 404
    assert status(portal, board.replace(workshop.board_key, "x" * 43)) == 404
    assert status(portal, f"/live/{workshop.code}/?as=board") == 404
    assert status(portal, f"/live/{workshop.code}/") == 403
    assert status(portal, f"/live/{workshop.code}/?as=everything") == 403
    assert status(portal, phone) == 403
    assert status(portal, phone, cookie=cookie(workshop)) == 403
    assert status(portal, phone, cookie=cookie(other)) == 403
    assert status(portal, desk) == 403
    assert status(portal, desk, cookie="sessionid=nonsense") == 403
    assert status(portal, desk, cookie=planner) == 403
    assert status(portal, desk, cookie=stranger) == 404


def test_who_may_listen_at_the_desk(portal: str, workshop: Workshop, settings) -> None:
    facilitator = workshop.facilitators.get()
    session = session_of(facilitator)
    desk = path(workshop, Audience.DESK, wait=0)
    assert status(portal, desk, cookie=session) == 200

    facilitator.is_demo = True
    facilitator.save()
    settings.DEMO = False
    assert status(portal, desk, cookie=session) == 403
    facilitator.is_demo, facilitator.is_active = False, False
    facilitator.save()
    assert status(portal, desk, cookie=session) == 403
    facilitator.is_active = True
    facilitator.set_password("another one")  # ends the sessions that were open
    facilitator.save()
    assert status(portal, desk, cookie=session) == 403


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE"])
def test_only_get(portal: str, workshop: Workshop, method: str) -> None:
    assert status(portal, path(workshop), method=method) == 405


def test_polling_gives_the_same_frames_at_once(portal: str, workshop: Workshop) -> None:
    stages.open_stage(workshop, Stage.EXCHANGE, by=workshop.facilitators.get())

    def poll(after: object) -> list:
        with listening(portal, path(workshop, after=after, wait=0)) as stream:
            beat, *frames = json.loads(stream.response.read())
        assert (beat["event"], list(beat["data"])) == ("beat", ["now"])
        return frames

    assert poll(1) == []
    (change,) = poll(0)
    assert change["event"] == "change"
    assert change["data"]["stage"] == "exchange"
    patches = [patch["id"] for patch in change["data"]["patches"]]
    assert patches == ["stage-banner", "board-title"]
    stages.open_stage(workshop, Stage.REFLECT, by=workshop.facilitators.get())
    assert poll(1)[0]["data"]["stage"] == "reflect"
    assert [frame["event"] for frame in poll("")] == ["snapshot"]


@pytest.mark.parametrize("after", ["", "7", "-1", "nonsense", "99999999999999999999"])
def test_an_unknown_number_gets_a_snapshot(portal: str, workshop: Workshop, after: str) -> None:
    with listening(portal, path(workshop, after=after)) as board:
        event, data = next(board.frames())

    assert (event, data["revision"]) == ("snapshot", 0)


def test_far_behind_gets_a_snapshot(portal: str, workshop: Workshop, monkeypatch) -> None:
    monkeypatch.setattr("workshops.live.rooms.KEPT_ENTRIES", 3)
    facilitator = workshop.facilitators.get()
    for stage in (Stage.LEARN, Stage.EXCHANGE, Stage.REFLECT, Stage.ANALYSE, Stage.DIRECT):
        stages.open_stage(workshop, stage, by=facilitator)
    found = []
    for last in (1, 2):
        with listening(portal, path(workshop), last=last) as board:
            found.append(next(board.frames())[0])

    assert found == ["snapshot", "change"]


@pytest.mark.parametrize(
    "text", ["a\nb", "a\r\rb", "a\u2028b\u2029", "x\n\nevent: snapshot\ndata: {}\n\n", "</li><b>"]
)
def test_no_text_can_forge_an_event(portal: str, workshop: Workshop, text: str) -> None:
    factories.create_factor(workshop=workshop, text=text)
    with listening(portal, path(workshop)) as board:
        events = board.events()
        assert [next(events)[0], next(events)[0]] == ["beat", "snapshot"]
        stages.open_stage(workshop, Stage.DIRECT, by=workshop.facilitators.get())
        assert next(events)[0] == "change"

    assert board.raw.count(b"\nevent: ") == 3
    assert "</li><b>" not in board.raw.decode()


def test_one_persons_oldest_stream_ends(portal: str, workshop: Workshop) -> None:
    factories.create_participant(workshop=workshop, token=TOKEN)
    limit = hub.STREAMS_PER_CREDENTIAL[Audience.PHONE]
    address = path(workshop, Audience.PHONE, after=0)
    streams = [Stream(portal, address, cookie=cookie(workshop)) for _ in range(limit + 1)]
    ends = [next(streams[0].events()), *streams[0].events()]

    assert [name for name, _ in ends] == ["beat"]
    stages.open_stage(workshop, Stage.DIRECT, by=workshop.facilitators.get())
    assert {next(stream_.frames())[0] for stream_ in streams[1:]} == {"change"}
    for stream_ in streams:
        stream_.close()


def test_a_stream_ends_in_time_and_beats_until_then(
    portal: str, workshop: Workshop, monkeypatch
) -> None:
    monkeypatch.setattr(stream, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(stream, "LIFETIME_SECONDS", (0.35, 0.35))
    with listening(portal, path(workshop, after=0)) as board:
        assert [name for name, _ in board.events()] == ["beat"] * 4


@pytest.mark.data
def test_open_streams_hold_neither_thread_nor_connection(portal: str, workshop: Workshop) -> None:
    def held() -> tuple[int, int]:
        if connection.vendor == "sqlite":
            name = Path(connection.settings_dict["NAME"]).resolve()
            files = Path("/proc/self/fd").iterdir()
            links = [os.readlink(file) for file in files if file.is_symlink()]
            return threading.active_count(), links.count(str(name))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            )
            return threading.active_count(), cursor.fetchone()[0]

    monkey = hub.STREAMS_PER_CREDENTIAL[Audience.BOARD]
    hub.STREAMS_PER_CREDENTIAL[Audience.BOARD] = 200
    try:
        streams = [Stream(portal, path(workshop, after=0)) for _ in range(8)]
        threads, connections = held()
        streams += [Stream(portal, path(workshop, after=0)) for _ in range(192)]
        now = held()
        stages.open_stage(workshop, Stage.DIRECT, by=workshop.facilitators.get())
        assert {next(stream_.frames())[0] for stream_ in streams} == {"change"}
    finally:
        hub.STREAMS_PER_CREDENTIAL[Audience.BOARD] = monkey
        for stream_ in streams:
            stream_.close()

    assert now[0] <= threads + hub.JOIN_THREADS
    assert now[1] <= connections + hub.JOIN_THREADS


def test_a_screen_that_is_cut_off_again_and_again_misses_nothing(portal: str, settings) -> None:
    settings.FACTORS_PER_MINUTE, settings.LIVE_POLL_SECONDS = 10_000, 0.02
    workshop = factories.create_workshop()
    hand, dice, screen = Hand(workshop, 7), random.Random(7), Screen()
    address = path(workshop)
    for _ in range(40):
        with listening(portal, address, last=screen.revision or None, patience=0.15) as stream_:
            wanted = dice.randrange(3)
            with contextlib.suppress(TimeoutError):
                for event, data in stream_.frames():
                    screen.apply(event, data)
                    if wanted == 0:
                        break
                    wanted -= 1
                    hand.act()
                    hand.act()
        hand.act()
    last = listening(portal, address, last=screen.revision, patience=1)
    with last as stream_, contextlib.suppress(TimeoutError):
        for event, data in stream_.frames():
            screen.apply(event, data)
    fresh = Screen()
    with listening(portal, address) as stream_:
        fresh.apply(*next(stream_.frames()))

    assert workshop.journal.count() > 60
    assert screen.shown == fresh.shown
