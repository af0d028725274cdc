"""What the facilitators' buttons do to a phone, and that no word of its owner goes with it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import factories
from tests.browser.accessible import faults
from tests.browser.phone import (
    SENT,
    join,
    later,
    move,
    send,
    states,
    texts,
    wait_for_states,
    write,
)
from workshops.domain import factors, room, timer
from workshops.enums import HiddenReason, Stage, Track
from workshops.models import Workshop


@pytest.fixture
def workshop(portal: str) -> Workshop:
    return factories.create_workshop(track=Track.SMART)


@pytest.fixture
def phone(window) -> BrowserContext:
    return window(width=360, height=740, has_touch=True, service_workers="block", again=True)


@pytest.fixture
def rough(window) -> BrowserContext:
    """A phone whose console may complain: the server's refusals are what the test is about."""
    size = {"width": 360, "height": 740, "has_touch": True}
    return window(**size, service_workers="block", again=True, rough=True)


def listening(page: Page) -> Page:
    page.wait_for_selector("html[data-live-state=on]")
    return page


def deaf(page: Page) -> Page:
    """A phone that hears nothing of what the facilitators do."""
    page.route("**/live/**", lambda route: route.abort())
    page.reload()
    return page


def boss(workshop: Workshop):
    return workshop.facilitators.get()


def test_looking_up_covers_the_page_and_gives_it_back(portal, phone, workshop) -> None:
    page = listening(join(phone, portal, workshop))
    write(page, "ครึ่งประโยค")
    page.focus("#id_text")

    room.pause_phones(workshop, by=boss(workshop))
    expect(page.locator("#look-up")).to_be_visible()
    page.keyboard.type("หายไป")
    page.reload()
    expect(page.locator("#look-up")).to_be_visible()
    listening(page)
    room.resume_phones(workshop, by=boss(workshop))

    expect(page.locator("#look-up")).to_be_hidden()
    expect(page.locator("#id_text")).to_have_value("ครึ่งประโยค")
    page.focus("#id_text")
    room.pause_phones(workshop, by=boss(workshop))
    expect(page.locator("#look-up")).to_be_visible()
    room.resume_phones(workshop, by=boss(workshop))
    expect(page.locator("#look-up")).to_be_hidden()
    page.keyboard.type(" ต่อ")
    expect(page.locator("#id_text")).to_have_value(re.compile("^(ครึ่งประโยค ต่อ| ต่อครึ่งประโยค)$"))


def test_blank_screens_are_said_and_leave_own_words(portal, phone, workshop) -> None:
    page = listening(join(phone, portal, workshop))
    send(page, "น้ำท่วม")
    wait_for_states(page, "board")

    room.blank_screens(workshop, by=boss(workshop))

    expect(page.locator("#blank-note")).to_be_visible()
    assert states(page) == ["board"]
    room.unblank_screens(workshop, by=boss(workshop))
    expect(page.locator("#blank-note")).to_be_hidden()


def test_a_timer_that_closes_never_cuts_off_typing(portal, phone, workshop) -> None:
    page = listening(join(phone, portal, workshop))
    write(page, "ยังเขียนอยู่")
    timer.start_timer(workshop, by=boss(workshop), seconds=2, closes=True)

    expect(page.locator("#closed-note")).to_be_visible()

    page.focus("#id_text")
    page.keyboard.press("End")
    page.keyboard.type(" ต่อ")
    expect(page.locator("#id_text")).to_have_value("ยังเขียนอยู่ ต่อ")
    expect(page.locator("#send")).to_be_disabled()
    timer.add_time(workshop, by=boss(workshop), seconds=60)
    expect(page.locator("#closed-note")).to_be_hidden()
    page.click("#send")
    wait_for_states(page, "board")
    assert texts(workshop) == ["ยังเขียนอยู่ ต่อ"]


def test_after_the_reveal_the_phone_says_that_approval_comes_next(portal, phone, workshop) -> None:
    room.change_rules(workshop, by=boss(workshop), is_silent=True, approves_first=True)
    page = listening(join(phone, portal, workshop))
    send(page, "รออ่านก่อน")
    wait_for_states(page, "reveal")

    room.reveal_factors(workshop, by=boss(workshop))

    wait_for_states(page, "approval")


def test_silent_words_are_saved_and_come_to_the_board_with_the_reveal(
    portal, phone, workshop
) -> None:
    room.change_rules(workshop, by=boss(workshop), is_silent=True)
    page = listening(join(phone, portal, workshop))
    send(page, "เขียนเงียบ")
    wait_for_states(page, "reveal")
    page.reload()
    wait_for_states(page, "reveal")
    listening(page)

    room.reveal_factors(workshop, by=boss(workshop))

    wait_for_states(page, "board")


def test_what_waits_for_approval_says_so(portal, phone, workshop) -> None:
    room.change_rules(workshop, by=boss(workshop), approves_first=True)
    page = listening(join(phone, portal, workshop))
    send(page, "รอตรวจ")
    wait_for_states(page, "approval")

    factors.approve_factor(workshop.factors.get(), by=boss(workshop))

    wait_for_states(page, "board")


