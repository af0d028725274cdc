"""What a phone says there is to do in the step that is open."""

from __future__ import annotations

import re

import pytest

from tests import factories
from tests.workshops.phones import joined
from workshops.domain import rounds, stages
from workshops.enums import RoundKind, Stage
from workshops.live.fragments import Audience, first_draw
from workshops.live.rooms import Room
from workshops.models import Round, Workshop

pytestmark = pytest.mark.django_db


def now(workshop: Workshop) -> str:
    return str(first_draw(workshop, Audience.PHONE).now)


def state(html: str) -> str:
    found = re.search(r'data-round="(\w+)"', html)
    return found[1] if found else ""


@pytest.mark.parametrize("stage", [Stage.LOBBY, Stage.LEARN, Stage.BRAINSTORM], ids=str)
def test_other_steps_say_nothing(stage: Stage) -> None:
    html = now(factories.create_workshop(stage=stage))

    assert re.sub(r"\s", "", html) == '<divid="now"class="now"></div>'


@pytest.mark.parametrize("stage", [Stage.FEEDBACK, Stage.CLOSED], ids=str)
def test_at_the_end_it_leads_to_the_result(stage: Stage) -> None:
    workshop = factories.create_workshop(stage=stage)

    assert f'href="/room/{workshop.code}/outcome/"' in now(workshop)


def test_setting_the_direction_leads_to_the_proposals() -> None:
    workshop = factories.create_workshop(stage=Stage.DIRECT)

    assert f"/room/{workshop.code}/proposals/" in now(workshop)


def test_each_round_says_where_it_is() -> None:
    workshop = factories.create_workshop(stage=Stage.ANALYSE)
    by = workshop.facilitators.get()
    cluster = factories.create_cluster(workshop=workshop)
    room, view = Room(workshop.pk), (Audience.PHONE, "th")
    found = []

    def look() -> None:
        (frame,) = room.catch_up({view}).values()
        (html,) = (patch["html"] for patch in frame.patches if patch["id"] == "now")
        assert html == now(workshop)
        found.append(state(html))

    made = rounds.prepare_round(workshop, by=by, kind=RoundKind.POINTS, clusters=[cluster.pk])
    look()
    for act in (rounds.open_round, rounds.close_round, rounds.reveal_round):
        act(Round.objects.get(pk=made.pk), by=by)
        look()
    again = rounds.prepare_round(workshop, by=by, kind=RoundKind.RATINGS, clusters=[cluster.pk])
    look()
    rounds.discard_round(again, by=by)
    look()

    assert found == ["prepared", "open", "closed", "revealed", "prepared", "revealed"]


def test_the_open_round_comes_before_a_newer_one() -> None:
    workshop = factories.create_workshop(stage=Stage.ANALYSE)
    opened = factories.create_round(workshop=workshop, kind=RoundKind.POINTS)
    factories.create_round(workshop=workshop, is_open=False)
    room = Room(workshop.pk)

    assert room.scene.round == opened


def test_it_follows_the_stage() -> None:
    workshop = factories.create_workshop(stage=Stage.REFLECT)
    room, view = Room(workshop.pk), (Audience.PHONE, "th")
    factories.create_round(workshop=workshop)
    stages.open_stage(workshop, Stage.ANALYSE, by=workshop.facilitators.get())
    (frame,) = room.catch_up({view}).values()

    assert {"id": "now", "html": now(workshop)} in frame.patches
    assert room.scene.round is not None


def test_it_costs_one_query_and_only_while_the_room_analyses(django_assert_num_queries) -> None:
    workshop = factories.create_workshop(stage=Stage.REFLECT)
    with django_assert_num_queries(4):
        first_draw(workshop, Audience.PHONE)
    stages.open_stage(workshop, Stage.ANALYSE, by=workshop.facilitators.get())
    for _ in range(3):
        factories.create_round(workshop=workshop, is_open=False)
    with django_assert_num_queries(5):
        first_draw(workshop, Audience.PHONE)


def test_the_pages_beside_the_room_lead_to_the_result_too() -> None:
    phone, participant = joined(workshop=factories.create_workshop(stage=Stage.FEEDBACK))
    code = participant.workshop.code

    for page in ("clusters", "challenges", "proposals"):
        shown = phone.get(f"/room/{code}/{page}/").content.decode()
        assert f'data-result href="/room/{code}/outcome/"' in shown
