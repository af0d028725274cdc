"""The desk's buttons that steer the room: each answers, writes one line, and asks who presses."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import create_facilitator, create_factor, create_planner, create_workshop
from tests.workshops.desks import signed_in
from tests.workshops.phones import joined
from workshops.enums import Stage, WaitsFor
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}

# address, what is sent, what must be before (fields), the verb and its facts
PRESSES = {
    "pause-phones": ({}, {}, "room.paused", {}),
    "resume-phones": ({}, {"paused_at": timezone.now()}, "room.resumed", {}),
    "blank-screens": ({}, {}, "room.blanked", {}),
    "unblank-screens": ({}, {"blanked_at": timezone.now()}, "room.unblanked", {}),
    "reveal-factors": ({}, {"is_silent": True}, "factors.revealed", {"factors": 0}),
    "show-on-projector": (
        {"mode": "timer"},
        {},
        "projector.changed",
        {"mode": "timer", "category": ""},
    ),
    "start-timer": ({"minutes": "๑๐"}, {}, "timer.changed", {"left_seconds": None}),
    "add-time": (
        {"minutes_more": "5"},
        {"timer_left_seconds": 60},
        "timer.changed",
        {"left_seconds": 360},
    ),
    "pause-timer": (
        {},
        {"timer_ends_at": timezone.now()},
        "timer.changed",
        {"left_seconds": 0},
    ),
    "resume-timer": ({}, {"timer_left_seconds": 60}, "timer.changed", {"left_seconds": None}),
    "stop-timer": ({}, {"timer_left_seconds": 60}, "timer.changed", {"ends_at": None}),
}
BUTTONS = list(PRESSES)


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator)


def url(workshop, button):
    return reverse(f"workshops:{button}", args=[workshop.code])


def before(workshop, button):
    Workshop.objects.filter(pk=workshop.pk).update(**PRESSES[button][1])


@pytest.mark.parametrize("button", BUTTONS)
def test_it_works_and_leads_back_to_the_desk(facilitator, workshop, button):
    before(workshop, button)
    sent, _, verb, facts = PRESSES[button]

    answer = signed_in(facilitator).post(url(workshop, button), sent)

    assert (answer.status_code, answer.url) == (303, f"/desk/{workshop.code}/")
    entry = workshop.journal.get()
    assert (entry.revision, entry.verb, entry.user) == (1, verb, facilitator)
    assert entry.facts | facts == entry.facts


@pytest.mark.parametrize("button", BUTTONS)
def test_a_script_gets_the_revision(facilitator, workshop, button):
    before(workshop, button)

    answer = signed_in(facilitator).post(url(workshop, button), PRESSES[button][0], headers=JSON)

    assert (answer.status_code, answer.json()) == (200, {"revision": 1})


@pytest.mark.parametrize("button", BUTTONS)
def test_a_late_double_press_is_harmless(facilitator, workshop, button):
    before(workshop, button)
    client, sent = signed_in(facilitator), PRESSES[button][0]

    answers = [client.post(url(workshop, button), sent, headers=JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert workshop.journal.count() == (2 if button == "add-time" else 1)


@pytest.mark.parametrize("button", BUTTONS)
def test_nobody_else_presses_it(workshop, button):
    before(workshop, button)
    sent = PRESSES[button][0]
    phone, _ = joined(workshop=workshop)
    journal = workshop.journal.count()

    assert Client().post(url(workshop, button), sent).url.startswith("/accounts/login/")
    assert phone.post(url(workshop, button), sent).url.startswith("/accounts/login/")
    assert signed_in().post(url(workshop, button), sent).status_code == 404
    assert signed_in(create_planner()).post(url(workshop, button), sent).status_code == 403
    assert workshop.journal.count() == journal


@pytest.mark.parametrize("button", BUTTONS)
def test_it_is_not_pressed_by_a_link(facilitator, workshop, button):
    assert signed_in(facilitator).get(url(workshop, button)).status_code == 405


@pytest.mark.parametrize("button", BUTTONS)
def test_an_unknown_code_is_not_found(facilitator, workshop, button):
    workshop.code = "ZZZZZZ"

    assert signed_in(facilitator).post(url(workshop, button)).status_code == 404


NUMBERS = "Write a whole number from 1 to 480."
WRONG = [
    ("start-timer", {"minutes": "0"}, NUMBERS),
    ("start-timer", {"minutes": "481"}, NUMBERS),
    ("start-timer", {"minutes": "soon"}, NUMBERS),
    ("start-timer", {}, NUMBERS),
    (
        "add-time",
        {"minutes_more": "60"},
        "The timer takes one or five minutes more. Press one of the buttons.",
    ),
    (
        "show-on-projector",
        {"mode": "film"},
        "The projector cannot show that. Choose one of the buttons.",
    ),
]


@pytest.mark.parametrize(("button", "sent", "sentence"), WRONG)
def test_what_cannot_be_is_refused_with_a_sentence(facilitator, workshop, button, sent, sentence):
    client = signed_in(facilitator)

    page = client.post(url(workshop, button), sent)
    answer = client.post(url(workshop, button), sent, headers=JSON)

    assert (page.status_code, page.context["notice"]) == (422, sentence)
    assert answer.status_code == 422
    assert answer.json() == {"error": sentence, "stage": workshop.stage, "revision": 0}
    assert not workshop.journal.exists()


def test_the_timer_starts_with_what_was_chosen(facilitator, workshop):
    signed_in(facilitator).post(url(workshop, "start-timer"), {"minutes": "12", "closes": "on"})

    workshop.refresh_from_db()
    left = (workshop.timer_ends_at - timezone.now()).total_seconds()
    assert 715 < left <= 720
    assert workshop.timer_closes


def test_one_category_comes_from_the_button_and_its_address(facilitator, workshop):
    signed_in(facilitator).post(
        f"{url(workshop, 'show-on-projector')}?mode=one", {"category": "economic"}
    )

    workshop.refresh_from_db()
    assert (workshop.projector_mode, workshop.projector_category) == ("one", "economic")


def test_the_desk_offers_what_can_be_pressed_now(facilitator, workshop):
    client, desk = signed_in(facilitator), reverse("workshops:desk", args=[workshop.code])
    shown = client.get(desk).content.decode()
    offered = [button for button in BUTTONS if url(workshop, button) in shown]
    assert offered == ["pause-phones", "blank-screens", "show-on-projector", "start-timer"]

    state = {"paused_at": timezone.now(), "blanked_at": timezone.now(), "is_silent": True}
    state |= {"timer_left_seconds": 90}
    Workshop.objects.filter(pk=workshop.pk).update(**state)
    shown = client.get(desk).content.decode()

    offered = [button for button in BUTTONS if url(workshop, button) in shown]
    assert offered == [
        "resume-phones",
        "unblank-screens",
        "reveal-factors",
        "show-on-projector",
        "add-time",
        "resume-timer",
        "stop-timer",
    ]


def test_the_planned_minutes_are_one_press_away(facilitator, workshop):
    desk = reverse("workshops:desk", args=[workshop.code])

    shown = signed_in(facilitator).get(desk).content.decode()

    assert 'name="minutes" value="30"' in shown


def test_another_facilitator_takes_over_from_anywhere(facilitator, workshop):
    """The first one's laptop dies in the middle; nothing of the room was kept in it."""
    second = create_facilitator()
    workshop.facilitators.add(second)
    first_desk = signed_in(facilitator)
    first_desk.post(url(workshop, "start-timer"), {"minutes": "10"})
    first_desk.post(url(workshop, "pause-phones"))
    del first_desk

    desk = signed_in(second)
    shown = desk.get(reverse("workshops:desk", args=[workshop.code])).content.decode()
    assert url(workshop, "pause-timer") in shown
    assert url(workshop, "resume-phones") in shown
    desk.post(url(workshop, "resume-phones"))
    stage = reverse("workshops:open-stage", args=[workshop.code])
    desk.post(f"{stage}?seen=brainstorm", {"stage": "exchange"})

    workshop.refresh_from_db()
    assert (workshop.stage, workshop.is_paused) == (Stage.EXCHANGE, False)
    users = [entry.user for entry in workshop.journal.order_by("revision")]
    assert users == [facilitator, facilitator, second, second]


