"""Coming back, being ready, writing for others, merging and printing, in a real browser."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests import factories
from tests.browser.phone import eventually, join, later, press
from workshops.domain import participants, people, seats, stages
from workshops.enums import Stage, Track
from workshops.models import Participant, User, Workshop

AXE = "tests/vendor/axe-core/axe.min.js"


@pytest.fixture
def user(portal: str) -> User:
    return factories.create_facilitator()


@pytest.fixture
def workshop(user: User) -> Workshop:
    return factories.create_workshop(facilitator=user, track=Track.SMART)


@pytest.fixture
def phone(window) -> BrowserContext:
    return window(width=360, height=740, has_touch=True, service_workers="block", again=True)


def send(page: Page, text: str) -> None:
    if page.locator(".heading").first.is_visible():
        page.click(".heading[data-category=social]")
    page.fill("#id_text", text)
    page.check("[name=stance][value=threat]")
    later(page)
    page.click("#send")


def sign_in(context: BrowserContext, portal: str, user: User) -> Page:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": portal}])
    return context.new_page()


def faults(page: Page) -> list[str]:
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:80]}" for each in found]


def test_another_phone_comes_back_by_the_card(portal, phone, window, workshop) -> None:
    page = join(phone, portal, workshop)
    send(page, "น้ำท่วมทุกปี")
    expect(page.locator("#own-list > li")).to_have_count(1)
    eventually(page, workshop.factors.exists)
    code = Participant.objects.get().reentry_code
    expect(page.locator(".reentry .own-code")).to_have_text(code)

    other = window(width=360, height=740, again=True).new_page()
    # What the card's QR code holds: the code stands behind the #, where no server reads it.
    other.goto(f"{portal}/join/{workshop.code}/back/?openExternalBrowser=1#{code}")
    expect(other.locator("#id_code")).to_have_value(code)
    expect(other).not_to_have_url(re.compile("#"))
    other.click("#come-back button")
    other.wait_for_url(f"**/room/{workshop.code}/")

    expect(other.locator("#own-list .own-text")).to_have_text("น้ำท่วมทุกปี")
    assert workshop.participants.count() == 1


def test_ready_goes_to_the_desk_and_ends_with_the_step(
    portal, phone, window, workshop, user
) -> None:
    page = join(phone, portal, workshop)
    desk = sign_in(window(again=True), portal, user)
    desk.goto(f"{portal}/desk/{workshop.code}/")
    button = page.locator(".ready-button")

    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(desk.locator(".presence-ready")).to_have_count(1)

    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(desk.locator(".presence-ready")).to_have_count(0)

    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    stages.open_stage(workshop, Stage.EXCHANGE, by=user)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert Participant.objects.get().ready_stage == Stage.EXCHANGE


def test_ready_says_when_there_is_no_network(portal, phone, workshop) -> None:
    page = join(phone, portal, workshop)
    phone.set_offline(True)

    page.click(".ready-button")

    expect(page.locator("#ready-error")).to_be_visible()
    expect(page.locator(".ready-button")).to_have_attribute("aria-pressed", "false")
    phone.set_offline(False)
    page.click(".ready-button")
    expect(page.locator("#ready-error")).to_be_hidden()


def test_a_scribe_writes_for_two(portal, window, workshop) -> None:
    page = join(window(again=True), portal, workshop)
    for name, district in (("ยายมา", "4029"), ("", "4005")):
        page.goto(f"{portal}/room/{workshop.code}/scribe/")
        page.fill("#id_name", name)
        page.select_option("#id_district", district)
        page.click("section form button")
        page.wait_for_url("**/scribe/#people")
    one, two = Participant.objects.exclude(scribe=None).order_by("pk")

    page.click(f"a[href*='person={one.pk}']")
    page.click(".heading[data-category=social]")
    expect(page.locator("#id_person")).to_have_value(str(one.pk))
    expect(page.locator("#id_district")).to_have_value("4029")
    send(page, "น้ำแล้ง")
    eventually(page, lambda: one.factors.count() == 1)
    page.click("#another")
    page.click(".heading[data-category=social]")
    expect(page.locator("#id_person")).to_have_value(str(one.pk))  # as it was chosen
    page.select_option("#id_person", str(two.pk))
    expect(page.locator("#id_district")).to_have_value("4005")
    send(page, "น้ำท่วม")
    eventually(page, lambda: two.factors.count() == 1)

    page.goto(f"{portal}/room/{workshop.code}/")
    expect(page.locator("#own-list .own-for")).to_have_count(2)
    expect(page.locator("#own-list .own-for").nth(1)).to_contain_text("ยายมา")


def test_a_scribe_without_script(portal, window, workshop) -> None:
    page = join(window(java_script_enabled=False), portal, workshop)
    page.goto(f"{portal}/room/{workshop.code}/scribe/")
    page.fill("#id_name", "ยายมา")
    press(page, "section form button")
    expect(page.locator("#people")).to_contain_text("ยายมา")
    person = Participant.objects.get(name="ยายมา")

    page.goto(f"{portal}/room/{workshop.code}/?category=social&person={person.pk}")
    page.fill("#id_text", "น้ำแล้ง")
    page.check("[name=stance][value=threat]")
    press(page, "#send")
    press(page, ".ready-button")
    expect(page.locator(".ready-button")).to_have_attribute("aria-pressed", "true")

    assert person.factors.get().text == "น้ำแล้ง"
    assert Participant.objects.get(scribe=None).ready_stage == Stage.BRAINSTORM


def test_two_entries_are_put_together_and_parted(portal, window, workshop, user) -> None:
    for _ in range(2):
        district = workshop.districts.get(pk="4005")
        participants.join_workshop(workshop, name="สมหญิง", district=district)
    page = sign_in(window(again=True), portal, user)
    page.goto(f"{portal}/desk/{workshop.code}/people/")

    for box in page.locator("[name=who]").all():
        box.check()
    page.click(".compare-bar button")
    page.locator(".compare-one button").first.click()
    expect(page.locator("#merges li")).to_have_count(1)
    expect(page.locator("[name=who]")).to_have_count(1)

    page.click("#merges button")
    expect(page.locator("[name=who]")).to_have_count(2)


def test_eight_slips_stand_on_one_printed_page(portal, window, workshop, user) -> None:
    labels = [("โต๊ะประชุมฝ่ายโครงสร้างพื้นฐานและสิ่งแวดล้อมเมืองของจังหวัด", None)] * 17
    seats.make_seats(workshop, by=user, labels=labels, one_time=True)
    page = sign_in(window(again=True), portal, user)
    page.goto(f"{portal}/desk/{workshop.code}/slips/")

    paper = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 3
    spilled = page.locator(".slip").evaluate_all(
        "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).length"
    )
    assert spilled == 0


def test_the_pages_are_accessible(portal, window, workshop, user) -> None:
    desk = sign_in(window(bypass_csp=True), portal, user)
    page = join(window(width=360, height=740, bypass_csp=True), portal, workshop)
    scribe = Participant.objects.get()
    people.add_person(scribe, district=scribe.district)
    seats.make_seats(workshop, by=user, labels=[("โต๊ะ 1", None)], one_time=True)
    code = workshop.code
    found = {}

    for path in (f"/join/{code}/back/", f"/room/{code}/", f"/room/{code}/card/"):
        page.goto(portal + path)
        found[path] = faults(page)
    page.goto(f"{portal}/room/{code}/scribe/")
    found["scribe"] = faults(page)
    for path in (f"/desk/{code}/people/", f"/desk/{code}/slips/"):
        desk.goto(portal + path)
        found[path] = faults(desk)

    assert {path: each for path, each in found.items() if each} == {}
