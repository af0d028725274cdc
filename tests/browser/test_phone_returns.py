"""Lost cookies, other keys, a second tab, the way back, no network at all: nobody's words lost."""

from __future__ import annotations

from functools import partial

import pytest
from django.conf import settings as portal_settings
from playwright.sync_api import BrowserContext, Page, expect

from tests import factories
from tests.browser.phone import (
    SENT,
    eventually,
    join,
    join_by_form,
    later,
    press,
    send,
    states,
    texts,
    wait_for_states,
    write,
)
from workshops import access
from workshops.domain import people
from workshops.enums import Track
from workshops.models import Participant, Workshop

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', {get: () => undefined})"


@pytest.fixture
def workshop(portal: str) -> Workshop:
    return factories.create_workshop(track=Track.SMART)


@pytest.fixture
def open_rough(window):
    """A function that opens a phone whose console may complain of what the test is about."""
    return partial(window, width=360, height=740, rough=True)


@pytest.fixture
def rough(open_rough) -> BrowserContext:
    """Without service worker."""
    return open_rough(has_touch=True, service_workers="block", again=True)


@pytest.fixture
def modern(open_rough) -> BrowserContext:
    """With service worker."""
    return open_rough()


def held_back(page: Page, text: str) -> None:
    """Write something that cannot leave the phone."""
    page.route(SENT, lambda route: route.abort())
    send(page, text)
    wait_for_states(page, "waiting")


# --- Who is it? -------------------------------------------------------------------------------


def test_a_phone_that_lost_its_cookies_keeps_the_words_until_it_is_back(
    portal, rough, workshop
) -> None:
    page = join(rough, portal, workshop)
    code = Participant.objects.get().reentry_code
    rough.clear_cookies()
    send(page, "ยังอยู่")
    wait_for_states(page, "stranger")

    page.click("[data-act=join]")
    page.click(f"a[href*='/join/{workshop.code}/back/']")
    page.fill("[name=code]", code)
    page.click("main form button")
    page.wait_for_url("**/room/**")

    wait_for_states(page, "board")
    assert texts(workshop) == ["ยังอยู่"]
    assert Participant.objects.count() == 1


def test_words_of_an_old_entry_are_offered_to_the_new_one(portal, rough, workshop) -> None:
    page = join(rough, portal, workshop)
    held_back(page, "เขียนก่อนเข้าใหม่")
    page.click("#another")
    later(page)
    write(page, "ฉบับร่างเก่า", category="political")
    page.close()
    rough.clear_cookies()

    page = join(rough, portal, workshop)
    assert states(page) == []
    expect(page.locator("#others-count")).to_have_text("1")
    page.click("#others-send")

    wait_for_states(page, "board")
    newest = Participant.objects.order_by("-pk").first()
    assert list(newest.factors.values_list("text", flat=True)) == ["เขียนก่อนเข้าใหม่"]
    expect(page.locator("#others-panel")).to_be_hidden()
    page.click(".heading[data-category=political]")
    expect(page.locator("#id_text")).to_have_value("ฉบับร่างเก่า")


def test_two_drafts_under_one_heading_are_both_kept(portal, rough, workshop) -> None:
    page = join(rough, portal, workshop)
    held_back(page, "เขียนก่อนเข้าใหม่")
    page.click("#another")
    later(page)
    write(page, "ร่างเก่า", category="political")
    page.close()
    rough.clear_cookies()

    page = join(rough, portal, workshop)
    write(page, "ร่างใหม่", category="political")
    page.click("#others-send")

    expect(page.locator("#id_text")).to_have_value("ร่างใหม่\nร่างเก่า")


def test_what_waits_under_a_merged_entry_goes_by_itself(portal, rough, workshop) -> None:
    page = join(rough, portal, workshop)
    held_back(page, "ก่อนรวม")
    page.click("#another")
    later(page)
    write(page, "ร่าง", category="political")
    page.close()
    kept = factories.create_participant(workshop=workshop)
    other = Participant.objects.exclude(pk=kept.pk).get()
    people.merge_participants(kept, other, by=workshop.facilitators.get())

    page = rough.new_page()
    page.goto(f"{portal}/room/{workshop.code}/?category=political")

    expect(page.locator("#id_text")).to_have_value("ร่าง")
    wait_for_states(page, "board")
    assert list(kept.factors.values_list("text", flat=True)) == ["ก่อนรวม"]
    expect(page.locator("#others-panel")).to_be_hidden()


