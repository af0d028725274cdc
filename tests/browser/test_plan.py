"""The planner in a real browser, in Thai: an issue, an indicator, a project, two windows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.analysis.plans import create_issue, create_source
from tests.factories import create_factor, create_planner, create_workshop
from tests.live_server import portal  # noqa: F401  a fixture
from workshops.enums import Category

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


def test_a_planner_writes_an_issue_an_indicator_and_a_project(plan, workshop):
    create_source()
    create_factor(workshop=workshop, text="น้ำท่วมซ้ำซาก", category=Category.ENVIRONMENTAL)
    create_factor(workshop=workshop, text="ผู้สูงอายุอยู่ลำพัง")
    create_factor(workshop=workshop, text="ถนนชำรุด", category=Category.INFRASTRUCTURE)
    page = plan()

    page.get_by_role("link", name="เพิ่มประเด็นการพัฒนา").click()
    page.get_by_label("ประเด็นการพัฒนา").fill("จัดการน้ำทั้งลุ่มน้ำ")
    page.get_by_label("เป้าหมาย").fill("ไม่ท่วม\nไม่แล้ง")
    search = page.get_by_label("ค้นหาปัจจัย")
    search.fill("น้ำท่วม")
    expect(page.get_by_text("ผู้สูงอายุอยู่ลำพัง")).to_be_hidden()
    page.get_by_label("น้ำท่วมซ้ำซาก").check()
    search.fill("ผู้สูง")
    page.get_by_label("ผู้สูงอายุอยู่ลำพัง").check()
    search.press("Enter")  # searches, does not send
    expect(page.locator("[data-category=social] [data-chosen]")).to_have_text("1")
    save(page)
    issues = page.locator("#table-issues")
    expect(issues).to_contain_text("จัดการน้ำทั้งลุ่มน้ำ")

    page.get_by_role("link", name="เพิ่มตัวชี้วัด").click()
    page.get_by_label("ตัวชี้วัด", exact=False).first.fill("หมู่บ้านที่ได้รับแจ้งเตือน")
    page.locator("#id_unit").fill("หมู่บ้าน")
    page.locator("#id_baseline_value").fill("๔๐")
    page.locator("#id_baseline_year").fill("๒๕๖๕")
    for year, value in zip(range(2023, 2028), ("๘๐", "๑๔๐", "๒๐๐", "๒๖๐", "๑,๓๒๐.๕"), strict=True):
        page.locator(f"#id_target_{year}").fill(value)
    page.locator("#id_whole_plan_rule").select_option("sum")
    save(page)
    row = page.locator("#table-indicators tbody tr")
    for text in ("40", "2565", "80", "140", "200", "260", "1,320.5", "2,000.5"):
        # The row's own key may be one of these numbers, too.
        expect(row.get_by_role("cell", name=text, exact=True).last).to_be_visible()

    page.get_by_role("link", name="เพิ่มโครงการ").click()
    page.locator("#id_name").fill("เครือข่ายเตือนภัยน้ำ")
    page.locator("#id_lead_agency").fill("สำนักงานจังหวัด")
    page.locator("#id_start_year").fill("๒๕๖๖")
    page.locator("#id_end_year").fill("2567")
    cells = page.locator(".budget-grid tbody input")
    cells.nth(0).fill("๑,๕๐๐,๐๐๐")
    cells.nth(1).fill("250000.5")
    expect(page.locator(".budget-grid tfoot output").first).to_have_text("1,500,000")
    page.get_by_label("หมู่บ้านที่ได้รับแจ้งเตือน").check()
    save(page)
    row = page.locator("#table-projects tbody tr")
    for text in ("1,500,000.00", "250,000.50", "1,750,000.50"):
        expect(row.get_by_role("cell", name=text, exact=True)).to_be_visible()

    project = workshop.issues.get().projects.get()
    assert project.indicators.get().targets.get(year=2027).value == Decimal("1320.5")
    assert sum(budget.amount_thb for budget in project.budgets.all()) == Decimal("1750000.5")

    # From the issue to the two sentences, and from a sentence back to the issue.
    issues.locator("td.kind-text a").last.click()
    expect(page.locator(".sentence")).to_have_count(2)
    page.locator(".sentence").first.get_by_role("link", name="จัดการน้ำทั้งลุ่มน้ำ").click()
    expect(page.get_by_label("น้ำท่วมซ้ำซาก")).to_be_checked()


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
        page.locator("#table-issues").get_by_role("link", name="แก้ไข").click()

    one.locator("#id_title").fill("ฉบับแรก")
    save(one)
    expect(one.locator("#table-issues")).to_contain_text("ฉบับแรก")
    other.locator("#id_title").fill("ฉบับที่สอง")
    save(other)

    expect(other.locator("#errors")).to_contain_text("มีผู้อื่นแก้ไขรายการนี้ไปแล้ว")
    expect(other.locator(".stored-now")).to_contain_text("ฉบับแรก")
    expect(other.locator("#id_title")).to_have_value("ฉบับที่สอง")
    issue.refresh_from_db()
    assert (issue.title, issue.version) == ("ฉบับแรก", 2)

    save(other)
    expect(other.locator("#table-issues")).to_contain_text("ฉบับที่สอง")


def test_leaving_typed_words_asks_first(plan, workshop):
    page = plan()
    page.get_by_role("link", name="เพิ่มประเด็นการพัฒนา").click()
    page.locator("#id_title").press_sequentially("น้ำ")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_role("link", name="กลับโดยไม่บันทึก").click()

    expect(page.locator("#table-issues")).to_have_count(0)
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("width", [360, 1366])
def test_wide_tables_scroll_in_their_own_box(plan, workshop, width):
    create_issue(workshop=workshop, title="ก" * 300)

    page = plan(width=width)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
