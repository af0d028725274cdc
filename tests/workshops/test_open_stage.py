import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import create_facilitator, create_factor, create_planner, create_workshop
from tests.workshops.desks import signed_in
from workshops.enums import Stage
from workshops.models import Factor

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def url(workshop, *, seen=""):
    page = reverse("workshops:open-stage", args=[workshop.code])
    return f"{page}?seen={seen}" if seen else page


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator, stage=Stage.BRAINSTORM)


def test_it_moves_the_room_and_leads_back_to_the_desk(facilitator, workshop):
    answer = signed_in(facilitator).post(url(workshop, seen="brainstorm"), {"stage": "exchange"})

    assert (answer.status_code, answer.url) == (303, f"/desk/{workshop.code}/")
    workshop.refresh_from_db()
    assert workshop.stage == Stage.EXCHANGE
    entry = workshop.journal.get()
    assert (entry.revision, entry.verb, entry.user) == (1, "stage.changed", facilitator)
    assert entry.facts == {"before": "brainstorm", "after": "exchange"}


def test_a_script_gets_json(facilitator, workshop):
    answer = signed_in(facilitator).post(
        url(workshop, seen="brainstorm"), {"stage": "exchange"}, headers=JSON
    )

    assert (answer.status_code, answer.json()) == (200, {"stage": "exchange", "revision": 1})


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_can_be_opened_from_any(facilitator, workshop, stage):
    signed_in(facilitator).post(url(workshop), {"stage": stage})

    workshop.refresh_from_db()
    assert workshop.stage == stage


def test_going_forward_and_back_loses_nothing(facilitator, workshop):
    for _ in range(3):
        create_factor(workshop=workshop)
    before = list(Factor.objects.order_by("pk").values())
    client = signed_in(facilitator)

    for stage in [*Stage, *reversed(Stage), *Stage]:
        client.post(url(workshop), {"stage": stage})

    assert list(Factor.objects.order_by("pk").values()) == before


def test_the_second_of_two_facilitators_is_told_and_sees_the_new_stage(facilitator, workshop):
    client = signed_in(facilitator)
    client.post(url(workshop, seen="brainstorm"), {"stage": "exchange"})

    page = client.post(url(workshop, seen="brainstorm"), {"stage": "reflect"})

    assert page.status_code == 409
    shown = page.content.decode()
    assert "Another facilitator has moved the stage meanwhile." in shown
    assert 'id="stage-controls" class="stage-controls" data-stage="exchange"' in shown
    workshop.refresh_from_db()
    assert (workshop.stage, workshop.revision) == (Stage.EXCHANGE, 1)


def test_a_script_of_the_second_is_told_too(facilitator, workshop):
    client = signed_in(facilitator)
    client.post(url(workshop, seen="brainstorm"), {"stage": "exchange"})

    answer = client.post(url(workshop, seen="brainstorm"), {"stage": "reflect"}, headers=JSON)

    assert answer.status_code == 409
    assert answer.json() == {
        "error": "Another facilitator has moved the stage meanwhile. Look at it, then press again.",
        "stage": "exchange",
        "revision": 1,
    }


def test_a_double_tap_is_one_step(facilitator, workshop):
    client = signed_in(facilitator)
    for _ in range(2):
        client.post(url(workshop, seen="brainstorm"), {"stage": "exchange"})

    workshop.refresh_from_db()
    assert (workshop.stage, workshop.journal.count()) == (Stage.EXCHANGE, 1)


@pytest.mark.parametrize("fields", [{}, {"stage": "party"}, {"stage": ""}])
def test_an_unknown_stage_is_refused(facilitator, workshop, fields):
    page = signed_in(facilitator).post(url(workshop), fields)

    assert page.status_code == 422
    assert "There is no such stage." in page.content.decode()
    assert not workshop.journal.exists()


def test_a_closed_workshop_opens_again(facilitator):
    workshop = create_workshop(facilitator=facilitator, stage=Stage.CLOSED)

    signed_in(facilitator).post(url(workshop, seen="closed"), {"stage": "feedback"})

    workshop.refresh_from_db()
    assert workshop.stage == Stage.FEEDBACK


def test_a_stranger_is_led_to_the_sign_in(workshop):
    answer = Client().post(url(workshop), {"stage": "closed"})

    assert answer.url.startswith("/accounts/login/")
    assert not workshop.journal.exists()


def test_the_facilitator_of_another_workshop_finds_nothing(workshop):
    assert signed_in().post(url(workshop), {"stage": "closed"}).status_code == 404
    assert not workshop.journal.exists()


def test_a_planner_may_not(workshop):
    answer = signed_in(create_planner()).post(url(workshop), {"stage": "closed"})

    assert answer.status_code == 403


def test_an_unknown_code_is_not_found():
    assert signed_in().post("/desk/ZZZZZZ/stage/", {"stage": "learn"}).status_code == 404


def test_it_is_not_done_by_a_link(facilitator, workshop):
    assert signed_in(facilitator).get(url(workshop)).status_code == 405


def test_it_needs_the_form_of_our_own_page(facilitator, workshop):
    client = signed_in(facilitator, enforce_csrf_checks=True)

    assert client.post(url(workshop), {"stage": "closed"}).status_code == 403
    assert not workshop.journal.exists()