def test_what_has_arrived_is_not_sent_again_under_another_name(portal, rough, workshop) -> None:
    page = join(rough, portal, workshop)
    page.route(SENT, lambda route: (route.fetch(), route.abort()))  # the answer is lost
    with page.expect_event("requestfailed", lambda request: SENT.search(request.url)):
        send(page, "ถึงแล้ว")
    page.unroute(SENT)
    page.close()
    rough.clear_cookies()

    page = join(rough, portal, workshop)
    page.click("#others-send")

    wait_for_states(page, "refused")
    assert texts(workshop) == ["ถึงแล้ว"]


def test_another_secret_key_changes_nothing_for_a_phone(portal, rough, workshop, settings) -> None:
    page = join(rough, portal, workshop)
    send(page, "ก่อน")
    wait_for_states(page, "board")
    settings.SECRET_KEY = "another" * 10
    later(page)

    send(page, "หลัง")

    wait_for_states(page, "board", "board")
    page.reload()
    wait_for_states(page, "board", "board")
    assert texts(workshop) == ["ก่อน", "หลัง"]


def test_a_plain_form_with_all_keys_gone_gives_the_words_back(portal, open_rough, workshop) -> None:
    context = open_rough(java_script_enabled=False, again=True)
    page = join(context, portal, workshop)
    write(page, "ไม่มีสคริปต์")
    context.clear_cookies(name="csrftoken")
    press(page, "#send")
    expect(page.locator("textarea").first).to_have_value("ไม่มีสคริปต์")
    press(page, "main form button")
    eventually(page, lambda: texts(workshop) == ["ไม่มีสคริปต์"])

    page.goto(f"{portal}/room/{workshop.code}/?category=social")
    write(page, "ไม่มีคุกกี้")
    context.clear_cookies(name=access.cookie_name(workshop))
    press(page, "#send")
    expect(page.locator("textarea").first).to_have_value("ไม่มีคุกกี้")
    expect(page.locator(f"main a[href='/join/{workshop.code}/']")).to_have_count(1)


# --- Twice ------------------------------------------------------------------------------------


def test_the_way_back_and_sending_again_makes_no_second_one(portal, open_rough, workshop) -> None:
    context = open_rough(java_script_enabled=False, again=True)
    page = join(context, portal, workshop)
    write(page, "ย้อนกลับ")
    with page.expect_navigation(url=f"**/room/{workshop.code}/"):
        page.dblclick("#send")
    page.go_back()
    if page.locator("#id_text").is_visible():
        page.fill("#id_text", "ย้อนกลับ")
        page.check("[name=stance][value=threat]")
        press(page, "#send")
    page.reload()

    assert texts(workshop) == ["ย้อนกลับ"]


def test_after_the_way_back_the_list_is_true(portal, rough, workshop) -> None:
    page = join(rough, portal, workshop)
    send(page, "น้ำท่วม")
    wait_for_states(page, "board")
    press(page, "#own-list a[href*=withdraw]")
    press(page, "main form button")
    expect(page).to_have_url(f"{portal}/room/{workshop.code}/")
    wait_for_states(page, "withdrawn")
    page.go_back()
    page.go_back()

    wait_for_states(page, "withdrawn")


def test_another_language_on_a_refused_form_leads_to_the_room(portal, open_rough, workshop) -> None:
    context = open_rough(java_script_enabled=False, again=True)
    page = join(context, portal, workshop)
    press(page, ".heading[data-category=social]")
    page.fill("#id_text", "ก" * 281)
    page.check("[name=stance][value=threat]")
    press(page, "#send")
    press(page, ".language button")

    expect(page).to_have_url(f"{portal}/room/{workshop.code}/?category=social")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "lease"])
