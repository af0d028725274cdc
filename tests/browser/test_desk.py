"""The desk in a real browser: stages by click and by clicker, moderation, without reloads."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.factories import create_district, create_facilitator, create_workshop
from tests.live_server import portal  # noqa: F401  a fixture
from workshops.domain import factors, participants, stages
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
        context = window(**options)
        cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "en"}
        context.add_cookies(
            [{"name": name, "value": value, "url": portal} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.goto(f"{portal}/desk/{workshop.code}/")
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

    card.get_by_role("button", name="Hide").click()
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
    page.locator(f"#factor-{factor.pk}").get_by_role("button", name="Hide").click()
    expect(page.locator(f"#factor-{factor.pk}[data-hidden]")).to_be_visible()

    page.locator("#closing summary").click()
    page.get_by_role("button", name="Close it now").click()
    expect_stage(page, "closed")


@pytest.mark.parametrize("width", [360, 1366])
def test_nothing_is_wider_than_the_screen(desk, workshop, width):
    write(workshop, "ก" * 280)

    page = desk(width=width)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
