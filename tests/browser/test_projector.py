"""What the desk puts on the projector: at once, without a reload, readable, on every clock."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.phone import join
from workshops.domain import room, timer
from workshops.enums import Category, ProjectorMode, Stance
from workshops.models import Workshop

AXE = "tests/vendor/axe-core/axe.min.js"
MINUTES = 7
# Somebody set this computer's clock wrong.
WRONG_CLOCK = f"""
const right = Date.now.bind(Date);
Date.now = () => right() + {MINUTES} * 60_000;
"""


@pytest.fixture
def workshop(portal: str) -> Workshop:
    return factories.create_workshop()


def open_board(portal: str, context, workshop: Workshop) -> Page:
    page = context.new_page()
    page.goto(portal + reverse("workshops:board", args=[workshop.code, workshop.board_key]))
    page.wait_for_selector("html[data-live-state=on]")
    return page


def seconds(page: Page, selector: str) -> int:
    minutes, rest = page.locator(selector).inner_text().split(":")
    return int(minutes) * 60 + int(rest)


def test_all_screens_show_the_same_time_whatever_their_clocks_say(portal, window, workshop) -> None:
    right = open_board(portal, window(again=True), workshop)
    crooked = window()
    crooked.add_init_script(WRONG_CLOCK)
    wrong = open_board(portal, crooked, workshop)
    phone = join(
        window(width=360, height=740, service_workers="block", again=True), portal, workshop
    )
    timer.start_timer(workshop, by=workshop.facilitators.get(), seconds=300)
    for page, selector in ((right, ".strip-timer"), (wrong, ".strip-timer"), (phone, ".timer")):
        expect(page.locator(selector)).to_be_visible()
    for _ in range(3):
        right.wait_for_timeout(700)
        before = seconds(right, ".strip-timer")
        others = [seconds(wrong, ".strip-timer"), seconds(phone, ".timer")]
        shown = seconds(right, ".strip-timer")  # looking takes time as well
        assert all(shown - 1 <= other <= before + 1 for other in others)
        assert 270 < shown <= before <= 300

    # The control: a page that believed its own clock would be minutes away.
    ends = "JSON.parse(document.querySelector('[data-live]').dataset.state).timer.ends_at"
    believed = wrong.evaluate(f"({ends} - Date.now()) / 1000")
    assert shown - believed > (MINUTES - 1) * 60


def test_a_timer_that_is_held_changed_and_over(portal, window, workshop) -> None:
    by = workshop.facilitators.get()
    page = open_board(portal, window(again=True), workshop)
    clock = page.locator(".strip-timer")
    expect(clock).to_be_hidden()
    timer.start_timer(workshop, by=by, seconds=90)
    expect(clock).to_have_text(re.compile("^01:[12]"))
    timer.pause_timer(workshop, by=by)
    expect(page.locator(".strip-timer[data-held]")).to_be_visible()
    held = clock.inner_text()
    page.wait_for_timeout(1_500)
    assert clock.inner_text() == held
    timer.stop_timer(workshop, by=by)
    expect(clock).to_be_hidden()
    timer.start_timer(workshop, by=by, seconds=1)
    expect(page.locator(".strip-timer[data-over]")).to_have_text("00:00")


SHOWN = {
    ProjectorMode.JOIN: ".join-steps",
    ProjectorMode.ONE: "#column-economic",
    ProjectorMode.ALL: "#column-social",
    ProjectorMode.TIMER: ".big-none",
    ProjectorMode.WORDS: ".words-cloud span",
    ProjectorMode.RESULTS: "#results",
}


def test_it_shows_what_the_desk_chose(portal, window, workshop) -> None:
    by = workshop.facilitators.get()
    for number, category in enumerate([*Category, Category.ECONOMIC]):
        stance = list(Stance)[number % 4]
        text = f"น้ำท่วมซ้ำซากทุกฤดูฝน {number}"
        factories.create_factor(workshop=workshop, category=category, stance=stance, text=text)
    page = open_board(portal, window(width=1920, height=1080, again=True), workshop)
    loaded = page.evaluate("performance.timeOrigin")
    for mode in [*SHOWN, ProjectorMode.ALL]:  # the others: test_pictures.py
        room.show_on_projector(workshop, mode, by=by, category=Category.ECONOMIC)
        expect(page.locator(SHOWN[mode]).first).to_be_visible()
        others = {selector for one, selector in SHOWN.items() if one != mode}
        others -= {"#column-economic"} if mode == ProjectorMode.ALL else set()
        visible = [one for one in others if page.locator(one).first.is_visible()]
        assert (mode, visible) == (mode, [])
        expect(page.locator(".code")).to_be_visible()
        expect(page.locator(".qr")).to_be_visible()
        fits = "document.documentElement.scrollHeight <= innerHeight"
        assert page.evaluate(f"{fits} && document.documentElement.scrollWidth <= innerWidth")
        page.evaluate(Path(AXE).read_text())
        found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")
        assert (mode, found) == (mode, [])
        page.keyboard.press("q")
        assert page.locator(".qr").bounding_box()["width"] > 700
        if mode != ProjectorMode.JOIN:
            expect(page.locator(SHOWN[mode]).first).to_be_hidden()
        page.keyboard.press("q")
    assert page.evaluate("performance.timeOrigin") == loaded


def test_a_key_switches_the_sound_and_the_browser_keeps_it(portal, window, workshop) -> None:
    page = open_board(portal, window(again=True), workshop)
    button = page.locator("[data-sound]")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_the_words_are_real_text_that_does_not_overlap(portal, window, workshop) -> None:
    for number in range(12):
        text = f"น้ำท่วมตลาดเก่า ผู้สูงอายุอพยพ ครั้งที่ {number}" + " ถนนชำรุด" * (number % 2)
        factories.create_factor(workshop=workshop, text=text)
    room.show_on_projector(workshop, ProjectorMode.WORDS, by=workshop.facilitators.get())
    page = open_board(portal, window(width=1920, height=1080, again=True), workshop)
    words = page.locator(".words-cloud span")
    expect(words.first).to_be_visible()
    boxes = [one.bounding_box() for one in words.all()]
    overlaps = [
        (a, b)
        for a in boxes
        for b in boxes
        if a is not b
        and a["x"] < b["x"] + b["width"] - 1
        and b["x"] < a["x"] + a["width"] - 1
        and a["y"] < b["y"] + b["height"] - 1
        and b["y"] < a["y"] + a["height"] - 1
    ]
    listed = page.locator(".words-list li").all_inner_texts()

    assert overlaps == []
    assert len(listed) == len(boxes) > 2
    assert {"น้ำท่วม 12", "ถนนชำรุด 6"} <= set(listed)
    assert [int(one.split()[-1]) for one in listed] == sorted(
        (int(one.split()[-1]) for one in listed), reverse=True
    )


def test_a_browser_without_thai_words_says_so(portal, window, workshop) -> None:
    factories.create_factor(workshop=workshop)
    room.show_on_projector(workshop, ProjectorMode.WORDS, by=workshop.facilitators.get())
    context = window()
    context.add_init_script("delete Intl.Segmenter")
    page = open_board(portal, context, workshop)

    expect(page.locator(".words-unknown")).to_be_visible()


def test_the_panic_button_leaves_a_calm_sign_and_no_word(portal, window, workshop) -> None:
    by = workshop.facilitators.get()
    factories.create_factor(workshop=workshop, text="คำที่ไม่ควรอยู่บนจอ")
    page = open_board(portal, window(again=True), workshop)
    signs = {ProjectorMode.ONE, ProjectorMode.ALL, ProjectorMode.WORDS, ProjectorMode.CLUSTERS}
    for mode in [*SHOWN, ProjectorMode.CLUSTERS]:
        room.show_on_projector(workshop, mode, by=by, category=Category.SOCIAL)
        room.blank_screens(workshop, by=by)
        page.wait_for_selector("[data-blanked]")
        assert "คำที่" not in page.content()
        expect(page.locator(".blank-sign")).to_be_visible(visible=mode in signs)
        room.unblank_screens(workshop, by=by)
        page.wait_for_selector("body:not([data-blanked])")
        expect(page.locator("#column-social bdi")).to_have_count(1)
        expect(page.locator(".blank-sign")).to_be_hidden()
