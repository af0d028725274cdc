import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import create_facilitator, create_planner, create_workshop
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator)


def add(workshop):
    return reverse("workshops:add-facilitator", args=[workshop.code])


def remove(workshop, user):
    return reverse("workshops:remove-facilitator", args=[workshop.code, user.pk])


def test_a_second_one_is_added_by_user_name(facilitator, workshop):
    second = create_facilitator()

    answer = signed_in(facilitator).post(add(workshop), {"username": f" {second.username} "})

    assert (answer.status_code, answer.url) == (303, f"/desk/{workshop.code}/settings/")
    assert set(workshop.facilitators.all()) == {facilitator, second}
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("workshop.changed", facilitator)
    desk = reverse("workshops:desk", args=[workshop.code])
    assert signed_in(second).get(desk).status_code == 200


def test_an_unknown_name_gets_a_sentence_and_stays_in_the_field(facilitator, workshop):
    page = signed_in(facilitator).post(add(workshop), {"username": "somchai"})

    assert page.status_code == 422
    assert page.context["refusal"] == (
        "No facilitator has this user name. Check it, or ask the administrator."
    )
    assert 'value="somchai"' in page.content.decode()
    assert not workshop.journal.exists()


def test_one_is_removed_and_finds_nothing_any_more(facilitator, workshop):
    second = create_facilitator()
    workshop.facilitators.add(second)

    answer = signed_in(facilitator).post(remove(workshop, second))

    assert (answer.status_code, answer.url) == (303, f"/desk/{workshop.code}/settings/")
    desk = reverse("workshops:desk", args=[workshop.code])
    assert signed_in(second).get(desk).status_code == 404
    assert workshop.journal.get().facts == {"facilitators": [facilitator.pk]}


def test_whoever_leaves_is_led_to_the_own_workshops(facilitator, workshop):
    workshop.facilitators.add(create_facilitator())

    assert signed_in(facilitator).post(remove(workshop, facilitator)).url == "/desk/"


def test_the_last_one_cannot_leave(facilitator, workshop):
    page = signed_in(facilitator).post(remove(workshop, facilitator))

    assert page.status_code == 422
    assert page.context["refusal"] == (
        "This is the workshop's only facilitator. Add another one first."
    )
    assert list(workshop.facilitators.all()) == [facilitator]


def test_removing_somebody_who_is_not_there_changes_nothing(facilitator, workshop):
    answer = signed_in(facilitator).post(remove(workshop, create_facilitator()))

    assert answer.status_code == 303
    assert not workshop.journal.exists()


def test_nobody_else_may(facilitator, workshop):
    for address in (add(workshop), remove(workshop, facilitator)):
        assert Client().post(address).url.startswith("/accounts/login/")
        assert signed_in().post(address).status_code == 404
        assert signed_in(create_planner()).post(address).status_code == 403
        assert signed_in(facilitator).get(address).status_code == 405
    assert list(workshop.facilitators.all()) == [facilitator]
