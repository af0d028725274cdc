import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import create_facilitator, create_factor, create_planner, create_workshop
from tests.workshops.desks import sentences, signed_in
from workshops.enums import Stage
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def url(workshop):
    return reverse("workshops:copy-workshop", args=[workshop.code])


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    workshop = create_workshop(facilitator=facilitator, stage=Stage.CLOSED)
    create_factor(workshop=workshop)
    return workshop


def fields(workshop, **changed):
    return {
        "client_id": str(uuid.uuid4()),
        "title": "รอบที่สอง",
        "held_on": "1/7/2564",
        "track": "both",
        "plan_cycle": workshop.plan_cycle.pk,
    } | changed


def test_the_copy_has_the_districts_but_neither_people_nor_factors(facilitator, workshop):
    answer = signed_in(facilitator).post(url(workshop), fields(workshop))

    copy = Workshop.objects.exclude(pk=workshop.pk).get()
    assert (answer.status_code, answer.url) == (303, f"/desk/{copy.code}/share/")
    assert copy.code != workshop.code
    assert (copy.title, copy.stage) == ("รอบที่สอง", Stage.LOBBY)
    assert set(copy.districts.all()) == set(workshop.districts.all())
    assert (copy.participants.count(), copy.factors.count()) == (0, 0)
    assert copy.journal.get().verb == "workshop.created"
    assert not workshop.journal.exists()


def test_it_is_filled_in_with_the_date_of_today(facilitator, workshop):
    form = signed_in(facilitator).get(url(workshop)).context["form"]

    today = timezone.localdate()
    assert form["title"].value() == workshop.title
    assert form["held_on"].value() == f"{today.day}/{today.month}/{today.year + 543}"


def test_a_double_tap_makes_one(facilitator, workshop):
    client, twice = signed_in(facilitator), fields(workshop)

    assert client.post(url(workshop), twice).url == client.post(url(workshop), twice).url
    assert Workshop.objects.count() == 2


def test_it_says_what_is_wrong(facilitator, workshop):
    page = signed_in(facilitator).post(url(workshop), fields(workshop, title=""))

    assert page.status_code == 422
    assert sentences(page) == {"title": ["This is empty. Write something here."]}
    assert Workshop.objects.count() == 1


def test_a_stranger_is_led_to_the_sign_in(workshop):
    assert Client().get(url(workshop)).url.startswith("/accounts/login/")


def test_the_facilitator_of_another_workshop_finds_nothing(workshop):
    assert signed_in().post(url(workshop), fields(workshop)).status_code == 404


def test_a_planner_may_not(workshop):
    assert signed_in(create_planner()).get(url(workshop)).status_code == 403


def test_an_unknown_code_is_not_found():
    assert signed_in().get("/desk/ZZZZZZ/copy/").status_code == 404


def test_other_methods_are_refused(facilitator, workshop):
    assert signed_in(facilitator).put(url(workshop)).status_code == 405
