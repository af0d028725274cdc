import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    create_district,
    create_facilitator,
    create_factor,
    create_participant,
    create_planner,
    create_workshop,
)
from tests.workshops.desks import sentences, signed_in

pytestmark = pytest.mark.django_db


def url(workshop):
    return reverse("workshops:change-workshop", args=[workshop.code])


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    create_district(code="4010")
    return create_workshop(facilitator=facilitator)


def fields(workshop, **changed):
    return {
        "title": "ชื่อใหม่",
        "held_on": "1/7/2564",
        "venue": "ศาลากลาง",
        "track": "mice",
        "plan_cycle": workshop.plan_cycle.pk,
        "districts": ["4005", "4010"],
    } | changed


def test_it_changes_the_settings(facilitator, workshop):
    answer = signed_in(facilitator).post(url(workshop), fields(workshop))

    assert (answer.status_code, answer.url) == (303, f"/desk/{workshop.code}/")
    code = workshop.code
    workshop.refresh_from_db()
    assert (workshop.code, workshop.title, workshop.venue) == (code, "ชื่อใหม่", "ศาลากลาง")
    assert (str(workshop.held_on), workshop.track) == ("2021-07-01", "mice")
    assert list(workshop.districts.order_by("pk").values_list("pk", flat=True)) == ["4005", "4010"]
    entry = workshop.journal.get()
    assert (entry.revision, entry.verb, entry.user) == (1, "workshop.changed", facilitator)


def test_it_shows_what_is_set(facilitator, workshop):
    form = signed_in(facilitator).get(url(workshop)).context["form"]

    assert (form["title"].value(), form["held_on"].value()) == (workshop.title, "24/6/2564")
    assert set(form["districts"].value()) == {"4005", "4029"}


def test_a_district_with_people_stays(facilitator, workshop):
    create_participant(workshop=workshop, district="4029")

    page = signed_in(facilitator).post(url(workshop), fields(workshop, districts=["4005"]))

    assert page.status_code == 422
    assert sentences(page) == {
        "districts": ["People or factors of Wiang Kao are in this workshop. Keep these districts."]
    }
    assert page.context["form"]["title"].value() == "ชื่อใหม่"
    workshop.refresh_from_db()
    assert workshop.title != "ชื่อใหม่"
    assert not workshop.journal.exists()


def test_a_district_with_factors_stays(facilitator, workshop):
    person = create_participant(workshop=workshop, district="4005")
    create_factor(participant=person, district="4029")

    page = signed_in(facilitator).post(url(workshop), fields(workshop, districts=["4005"]))

    assert page.status_code == 422
    assert workshop.districts.count() == 2


def test_it_says_what_is_wrong(facilitator, workshop):
    wrong = fields(workshop, title=" ", held_on="x", districts=[])

    page = signed_in(facilitator).post(url(workshop), wrong)

    assert page.status_code == 422
    assert set(sentences(page)) == {"title", "held_on", "districts"}
    assert not workshop.journal.exists()


def test_a_stranger_is_led_to_the_sign_in(workshop):
    assert Client().get(url(workshop)).url.startswith("/accounts/login/")


def test_the_facilitator_of_another_workshop_finds_nothing(workshop):
    assert signed_in().post(url(workshop), fields(workshop)).status_code == 404


def test_a_planner_may_not(workshop):
    assert signed_in(create_planner()).get(url(workshop)).status_code == 403


def test_an_unknown_code_is_not_found():
    assert signed_in().get("/desk/ZZZZZZ/settings/").status_code == 404


def test_other_methods_are_refused(facilitator, workshop):
    assert signed_in(facilitator).put(url(workshop)).status_code == 405
