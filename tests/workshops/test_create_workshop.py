import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    PILOTS,
    create_district,
    create_facilitator,
    create_plan_cycle,
    create_planner,
)
from tests.workshops.desks import sentences, signed_in
from workshops.enums import Stage, Track
from workshops.models import JournalEntry, Workshop

pytestmark = pytest.mark.django_db
PAGE = reverse("workshops:create-workshop")


@pytest.fixture(autouse=True)
def reference():
    for code in ["4001", *(pilot[0] for pilot in PILOTS)]:
        create_district(code=code)
    for start in (2018, 2023, 2028):
        create_plan_cycle(start_year=start)


def fields(**changed):
    return {
        "client_id": str(uuid.uuid4()),
        "title": "ประชุมที่ชุมแพ",
        "held_on": "24/6/2564",
        "venue": "หอประชุมอำเภอ",
        "track": "both",
        "plan_cycle": create_plan_cycle().pk,
        "districts": ["4005", "4029"],
    } | changed


def test_it_makes_one_and_leads_to_its_code():
    facilitator = create_facilitator()

    answer = signed_in(facilitator).post(PAGE, fields())

    workshop = Workshop.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/desk/{workshop.code}/share/")
    assert workshop.title == "ประชุมที่ชุมแพ"
    assert workshop.held_on == datetime.date(2021, 6, 24)
    assert workshop.venue == "หอประชุมอำเภอ"
    assert (workshop.track, workshop.stage) == (Track.BOTH, Stage.LOBBY)
    assert [district.pk for district in workshop.districts.as_listed()] == ["4005", "4029"]
    assert list(workshop.facilitators.all()) == [facilitator]
    entry = workshop.journal.get()
    assert (entry.revision, entry.verb, entry.user) == (1, "workshop.created", facilitator)


def test_the_form_needs_nothing_but_a_press():
    client = signed_in()
    page = client.get(PAGE)
    form = page.context["form"]

    suggested = {field.name: field.value() for field in form}
    assert suggested["title"] == "STEEPI workshop"
    today = timezone.localdate()
    assert suggested["held_on"] == f"{today.day}/{today.month}/{today.year + 543}"
    assert suggested["plan_cycle"] == create_plan_cycle(start_year=2023).pk
    assert suggested["districts"] == [code for code, *_ in PILOTS]

    suggested["venue"] = ""
    assert client.post(PAGE, suggested).status_code == 303
    assert Workshop.objects.get().districts.count() == 9


def test_it_lists_pilots_first_and_ticks_them():
    page = signed_in().get(PAGE)

    boxes = [
        (box.data["value"].value, box.data["selected"]) for box in page.context["form"]["districts"]
    ]
    assert boxes == [(code, True) for code, *_ in PILOTS] + [("4001", False)]


def test_it_shows_the_template():
    page = signed_in().get(PAGE)

    assert [stage.value for stage in page.context["stages"]] == [
        "learn", "brainstorm", "exchange", "reflect", "analyse", "direct", "feedback",
    ]  # fmt: skip


def test_a_double_tap_makes_one():
    client, twice = signed_in(), fields()

    first, second = client.post(PAGE, twice), client.post(PAGE, twice)

    assert first.url == second.url
    assert Workshop.objects.count() == JournalEntry.objects.count() == 1


@pytest.mark.parametrize(
    "typed", ["24/6/2564", "๒๔/๖/๒๕๖๔", "24/6/2021", "24 มิ.ย. 2564", "2021-06-24"]
)
def test_a_date_is_read_in_either_era_and_digits(typed):
    signed_in().post(PAGE, fields(held_on=typed))

    assert Workshop.objects.get().held_on == datetime.date(2021, 6, 24)


@pytest.mark.parametrize(
    ("changed", "complaints"),
    [
        ({"title": ""}, {"title": ["This is empty. Write something here."]}),
        ({"title": "\u200b\u200b"}, {"title": ["This is empty. Write something here."]}),
        (
            {"title": "ก" * 203},
            {"title": ["200 characters fit here; this is 3 too long. Shorten it."]},
        ),
        ({"districts": []}, {"districts": ["No district is chosen. Choose at least one."]}),
        (
            {"districts": ["9999"]},
            {"districts": ["One of the districts is unknown. Choose from the list."]},
        ),
        (
            {"held_on": "31/2/2564"},
            {"held_on": ["This is not a date. Write it like 24/6/2564 or 24 มิ.ย. 2564."]},
        ),
        (
            {"held_on": "พรุ่งนี้"},
            {"held_on": ["This is not a date. Write it like 24/6/2564 or 24 มิ.ย. 2564."]},
        ),
        ({"held_on": ""}, {"held_on": ["The date is missing. Write it like 24/6/2564."]}),
        ({"track": "rail"}, {"track": ["This track is unknown. Choose one from the list."]}),
        (
            {"plan_cycle": "77777"},
            {"plan_cycle": ["This plan cycle is unknown. Choose one from the list."]},
        ),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(changed, complaints):
    typed = fields(**changed)

    page = signed_in().post(PAGE, typed)

    assert page.status_code == 422
    assert sentences(page) == complaints
    form = page.context["form"]
    kept = {name: form[name].value() for name in typed}
    assert {name: str(value) for name, value in kept.items()} == {
        name: str(value) for name, value in typed.items()
    }
    assert not Workshop.objects.exists()
    assert not JournalEntry.objects.exists()


def test_the_names_of_a_second_province_do_not_mix():
    other = create_district(code="4101")

    page = signed_in().post(PAGE, fields(districts=[other.pk]))

    assert page.status_code == 422
    page = signed_in().get(PAGE, {"province": "41"})
    assert [box.data["value"].value for box in page.context["form"]["districts"]] == ["4101"]


def test_a_stranger_is_led_to_the_sign_in():
    assert Client().get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_a_planner_may_not():
    assert signed_in(create_planner()).post(PAGE, fields()).status_code == 403
    assert not Workshop.objects.exists()


def test_other_methods_are_refused():
    assert signed_in().put(PAGE).status_code == 405


class TestWithoutReferenceData:
    @pytest.fixture(autouse=True)
    def reference(self):
        pass

    def test_it_says_who_can_help(self):
        page = signed_in().get(PAGE)

        assert page.status_code == 503
        assert "load_reference" in page.content.decode()