# --- Approval -------------------------------------------------------------------------------


def test_a_waiting_factor_is_marked_and_approved(facilitator, workshop):
    factor = create_factor(workshop=workshop, waits_for=WaitsFor.APPROVAL)
    client, desk = signed_in(facilitator), reverse("workshops:desk", args=[workshop.code])
    approve = reverse("workshops:approve-factor", args=[workshop.code, factor.pk])
    shown = client.get(desk).content.decode()
    assert shown.count("data-waiting>") == 1
    assert "<b>1</b> factor waits for approval" in shown

    answer = client.post(approve)

    assert (answer.status_code, answer.url) == (303, f"{desk}#factor-{factor.pk}")
    assert list(workshop.factors.on_board()) == [factor]
    entry = workshop.journal.get()
    assert (entry.verb, entry.user, entry.facts) == (
        "factor.approved",
        facilitator,
        {"factor": factor.pk},
    )
    client.post(approve)
    assert workshop.journal.count() == 1


def test_nobody_else_approves(workshop):
    factor = create_factor(workshop=workshop, waits_for=WaitsFor.APPROVAL)
    approve = reverse("workshops:approve-factor", args=[workshop.code, factor.pk])

    assert Client().post(approve).url.startswith("/accounts/login/")
    assert signed_in().post(approve).status_code == 404
    assert signed_in(create_planner()).post(approve).status_code == 403
    assert not workshop.journal.exists()


def test_the_desk_names_the_writer_only_where_the_rule_did(facilitator, workshop):
    named = create_factor(workshop=workshop, is_anonymous=False)
    unnamed = create_factor(workshop=workshop)
    desk = reverse("workshops:desk", args=[workshop.code])

    shown = signed_in(facilitator).get(desk).content.decode()

    assert named.participant.name in shown
    assert unnamed.participant.name not in shown
