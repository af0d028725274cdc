"""What the facilitators' buttons do, as every frame, poll and first page says it."""

from __future__ import annotations

import json
import time

import pytest

from tests import factories
from workshops.domain import room, timer
from workshops.enums import Category, ProjectorMode, Stage, Verb
from workshops.live import fragments
from workshops.live.fragments import Audience
from workshops.live.rooms import Room
from workshops.live.scene import TOUCHES
from workshops.live.topics import topics_of
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

QUIET = {
    "paused": False,
    "blanked": False,
    "silent": False,
    "late": False,
    "timer": {"ends_at": None, "left": None, "closes": False},
    "projector": {"mode": "all", "category": ""},
}


@pytest.fixture
def workshop() -> Workshop:
    return factories.create_workshop()


def without_now(state: dict) -> dict:
    return {name: value for name, value in state.items() if name != "now"}


@pytest.mark.parametrize("audience", list(Audience))
def test_every_frame_and_the_first_page_say_how_the_room_is(workshop, audience) -> None:
    by = workshop.facilitators.get()
    followed = Room(workshop.pk)
    view = (audience, "th")
    first = json.loads(fragments.first_draw(workshop, audience).state)
    room.change_rules(workshop, by=by, is_silent=True, allows_late=True)
    room.pause_phones(workshop, by=by)
    room.blank_screens(workshop, by=by)
    room.show_on_projector(workshop, ProjectorMode.ONE, by=by, category=Category.POLITICAL)
    timer.start_timer(workshop, by=by, seconds=600, closes=True)
    workshop.refresh_from_db()
    busy = {
        "paused": True,
        "blanked": True,
        "silent": True,
        "late": True,
        "timer": {
            "ends_at": round(workshop.timer_ends_at.timestamp() * 1000),
            "left": None,
            "closes": True,
        },
        "projector": {"mode": "one", "category": "political"},
    }
    (change,) = followed.catch_up({view}).values()
    states = [
        json.loads(change.data(1))["state"],
        json.loads(followed.missed(view, None).data(2))["state"],
        json.loads(fragments.first_draw(workshop, audience).state),
    ]

    assert without_now(first) == QUIET
    assert [without_now(state) for state in states] == [busy] * 3
    assert [states[0]["now"], states[1]["now"]] == [1, 2]
    assert abs(states[2]["now"] / 1000 - time.time()) < 5


def test_a_held_timer_and_a_reveal(workshop) -> None:
    by = workshop.facilitators.get()
    room.change_rules(workshop, by=by, is_silent=True)
    room.reveal_factors(workshop, by=by)
    timer.start_timer(workshop, by=by, seconds=600)
    timer.pause_timer(workshop, by=by)
    state = json.loads(fragments.first_draw(workshop, Audience.PHONE).state)

    assert state["silent"] is False
    assert (state["timer"]["ends_at"], state["timer"]["left"]) == (None, 600)


def test_an_answer_that_is_kept_gets_the_clock_of_its_sending(workshop) -> None:
    followed, view = Room(workshop.pk), (Audience.PHONE, "th")
    kept, again = followed.missed(view, None), followed.missed(view, None)

    assert kept is again
    assert json.loads(kept.data(10))["state"]["now"] == 10
    assert json.loads(kept.data(20))["state"]["now"] == 20
    assert kept.wire(30).endswith(b'"now":30}}\n\n')


@pytest.mark.parametrize("stage", [Stage.LOBBY, Stage.EXCHANGE, Stage.CLOSED])
def test_late_drafts_are_taken_only_where_the_domain_takes_them(stage: Stage) -> None:
    workshop = factories.create_workshop(stage=stage)
    room.change_rules(workshop, by=workshop.facilitators.get(), allows_late=True)
    state = json.loads(fragments.first_draw(workshop, Audience.PHONE).state)

    assert state["late"] is (stage == Stage.EXCHANGE)


def test_silent_words_are_counted_on_all_screens(workshop) -> None:
    room.change_rules(workshop, by=workshop.facilitators.get(), is_silent=True)
    factories.create_factor(workshop=workshop, waits_for="reveal")
    for audience in Audience:
        assert 'class="count-silent"' in fragments.first_draw(workshop, audience).counts


# What no live screen shows; everything else says in the scene what it touches.
UNSEEN = {
    Verb.WORKSHOP_CREATED,
    Verb.PARTICIPANT_RETURNED,
    Verb.SEATS_MADE,
    Verb.REHEARSAL_CLEARED,  # names its factors
    Verb.WORKBOOK_EXPORTED,
    Verb.FILE_EXPORTED,
    *(verb for verb in Verb if verb.startswith(("issue.", "indicator.", "project.", "factor."))),
}


def test_what_each_verb_touches_is_decided() -> None:
    about = {verb for verb in Verb if topics_of(verb)} | {Verb.HINT_REFUSED}
    assert set(TOUCHES) | UNSEEN | about == set(Verb)
