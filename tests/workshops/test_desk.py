import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_workshop,
)
from tests.workshops.desks import signed_in
from workshops.enums import Category, Stage

pytestmark = pytest.mark.django_db


def page_of(workshop):
    return reverse("workshops:desk", args=[workshop.code])


def test_it_shows_the_factors_newest_first_and_hidden_ones_as_hidden():
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)
    person = create_participant(workshop=workshop)
    first = create_factor(participant=person, text="คนหนุ่มสาวออกไปทำงานนอกอำเภอ")
    second = create_factor(participant=person, hidden_at=timezone.now(), text="ซ่อนไว้")
    create_factor(participant=person, withdrawn_at=timezone.now(), text="ถอนแล้ว")

    shown = signed_in(facilitator).get(page_of(workshop)).content.decode()

    assert re.findall(r'<li id="factor-(\d+)"', shown) == [str(second.pk), str(first.pk)]
    assert re.findall(r'id="factor-(\d+)"[^>]*data-hidden', shown) == [str(second.pk)]
    assert "คนหนุ่มสาวออกไปทำงานนอกอำเภอ" in shown
    assert "ถอนแล้ว" not in shown


def test_it_has_every_element_that_the_stream_replaces():
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)

    shown = signed_in(facilitator).get(page_of(workshop)).content.decode()

    wanted = ["stage-controls", "steering", "waiting", "presence", "counts"]
    wanted += [f"{kind}-{category}" for kind in ("column", "count") for category in Category]
    assert [shown.count(f'id="{name}"') for name in wanted] == [1] * len(wanted)
    assert f'data-live="/live/{workshop.code}/?as=desk&amp;lang=en"' in shown
    assert 'data-revision="0"' in shown


def test_it_shows_who_is_in_by_district():
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)
    create_participant(workshop=workshop)

    shown = signed_in(facilitator).get(page_of(workshop)).content.decode()

    assert re.findall(r"<li[^>]*>([^<]+) <b>(\d+)</b>", shown) == [
        ("Chum Phae", "1"),
        ("Wiang Kao", "0"),
    ]


@pytest.mark.parametrize(
    ("stage", "steps"),
    [
        (Stage.LOBBY, [("next", "learn")]),
        (Stage.EXCHANGE, [("back", "brainstorm"), ("next", "reflect")]),
        (Stage.FEEDBACK, [("back", "direct")]),  # closing asks first
        (Stage.CLOSED, [("back", "feedback")]),
    ],
)
def test_its_big_buttons_lead_to_the_neighbours(stage, steps):
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator, stage=stage)

    shown = signed_in(facilitator).get(page_of(workshop)).content.decode()

    big = re.findall(r'<button[^>]*data-step="(\w+)"[^>]*seen=(\w+)[^>]*value="(\w+)"', shown)
    assert big == [(step, stage.value, leads_to) for step, leads_to in steps]


def test_every_other_stage_can_be_reached():
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator, stage=Stage.LOBBY)

    shown = signed_in(facilitator).get(page_of(workshop)).content.decode()

    reached = set(re.findall(r'name="stage" value="(\w+)"', shown))
    assert reached == set(Stage.values) - {"lobby"}


@pytest.mark.parametrize("rows", [1, 3])
def test_its_queries_do_not_grow(django_assert_num_queries, rows):
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)
    for _ in range(rows):
        create_factor(workshop=workshop)
    client = signed_in(facilitator)

    # session, user, workshop, and six for what is drawn
    with django_assert_num_queries(9):
        client.get(page_of(workshop))


def test_a_stranger_is_led_to_the_sign_in():
    page = page_of(create_workshop())

    assert Client().get(page).url == f"/accounts/login/?next={page}"


def test_the_facilitator_of_another_workshop_finds_nothing():
    create_workshop(facilitator=(other := create_facilitator()))

    assert signed_in(other).get(page_of(create_workshop())).status_code == 404


def test_an_unknown_code_is_not_found():
    assert signed_in().get("/desk/ZZZZZZ/").status_code == 404


def test_a_planner_may_not():
    assert signed_in(create_planner()).get(page_of(create_workshop())).status_code == 403


def test_it_is_only_read():
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)

    assert signed_in(facilitator).post(page_of(workshop)).status_code == 405
