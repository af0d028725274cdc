import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import create_facilitator, create_planner, create_workshop
from tests.workshops.desks import sentences, signed_in
from tests.workshops.phones import joined
from workshops.domain.run_sheet import run_sheet_of
from workshops.enums import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator, stage=Stage.BRAINSTORM)


def url(workshop):
    return reverse("workshops:change-run-sheet", args=[workshop.code])


def as_it_is(client, workshop):
    form = client.get(url(workshop)).context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def test_it_writes_the_lines_that_changed(facilitator, workshop):
    client = signed_in(facilitator)
    sent = as_it_is(client, workshop) | {
        "minutes-brainstorm": "๔๕",
        "instruction-brainstorm": "เขียนทีละปัจจัย",
        "questions-brainstorm": "อะไรเปลี่ยนไปแล้ว\r\nอะไรจะเปลี่ยนอีก",
    }

    answer = client.post(url(workshop), sent)

    assert (answer.status_code, answer.url) == (303, f"/desk/{workshop.code}/")
    assert run_sheet_of(workshop)[Stage.BRAINSTORM] == {
        "minutes": 45,
        "instruction": "เขียนทีละปัจจัย",
        "questions": "อะไรเปลี่ยนไปแล้ว\nอะไรจะเปลี่ยนอีก",
    }
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("run_sheet.changed", facilitator)
    assert entry.facts == {"stages": ["brainstorm"]}


def test_saving_it_as_it_is_writes_nothing(facilitator, workshop):
    client = signed_in(facilitator)

    client.post(url(workshop), as_it_is(client, workshop))

    assert not workshop.journal.exists()
    assert not workshop.run_sheet.exists()


def test_the_desk_shows_the_open_stages_line_and_peeks_at_all(facilitator, workshop):
    client = signed_in(facilitator)
    sent = as_it_is(client, workshop)
    sent |= {"instruction-brainstorm": "เขียนทีละปัจจัย", "questions-reflect": "ใครทำได้"}
    client.post(url(workshop), sent)

    shown = client.get(reverse("workshops:desk", args=[workshop.code])).content.decode()

    assert "<b>Phones say:</b> เขียนทีละปัจจัย" in shown
    assert "30 minutes are planned." in shown
    assert "ใครทำได้" in shown
    workshop.refresh_from_db()
    assert workshop.stage == Stage.BRAINSTORM


def test_phones_read_the_instruction(facilitator, workshop):
    client = signed_in(facilitator)
    phone, _ = joined(workshop=workshop)
    sent = as_it_is(client, workshop) | {"instruction-brainstorm": "เขียนทีละปัจจัย"}
    client.post(url(workshop), sent)

    shown = phone.get(reverse("workshops:room", args=[workshop.code])).content.decode()

    assert "เขียนทีละปัจจัย" in shown


def test_it_says_what_is_wrong_and_keeps_what_was_typed(facilitator, workshop):
    client = signed_in(facilitator)
    sent = as_it_is(client, workshop)
    sent |= {"minutes-learn": "half an hour", "instruction-learn": "ก" * 501}

    page = client.post(url(workshop), sent)

    assert page.status_code == 422
    assert sentences(page) == {
        "minutes-learn": ["Write a whole number from 1 to 480."],
        "instruction-learn": ["500 characters fit here; this is 1 too long. Shorten it."],
    }
    assert "half an hour" in page.content.decode()
    assert not workshop.journal.exists()


def test_a_stranger_is_led_to_the_sign_in(workshop):
    assert Client().post(url(workshop)).url.startswith("/accounts/login/")


def test_the_facilitator_of_another_workshop_finds_nothing(workshop):
    assert signed_in().post(url(workshop)).status_code == 404


def test_a_planner_may_not(workshop):
    assert signed_in(create_planner()).get(url(workshop)).status_code == 403


def test_other_methods_are_refused(facilitator, workshop):
    assert signed_in(facilitator).put(url(workshop)).status_code == 405
