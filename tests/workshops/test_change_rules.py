import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import create_facilitator, create_planner, create_workshop
from tests.workshops.desks import sentences, signed_in
from tests.workshops.phones import joined
from workshops.domain import room
from workshops.live.fragments import Audience
from workshops.live.rooms import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator)


def url(workshop):
    return reverse("workshops:change-rules", args=[workshop.code])


def test_the_form_shows_what_is_in_force(facilitator, workshop):
    form = signed_in(facilitator).get(url(workshop)).context["form"]

    assert form["anonymous_categories"].value() == ["political"]
    assert [form[name].value() for name in ("names_shown", "is_silent", "approves_first")] == [
        False,
        False,
        False,
    ]


def test_it_changes_the_rules(facilitator, workshop):
    sent = {"names_shown": "on", "anonymous_categories": ["political", "social"]}
    sent |= {"is_silent": "on", "factors_limit": "๕", "participants_sort": "on"}

    answer = signed_in(facilitator).post(url(workshop), sent)

    assert (answer.status_code, answer.url) == (303, f"/desk/{workshop.code}/")
    workshop.refresh_from_db()
    rules = {name: getattr(workshop, name) for name in room.RULES}
    assert rules == {
        "names_shown": True,
        "anonymous_categories": ["political", "social"],
        "is_silent": True,
        "approves_first": False,
        "factors_limit": 5,
        "allows_late": False,
        "needs_seat": False,
        "participants_sort": True,
        "comments_open": False,
    }
    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("workshop.changed", facilitator)
    assert set(entry.facts["rules"]) == {
        "names_shown",
        "anonymous_categories",
        "is_silent",
        "factors_limit",
        "participants_sort",
        "comments_open",
    }


def test_saving_what_is_in_force_is_no_change(facilitator, workshop):
    sent = {"anonymous_categories": ["political"], "comments_open": "on"}
    signed_in(facilitator).post(url(workshop), sent)

    assert not workshop.journal.exists()


def test_every_rule_says_what_it_means_for_the_people(facilitator, workshop):
    form = signed_in(facilitator).get(url(workshop)).context["form"]

    assert [field.name for field in form if not field.help_text] == []


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        (
            {"factors_limit": "0"},
            {"factors_limit": ["Write a whole number from 1 to 200."]},
        ),
        (
            {"factors_limit": "many"},
            {"factors_limit": ["Write a whole number from 1 to 200."]},
        ),
        (
            {"anonymous_categories": ["weather"]},
            {"anonymous_categories": ["One of the headings is unknown. Choose from the list."]},
        ),
    ],
)
def test_it_says_what_is_wrong(facilitator, workshop, sent, wrong):
    page = signed_in(facilitator).post(url(workshop), sent)

    assert page.status_code == 422
    assert sentences(page) == wrong
    assert not workshop.journal.exists()


def test_a_stranger_is_led_to_the_sign_in(workshop):
    assert Client().post(url(workshop)).url.startswith("/accounts/login/")


def test_the_facilitator_of_another_workshop_finds_nothing(workshop):
    assert signed_in().post(url(workshop)).status_code == 404


def test_a_planner_may_not(workshop):
    assert signed_in(create_planner()).get(url(workshop)).status_code == 403


def test_other_methods_are_refused(facilitator, workshop):
    assert signed_in(facilitator).put(url(workshop)).status_code == 405


# --- What the people read before they write --------------------------------------------------

NOBODY = "Your words are shown with your district, never with your name."
NAMED = "Facilitators and planners read your name beside your words"
BUT = "Without a name stays what you write under: Political and city administration."
LATER = "Others see them only when the facilitator reveals all at once."
FIRST = "A facilitator reads each factor before it is shown."
LIMIT = "Each person may send 3 factors."


@pytest.mark.parametrize(
    ("rules", "read"),
    [
        ({}, [NOBODY]),
        ({"names_shown": True}, [NAMED, BUT]),
        ({"names_shown": True, "anonymous_categories": []}, [NAMED]),
        ({"is_silent": True}, [NOBODY, LATER]),
        ({"approves_first": True, "factors_limit": 3}, [NOBODY, FIRST, LIMIT]),
    ],
)
@pytest.mark.parametrize("page", ["join", "room"])
def test_the_people_read_who_sees_what(workshop, facilitator, rules, read, page):
    room.change_rules(workshop, by=facilitator, **rules)
    phone, _ = joined(workshop=workshop)

    address = reverse(f"workshops:{page}", args=[workshop.code])
    shown = phone.get(address, headers={"Accept-Language": "en"}).content.decode()

    sentences_there = [NOBODY, NAMED, BUT, LATER, FIRST, LIMIT]
    assert [each for each in sentences_there if each in shown] == read


def test_phones_that_are_open_read_a_changed_rule_at_once(workshop, facilitator):
    view = (Audience.PHONE, "en")
    watched = Room(workshop.pk)

    room.change_rules(workshop, by=facilitator, names_shown=True)
    told = watched.catch_up({view})[view]

    (notice,) = [patch["html"] for patch in told.patches if patch["id"] == "rules-notice"]
    assert NAMED in notice
    assert BUT in notice
