"""A participant's phone, 360 px wide: nothing typed is lost, nothing is sent twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests import factories
from tests.browser.accessible import faults
from tests.browser.phone import (
    SENT,
    eventually,
    join,
    join_by_form,
    later,
    move,
    press,
    send,
    states,
    texts,
    wait_for_states,
    write,
)
from workshops.domain import factors
from workshops.enums import Stage, Track
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


def test_from_the_code_to_the_board(portal, window, workshop) -> None:
    page = window(width=360, height=740, has_touch=True, glides=True).new_page()
    page.goto(portal)
    page.fill("#code", workshop.code.lower())
    page.press("#code", "Enter")
    page.wait_for_url(f"**/join/{workshop.code}/")
    page.fill("#id_name", "สมหญิง ใจดี")
    page.select_option("#id_district", "4005")
    page.click("form[action*=join] button")
    held: list[Route] = []
    page.route("**/live/**", lambda route: route.abort())
    page.wait_for_url("**/room/**")
    page.reload()
    page.route(SENT, lambda route: held.append(route))

    send(page, "น้ำท่วมซ้ำซาก")
    eventually(page, lambda: held)
    wait_for_states(page, "waiting")
    assert texts(workshop) == []
    held[0].continue_()
    wait_for_states(page, "saved")
    assert texts(workshop) == ["น้ำท่วมซ้ำซาก"]
    page.unroute("**/live/**")
    wait_for_states(page, "board")

    factors.hide_factor(workshop.factors.get(), by=workshop.facilitators.get())
    wait_for_states(page, "hidden")


def test_two_written_without_signal_arrive_once_each(portal, phone, workshop) -> None:
    page = join(phone, portal, workshop)
    phone.set_offline(True)
    expect(page.locator("#offline-note")).to_be_visible()
    send(page, "ข้อแรก")
    wait_for_states(page, "waiting")
    page.click("#another")
    later(page)
    send(page, "ข้อสอง", category="economic")
    wait_for_states(page, "waiting", "waiting")
    assert texts(workshop) == []

    phone.set_offline(False)

    wait_for_states(page, "board", "board")
    expect(page.locator("#offline-note")).to_be_hidden()
    assert texts(workshop) == ["ข้อแรก", "ข้อสอง"]
    assert workshop.factors.get(text="ข้อสอง").category == "economic"


def test_what_waits_survives_a_closed_tab(portal, phone, workshop) -> None:
    page = join(phone, portal, workshop)
    page.route(SENT, lambda route: route.abort())
    send(page, "เขียนไว้ก่อน")
    wait_for_states(page, "waiting")
    page.close()

    again = phone.new_page()
    again.goto(f"{portal}/room/{workshop.code}/")

    wait_for_states(again, "board")
    assert texts(workshop) == ["เขียนไว้ก่อน"]


def test_a_lost_answer_makes_no_second_factor(portal, phone, workshop) -> None:
    page = join(phone, portal, workshop)
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route(SENT, lose_the_first)
    send(page, "น้ำท่วม")

    wait_for_states(page, "board")
    assert lost == [201]
    assert texts(workshop) == ["น้ำท่วม"]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "content_type": "text/html", "body": "<h1>Hotel Wi-Fi</h1>"},
        {"status": 200, "content_type": "application/json", "body": '{"client_id": "other"}'},
        {"status": 503, "body": ""},
        {"status": 429, "headers": {"Retry-After": "1"}, "body": "{}"},
    ],
    ids=["captive portal", "somebody else's answer", "server down", "too many"],
)
def test_only_the_servers_own_word_makes_the_tick(portal, rough, workshop, answer) -> None:
    page = join(rough, portal, workshop)
    page.route(SENT, lambda route: route.fulfill(**answer))
    with page.expect_response(SENT):
        send(page, "น้ำท่วม")
    page.wait_for_timeout(200)
    assert states(page) == ["waiting"]

    page.unroute(SENT)
    wait_for_states(page, "board")
    assert texts(workshop) == ["น้ำท่วม"]


def test_a_double_tap_sends_once(portal, phone, workshop) -> None:
    page = join(phone, portal, workshop)
    write(page, "น้ำท่วม")
    page.dblclick("#send")
    wait_for_states(page, "board")
    page.wait_for_timeout(300)

    assert texts(workshop) == ["น้ำท่วม"]
    expect(page.locator("#error-text")).to_be_hidden()


def test_a_draft_survives_a_reload_and_another_heading(portal, phone, workshop) -> None:
    page = join(phone, portal, workshop)
    write(page, "ยังเขียนไม่จบ")
    page.reload()
    expect(page.locator("#id_text")).to_have_value("ยังเขียนไม่จบ")
    expect(page.locator("[name=stance][value=threat]")).to_be_checked()

    page.click("#back")
    page.click(".heading[data-category=political]")
    expect(page.locator("#id_text")).to_have_value("")
    page.go_back()
    page.click(".heading[data-category=social]")
    expect(page.locator("#id_text")).to_have_value("ยังเขียนไม่จบ")


def test_the_page_follows_the_stage_and_keeps_a_half_typed_text(portal, phone, workshop) -> None:
    page = join(phone, portal, workshop)
    write(page, "ครึ่งประโยค")
    page.wait_for_selector("html[data-live-state=on]")

    move(workshop, Stage.EXCHANGE)

    expect(page.locator("#closed-note")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("ครึ่งประโยค")
    expect(page.locator("#send")).to_be_disabled()
    page.reload()
    expect(page.locator("#id_text")).to_have_value("ครึ่งประโยค")
    expect(page.locator("#closed-note")).to_be_visible()

    page.wait_for_selector("html[data-live-state=on]")
    move(workshop, Stage.BRAINSTORM)
    expect(page.locator("#closed-note")).to_be_hidden()
    page.click("#send")
    wait_for_states(page, "board")
    assert texts(workshop) == ["ครึ่งประโยค"]


def test_without_a_draft_a_closed_step_is_calm(portal, phone, workshop) -> None:
    page = join(phone, portal, workshop)
    page.click(".heading[data-category=social]")
    page.wait_for_selector("html[data-live-state=on]")

    move(workshop, Stage.REFLECT)
    expect(page.locator("#write")).to_be_hidden()
    expect(page.locator(".stage-instruction")).to_be_visible()
    move(workshop, Stage.CLOSED)
    expect(page.locator(".thanks")).to_be_visible()
    expect(page.locator("#stage-banner")).to_have_attribute("data-stage", "closed")


def test_what_comes_too_late_comes_back_to_be_kept(portal, rough, workshop) -> None:
    page = join(rough, portal, workshop)
    page.route("**/live/**", lambda route: route.abort())
    page.reload()
    move(workshop, Stage.EXCHANGE)
    send(page, "ช้าไปนิด")

    wait_for_states(page, "draft")
    expect(page.locator("#own-list .own-text")).to_have_text("ช้าไปนิด")
    page.reload()
    wait_for_states(page, "draft")
    expect(page.locator("[data-act=late]")).to_be_hidden()
    page.click("[data-act=discard]")
    wait_for_states(page, "draft")  # it asks once
    page.click("[data-act=discard]")
    wait_for_states(page)
    assert texts(workshop) == []


def test_a_refused_text_can_be_corrected_and_sent_again(portal, rough, workshop) -> None:
    page = join(rough, portal, workshop)
    send(page, "น้ำท่วม")
    wait_for_states(page, "board")
    later(page)
    send(page, "นํ้าท่วม")  # looks the same: the server refuses it
    wait_for_states(page, "refused", "board")

    page.fill("#id_text", "น้ำแล้ง")
    page.check("[name=stance][value=threat]")
    later(page)
    page.click("#send")

    wait_for_states(page, "board", "board")
    assert texts(workshop) == ["น้ำท่วม", "น้ำแล้ง"]


def test_missing_and_too_long_are_said_before_sending(portal, phone, workshop) -> None:
    page = join(phone, portal, workshop)
    page.click(".heading[data-category=social]")
    page.click("#send")
    expect(page.locator(".field-error:visible")).to_have_count(2)

    page.fill("#id_text", "ก" * 281)
    expect(page.locator("#count")).to_have_text("281/280")
    page.check("[name=stance][value=threat]")
    page.click("#send")
    expect(page.locator(".field-error:visible")).to_have_count(1)
    expect(page.locator("#id_text")).to_have_value("ก" * 281)
    assert states(page) == []


def test_a_lost_form_key_is_renewed_in_silence(portal, rough, workshop) -> None:
    page = join(rough, portal, workshop)
    rough.clear_cookies(name="csrftoken")

    send(page, "น้ำท่วม")

    wait_for_states(page, "board")
    assert texts(workshop) == ["น้ำท่วม"]


def test_without_storage_the_form_goes_the_plain_way(portal, window, workshop) -> None:
    phone = window(width=360, height=740, service_workers="block")
    refuse = "Storage.prototype.setItem = () => { throw new DOMException('refused') }"
    phone.add_init_script(refuse)
    page = join(phone, portal, workshop)

    send(page, "น้ำท่วม")

    expect(page.locator(".alert-success")).to_be_visible()
    wait_for_states(page, "board")
    assert texts(workshop) == ["น้ำท่วม"]


def test_it_all_works_without_script(portal, window, workshop) -> None:
    phone = window(width=360, height=740, java_script_enabled=False)
    page = join_by_form(phone, portal, workshop)
    press(page, ".heading[data-category=social]")
    page.fill("#id_text", "ก" * 281)
    page.check("[name=stance][value=threat]")
    press(page, "#send")
    expect(page.locator("#id_text")).to_have_value("ก" * 281)
    expect(page.locator("[name=stance][value=threat]")).to_be_checked()
    page.fill("#id_text", "น้ำท่วม")
    press(page, "#send")
    expect(page).to_have_url(f"{portal}/room/{workshop.code}/")
    press(page, ".own-tools a >> nth=0")
    page.fill("#id_text", "น้ำท่วมใหญ่")
    press(page, "#change-form button")
    expect(page.locator("#own-list .own-text")).to_have_text("น้ำท่วมใหญ่")
    assert texts(workshop) == ["น้ำท่วมใหญ่"]
    press(page, ".own-tools a >> nth=1")
    press(page, "main form button")
    expect(page.locator("#own-list > li")).to_have_count(1)
    expect(page.locator("#own-list > li")).to_have_attribute("data-state", "withdrawn")


def test_a_phone_handed_over_does_not_send_for_the_other(portal, phone, workshop) -> None:
    page = join(phone, portal, workshop)
    page.route(SENT, lambda route: route.abort())
    send(page, "ของคนแรก")
    wait_for_states(page, "waiting")
    page.unroute(SENT)
    page.goto(f"{portal}/join/{workshop.code}/")
    page.click("summary")
    page.fill("#id_name", "คนที่สอง")
    page.select_option("#id_district", "4005")
    page.click("form[action*=join] button")
    page.wait_for_url("**/room/**")
    page.wait_for_timeout(500)

    assert states(page) == []
    assert not workshop.factors.filter(participant__name="คนที่สอง").exists()


def test_the_pages_fit_and_can_be_read_by_everybody(portal, window, workshop) -> None:
    phone = window(width=360, height=740, bypass_csp=True, rough=True)  # one page is not found
    page = join(phone, portal, workshop)
    send(page, "ข้อความ" * 30)
    wait_for_states(page, "board")
    factor = workshop.factors.get()
    room = f"/room/{workshop.code}/"
    for path in (
        "/",
        "/join/?code=XXXXXX",
        f"/join/{workshop.code}/",
        room,
        f"{room}?category=political",
        f"{room}factors/{factor.pk}/",
        f"{room}factors/{factor.pk}/withdraw/",
    ):
        page.goto(portal + path)
        assert (path, faults(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
