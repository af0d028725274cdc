import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import create_district, create_facilitator, create_plan_cycle, create_planner
from tests.workshops.desks import sentences, signed_in
from workshops.models import JournalEntry, Workshop

pytestmark = pytest.mark.django_db
PAGE = reverse("workshops:create-per-district")


def fields(**changed):
    codes = ["4005", "4029", "4010"]
    for code in codes:
        create_district(code=code)
    return {
        "client_id": str(uuid.uuid4()),
        "title": "ประชุม",
        "held_on": "24/6/2564",
        "track": "both",
        "plan_cycle": create_plan_cycle().pk,
        "districts": codes,
    } | changed


def test_it_makes_one_for_each_and_lists_codes_and_links():
    facilitator = create_facilitator()
    client = signed_in(facilitator)

    answer = client.post(PAGE, fields())

    assert answer.status_code == 303
    made = Workshop.objects.order_by("pk")
    assert [workshop.title for workshop in made] == [
        "ประชุม · บ้านไผ่",
        "ประชุม · ชุมแพ",
        "ประชุม · เวียงเก่า",
    ]
    assert [list(one.districts.values_list("pk", flat=True)) for one in made] == [
        ["4010"],
        ["4005"],
        ["4029"],
    ]
    assert (
        list(JournalEntry.objects.values_list("verb", "revision")) == [("workshop.created", 1)] * 3
    )
    page = client.get(answer.url)
    shown = page.content.decode()
    assert [workshop for workshop, *_ in page.context["made"]] == list(made)
    assert all(f"/join/{one.code}/?openExternalBrowser=1" in shown for one in made)


def test_a_double_tap_makes_them_once():
    client, twice = signed_in(), fields()

    assert client.post(PAGE, twice).url == client.post(PAGE, twice).url
    assert Workshop.objects.count() == 3


def test_somebody_else_does_not_see_what_was_made():
    made = signed_in().post(PAGE, fields()).url

    assert "made" not in signed_in().get(made).context


def test_it_leaves_room_for_the_district_behind_the_title():
    page = signed_in().post(PAGE, fields(title="ก" * 151))

    assert page.status_code == 422
    assert sentences(page) == {
        "title": ["150 characters fit here; this is 1 too long. Shorten it."]
    }
    assert not Workshop.objects.exists()


def test_it_needs_a_district():
    page = signed_in().post(PAGE, fields(districts=[]))

    assert page.status_code == 422
    assert sentences(page) == {"districts": ["No district is chosen. Choose at least one."]}
    assert not Workshop.objects.exists()


def test_a_stranger_is_led_to_the_sign_in():
    assert Client().get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_a_planner_may_not():
    assert signed_in(create_planner()).get(PAGE).status_code == 403


def test_other_methods_are_refused():
    assert signed_in().put(PAGE).status_code == 405
