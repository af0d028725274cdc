"""The desk in a real browser: stages by click and by clicker, moderation, without reloads."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.accessible import faults
from tests.browser.phone import answered, eventually
from tests.factories import create_district, create_facilitator, create_workshop
from tests.live_server import portal  # noqa: F401  a fixture
from workshops.domain import factors, participants, room, stages, timer
from workshops.enums import Category, Stage, Stance, Track

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator, stage=Stage.BRAINSTORM)


@pytest.fixture
def desk(portal, window, facilitator, workshop):  # noqa: F811
    """A function that opens the desk in a window of its own."""

    def opened(**options):
        client = Client()
        client.force_login(facilitator)
        context = window(again=True, **options)
        cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "en"}
        context.add_cookies(
            [{"name": name, "value": value, "url": portal} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.goto(f"{portal}/desk/{workshop.code}/")
        if options.get("java_script_enabled", True):
            page.wait_for_selector("[data-keys]:not([hidden])", state="attached")
        return page

    return opened


def write(workshop, text):
    district = create_district(code="4005")
    person, _ = participants.join_workshop(workshop, name="สมหมาย", district=district)
    fields = {"category": Category.SOCIAL, "text": text, "stance": Stance.WEAKNESS}
    fields |= {"track": Track.SMART, "district": person.district, "evidence": "", "horizon": ""}
    factors.submit_factor(person, client_id=uuid.uuid4(), **fields)
    return person.factors.get()


def expect_stage(page, stage):
    expect(page.locator(f'#stage-controls[data-stage="{stage}"]')).to_be_visible()
    answered(page)


def test_buttons_and_a_clicker_move_the_room_without_a_reload(desk, workshop):
    page = desk()
    page.evaluate("window.stillThere = true")

    page.get_by_role("button", name="Next").click()
    expect_stage(page, "exchange")
    page.keyboard.press("PageDown")
    expect_stage(page, "reflect")
    page.keyboard.press("ArrowLeft")
    expect_stage(page, "exchange")
    page.keyboard.press("PageUp")
    expect_stage(page, "brainstorm")

    page.wait_for_timeout(2200)  # longer than the desk waits for the stream
    assert page.evaluate("window.stillThere")
    assert workshop.journal.filter(verb="stage.changed").count() == 4


def test_closing_asks_first(desk, workshop, facilitator):
    stages.open_stage(workshop, Stage.FEEDBACK, by=facilitator)
    page = desk()

    page.keyboard.press("PageDown")
    expect(page.get_by_role("button", name="Close it now")).to_be_focused()
    workshop.refresh_from_db()
    assert workshop.stage == Stage.FEEDBACK

    page.keyboard.press("Enter")
    expect_stage(page, "closed")
    page.keyboard.press("PageUp")
    expect_stage(page, "feedback")


def test_a_factor_comes_by_itself_and_is_hidden_and_restored(desk, workshop):
    page = desk()
    factor = write(workshop, "ผู้สูงอายุอยู่ลำพังมากขึ้น")

    card = page.locator(f"#column-social #factor-{factor.pk}")
    expect(card).to_contain_text("ผู้สูงอายุอยู่ลำพังมากขึ้น")
    expect(page.locator("#count-social")).to_have_text("1")
    expect(page.locator("#presence")).to_contain_text("Chum Phae 1")

    card.get_by_role("button", name="Hide", exact=True).click()
    expect(page.locator(f"#factor-{factor.pk}[data-hidden]")).to_contain_text("Hidden")
    expect(page.locator("#count-social")).to_have_text("0")

    card.get_by_role("button", name="Show again").click()
    expect(page.locator(f"#factor-{factor.pk}:not([data-hidden])")).to_be_visible()
    expect(page.locator("#count-social")).to_have_text("1")


def test_two_desks_stay_together(desk):
    laptop, phone = desk(), desk(width=360, height=740)

    phone.get_by_role("button", name="Next").click()

    expect_stage(laptop, "exchange")
    expect_stage(phone, "exchange")


def test_it_works_without_script(desk, workshop):
    factor = write(workshop, "น้ำท่วมซ้ำซาก")
    page = desk(java_script_enabled=False)

    page.get_by_role("button", name="Next").click()
    expect_stage(page, "exchange")
    hide = page.locator(f"#factor-{factor.pk}").get_by_role("button", name="Hide", exact=True)
    page.locator(f"#factor-{factor.pk}").get_by_role("link", name="with a reason").click()
    page.get_by_role("button", name="It was a test").click()
    expect(page.locator(f"#factor-{factor.pk}[data-hidden]")).to_contain_text("It was a test")
    page.get_by_role("button", name="Show again").click()
    hide.click()
    expect(page.locator(f"#factor-{factor.pk}[data-hidden]")).to_be_visible()

    page.locator("#closing summary").click()
    page.get_by_role("button", name="Close it now").click()
    expect_stage(page, "closed")


def test_a_hiding_is_undone_with_one_press(desk, workshop):
    factor = write(workshop, "น้ำท่วมซ้ำซาก")
    page = desk()
    card = page.locator(f"#factor-{factor.pk}")

    card.get_by_role("link", name="with a reason").click()
    page.get_by_role("button", name="It was a test").click()
    expect(card).to_contain_text("Hidden: It was a test")
    page.get_by_role("button", name="Undo").click()

    expect(page.locator(f"#factor-{factor.pk}:not([data-hidden])")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    entries = workshop.journal.filter(verb__in=["factor.hidden", "factor.restored"])
    assert [(e.verb, e.facts.get("reason")) for e in entries.order_by("revision")] == [
        ("factor.hidden", "test"),
        ("factor.restored", None),
    ]


def test_what_one_desk_does_the_other_shows(desk, workshop):
    laptop, phone = desk(), desk(width=360, height=740)

    phone.get_by_role("button", name="Pause the phones").click()
    expect(laptop.get_by_role("button", name="Let the phones go on")).to_be_visible()
    laptop.get_by_role("spinbutton", name="Minutes").fill("3")
    laptop.get_by_label("Close writing at zero").check()
    laptop.get_by_role("button", name="Start T").click()

    for page in (laptop, phone):
        expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
        expect(page.locator("#steering")).to_contain_text("Writing closes at zero.")
    before = workshop.journal.filter(verb="timer.changed").count()
    phone.get_by_role("button", name="One minute more").click()
    changes = workshop.journal.filter(verb="timer.changed")
    eventually(phone, lambda: changes.count() == before + 1)
    workshop.refresh_from_db()
    assert workshop.timer_closes
    assert 0 < (workshop.timer_ends_at - timezone.now()).total_seconds() <= 240


def test_on_a_phone_what_moves_the_room_is_within_reach(desk, workshop):
    room.change_rules(workshop, by=workshop.facilitators.get(), is_silent=True)
    page = desk(width=360, height=740)

    for name in ("Next", "Back to", "Pause the phones", "Reveal all factors", "Start"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box["y"] + box["height"] <= 740, name
        assert box["height"] >= 44, name


def test_the_timer_starts_without_script_and_enter_in_its_field_moves_nothing(desk, workshop):
    page = desk(java_script_enabled=False)

    minutes = page.locator('input[name="minutes"]')
    minutes.fill("4")
    minutes.press("Enter")
    page.get_by_label("Close writing at zero").press("Enter")
    page.wait_for_timeout(300)
    assert not workshop.journal.exists()

    page.get_by_role("button", name="Start T").click()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    workshop.refresh_from_db()
    assert 230 < (workshop.timer_ends_at - timezone.now()).total_seconds() <= 240
    assert workshop.stage == Stage.BRAINSTORM


@pytest.mark.parametrize("width", [360, 1366])
def test_nothing_is_wider_than_the_screen(desk, workshop, width):
    write(workshop, "ก" * 280)

    page = desk(width=width)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_timer_counts_on_the_desk_and_rings_at_zero(desk, workshop):
    page = desk()
    page.locator("h1").click()  # browsers allow a sound only after a press

    timer.start_timer(workshop, by=workshop.facilitators.get(), seconds=4)

    clock = page.locator("#steering [data-timer]")
    expect(clock).to_have_text(re.compile(r"^00:0[1-4]$"))
    expect(clock).to_have_text("00:00")
    expect(page.locator("html[data-rang]")).to_be_attached()


def test_the_sound_can_be_switched_off_for_this_browser(desk, workshop):
    page = desk()
    page.get_by_role("button", name="Sound at zero").click()

    page.reload()
    timer.start_timer(workshop, by=workshop.facilitators.get(), seconds=1)

    sound = page.get_by_role("button", name="Sound at zero")
    expect(sound).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#steering [data-timer]")).to_have_text("00:00")
    page.wait_for_timeout(500)
    assert page.locator("html[data-rang]").count() == 0


PAGES = ["", "rules/", "run-sheet/", "settings/"]


def test_assistive_technology_finds_nothing_wrong(desk, workshop):
    factor = write(workshop, "น้ำท่วมซ้ำซาก")
    room.change_rules(workshop, by=workshop.facilitators.get(), is_silent=True)
    workshop.factors.filter(pk=factor.pk).update(waits_for="approval")
    page = desk(bypass_csp=True)
    home = page.url

    found = {}
    for each in PAGES:
        page.goto(f"{home}{each}")
        found[each] = faults(page)

    assert found == {each: [] for each in PAGES}