def test_two_tabs_send_each_entry_once(portal, open_rough, workshop, locks) -> None:
    rough = open_rough(service_workers="block")
    if not locks:
        rough.add_init_script(NO_LOCKS)
    first = join(rough, portal, workshop)
    rough.route(SENT, lambda route: route.abort())
    send(first, "หนึ่ง")
    wait_for_states(first, "waiting")
    later(first)
    first.click("#another")
    send(first, "สอง", category="economic")
    wait_for_states(first, "waiting", "waiting")
    second = rough.new_page()
    second.goto(f"{portal}/room/{workshop.code}/")
    wait_for_states(second, "waiting", "waiting")
    sent: list[str] = []
    rough.route(SENT, lambda route: (sent.append(route.request.url), route.continue_()))

    for page in (first, second):
        page.evaluate("dispatchEvent(new Event('online'))")
    for page in (first, second):
        wait_for_states(page, "board", "board")

    if locks:  # a lease runs out when its tab stands still, so that a dead tab holds nobody up
        assert len(sent) == 2
    assert texts(workshop) == ["หนึ่ง", "สอง"]


# --- No network at all ------------------------------------------------------------------------


def kept_pages(page: Page) -> list[str]:
    return page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys())
              found.push(new URL(request.url).pathname);
          return found;
        }"""
    )


def wait_until_kept(page: Page, path: str) -> None:
    def is_kept() -> bool:
        kept = kept_pages(page)
        return path in kept and any(name.endswith("outbox.js") for name in kept)

    eventually(page, is_kept)


def test_a_reload_without_network_shows_the_room_and_what_waits(portal, modern, workshop) -> None:
    page = join_by_form(modern, portal, workshop)
    room = f"/room/{workshop.code}/"
    wait_until_kept(page, room)
    modern.set_offline(True)
    send(page, "ไม่มีสัญญาณ")
    wait_for_states(page, "waiting")
    later(page)
    page.click("#another")
    write(page, "ร่างไว้", category="economic")

    page.reload()

    wait_for_states(page, "waiting")
    expect(page.locator("#id_text")).to_have_value("ร่างไว้")
    modern.set_offline(False)
    wait_for_states(page, "board")
    assert texts(workshop) == ["ไม่มีสัญญาณ"]
    assert all(path.startswith("/static/") or path == room for path in kept_pages(page))


def test_the_kept_page_goes_when_somebody_else_comes_in(portal, modern, workshop) -> None:
    page = join_by_form(modern, portal, workshop)
    room = f"/room/{workshop.code}/"
    wait_until_kept(page, room)
    page.goto(f"{portal}/join/{workshop.code}/")
    page.click("summary")
    page.fill("#id_name", "คนที่สอง")
    page.select_option("#id_district", "4005")
    modern.set_offline(True)
    # The form goes out, the network does not carry it.
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.click("form[action*=join] button")

    modern.set_offline(False)
    page.goto(f"{portal}/healthz")
    eventually(page, lambda: room not in kept_pages(page))


def test_a_kept_page_is_dropped_when_the_phone_is_a_stranger(portal, modern, workshop) -> None:
    page = join_by_form(modern, portal, workshop)
    room = f"/room/{workshop.code}/"
    wait_until_kept(page, room)
    modern.clear_cookies()
    page.reload()

    page.wait_for_url("**/join/**")
    eventually(page, lambda: room not in kept_pages(page))


def test_a_page_for_one_person_or_slip_is_not_kept(portal, modern, workshop) -> None:
    page = join_by_form(modern, portal, workshop)
    room, door = f"/room/{workshop.code}/", f"/join/{workshop.code}/"
    wait_until_kept(page, room)

    for address in (f"{room}?person=7", f"{door}?seat={'k' * 43}", f"{door}?openExternalBrowser=1"):
        page.evaluate(
            "async () => { for (const n of await caches.keys()) await caches.delete(n); }"
        )
        page.goto(portal + address)
        page.wait_for_timeout(300)
        path = address.split("?")[0]
        assert (path in kept_pages(page)) == ("openExternalBrowser" in address)


def test_on_plain_http_it_works_without_worker_locks_and_ids(portal, open_rough, workshop) -> None:
    rough = open_rough(service_workers="block")
    rough.add_init_script(
        NO_LOCKS + "; delete Navigator.prototype.serviceWorker; crypto.randomUUID = undefined"
    )
    page = join(rough, portal, workshop)
    send(page, "ไม่มี https")

    wait_for_states(page, "board")
    assert portal_settings.HTTPS is False
