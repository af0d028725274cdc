"""The planner's forms in a real browser: mistakes, two windows, leaving."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.analysis.plans import create_issue
from tests.factories import create_planner, create_workshop
from tests.live_server import portal  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workshop():
    return create_workshop()


@pytest.fixture
def plan(window, portal, workshop):  # noqa: F811
    """A function that opens the plan tables, in Thai, in a window of its own."""

    def opened(**options):
        client = Client()
        client.force_login(create_planner())
        context = window(again=True, **options)
        cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "th"}
        context.add_cookies(
            [{"name": name, "value": value, "url": portal} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.goto(f"{portal}/analysis/{workshop.code}/plan/")
        return page

    return opened


def save(page):
    page.get_by_role("button", name="บันทึก", exact=True).click()


def test_a_mistake_is_said_at_its_field_and_the_words_stay(plan, workshop):
    create_issue(workshop=workshop)
    page = plan()
    page.get_by_role("link", name="เพิ่มตัวชี้วัด").click()

    page.locator("#id_name").fill("ร้อยละ")
    page.locator("#id_baseline_value").fill("สิบ")
    save(page)

    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#id_baseline_value")).to_have_value("สิบ")
    expect(page.locator("#id_name")).to_have_value("ร้อยละ")
    page.locator("#errors").get_by_role("link", name="ค่าฐาน").click()
    expect(page.locator("#id_baseline_value")).to_be_focused()


def test_whoever_saves_second_sees_both_and_decides(plan, workshop):
    issue = create_issue(workshop=workshop)
    one, other = plan(), plan()
    for page in (one, other):
        page.locator(".plan-line-issue .plan-acts a").click()

    one.locator("#id_title").fill("ฉบับแรก")
    save(one)
    expect(one.locator(".plan-issue")).to_contain_text("ฉบับแรก")
    other.locator("#id_title").fill("ฉบับที่สอง")
    save(other)

    expect(other.locator("#errors")).to_contain_text("มีผู้อื่นแก้ไขรายการนี้ไปแล้ว")
    expect(other.locator(".stored-now")).to_contain_text("ฉบับแรก")
    expect(other.locator("#id_title")).to_have_value("ฉบับที่สอง")
    issue.refresh_from_db()
    assert (issue.title, issue.version) == ("ฉบับแรก", 2)

    save(other)
    expect(other.locator(".plan-issue")).to_contain_text("ฉบับที่สอง")


def test_leaving_typed_words_asks_first(plan, workshop):
    page = plan()
    page.get_by_role("link", name="เพิ่มประเด็นการพัฒนา").click()
    page.locator("#id_title").press_sequentially("น้ำ")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_role("link", name="กลับโดยไม่บันทึก").click()

    expect(page.locator("#plan-tree")).to_have_count(1)
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("width", [360, 1366])
def test_wide_tables_scroll_in_their_own_box(plan, workshop, width):
    create_issue(workshop=workshop, title="ก" * 300)

    page = plan(width=width)
    page.goto(f"{page.url}tables/")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