def test_a_hidden_factor_says_why(portal, phone, workshop) -> None:
    page = listening(join(phone, portal, workshop))
    send(page, "ชื่อคน")
    wait_for_states(page, "board")

    factors.hide_factor(workshop.factors.get(), by=boss(workshop), reason=HiddenReason.PERSONAL)

    wait_for_states(page, "hidden")
    why = page.locator("#own-list .why")
    expect(why).to_have_text(str(HiddenReason.PERSONAL.label))


# --- The step closes meanwhile ----------------------------------------------------------------


def test_a_late_draft_is_handed_in_where_that_is_allowed(portal, rough, workshop) -> None:
    room.change_rules(workshop, by=boss(workshop), allows_late=True)
    page = deaf(join(rough, portal, workshop))
    move(workshop, Stage.EXCHANGE)
    send(page, "ช้าไปนิด")
    wait_for_states(page, "draft")
    page.reload()
    wait_for_states(page, "draft")

    page.click("[data-act=late]")

    page.wait_for_selector("#own-list > li[data-state=saved]")
    assert workshop.factors.get().is_late


def test_a_half_written_draft_can_be_finished_and_handed_in_late(portal, phone, workshop) -> None:
    room.change_rules(workshop, by=boss(workshop), allows_late=True)
    page = listening(join(phone, portal, workshop))
    write(page, "ครึ่งประโยค")
    move(workshop, Stage.EXCHANGE)
    expect(page.locator("#late-note")).to_be_visible()
    late = page.locator("#send").get_attribute("data-late")
    expect(page.locator("#send")).to_have_text(late)

    page.click("#send")

    wait_for_states(page, "board")
    expect(page.locator("#write")).to_be_hidden()
    assert workshop.factors.get().is_late


def test_permission_that_comes_later_is_offered_at_once(portal, phone, workshop) -> None:
    page = listening(join(phone, portal, workshop))
    write(page, "ครึ่งประโยค")
    move(workshop, Stage.EXCHANGE)
    expect(page.locator("#closed-note")).to_be_visible()
    expect(page.locator("#send")).to_be_disabled()

    room.change_rules(workshop, by=boss(workshop), allows_late=True)

    expect(page.locator("#late-note")).to_be_visible()
    expect(page.locator("#send")).to_be_enabled()


def test_a_draft_goes_by_itself_when_the_step_opens_again(portal, rough, workshop) -> None:
    page = deaf(join(rough, portal, workshop))
    move(workshop, Stage.EXCHANGE)
    send(page, "รอเปิดใหม่")
    wait_for_states(page, "draft")
    page.unroute("**/live/**")
    page.reload()
    wait_for_states(listening(page), "draft")

    move(workshop, Stage.BRAINSTORM)

    wait_for_states(page, "board")
    assert texts(workshop) == ["รอเปิดใหม่"]


def test_drafts_of_two_headings_stay_in_sight_one_after_the_other(portal, phone, workshop) -> None:
    room.change_rules(workshop, by=boss(workshop), allows_late=True)
    page = listening(join(phone, portal, workshop))
    write(page, "ด้านสังคม")
    page.click("#back")
    write(page, "ด้านการเมือง", category="political")

    move(workshop, Stage.EXCHANGE)
    expect(page.locator("#late-note")).to_be_visible()
    page.click("#send")
    later(page)
    expect(page.locator("#id_text")).to_have_value("ด้านสังคม")
    page.click("#send")

    wait_for_states(page, "board", "board")
    assert texts(workshop) == ["ด้านการเมือง", "ด้านสังคม"]


# --- How it looks -----------------------------------------------------------------------------


def test_every_state_can_be_read_by_everybody(portal, window, workshop) -> None:
    phone = window(width=360, height=740, bypass_csp=True, service_workers="block")
    page = listening(join(phone, portal, workshop))
    room.change_rules(workshop, by=boss(workshop), allows_late=True, approves_first=True)
    send(page, "รอตรวจ")
    wait_for_states(page, "approval")
    page.route(SENT, lambda route: route.abort())
    for number, state in enumerate(["waiting", "draft", "stranger", "refused"]):
        later(page)
        page.click("#another")
        send(page, f"{state} {'ข้อความยาว' * 12}", category="economic")
        page.locator(f"#own-list > li:nth-last-child({number + 2})").wait_for()
    page.evaluate(
        """() => { for (const item of document.querySelectorAll("#own-list > [data-entry]"))
             item.dataset.state = item.querySelector("bdi").textContent.split(" ")[0]; }"""
    )
    timer.start_timer(workshop, by=boss(workshop), seconds=30)
    page.locator("[data-timer]:visible").wait_for()
    room.blank_screens(workshop, by=boss(workshop))
    expect(page.locator("#blank-note")).to_be_visible()
    complaints(page)
    room.pause_phones(workshop, by=boss(workshop))
    expect(page.locator("#look-up")).to_be_visible()
    complaints(page)


def complaints(page: Page) -> None:
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
