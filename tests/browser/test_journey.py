"""One whole workshop in three windows at once: from the code to the planner's workbook."""

from __future__ import annotations

import datetime
import io
import re

import openpyxl
import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from analysis.models import DevelopmentIssue, Indicator, Project
from tests.browser.phone import answered, later, press
from tests.factories import create_user
from workshops.enums import Category
from workshops.models import Factor, User, Workshop

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long enough password"
SENTENCES = {
    Category.SOCIAL: "ผู้สูงอายุอยู่ลำพังมากขึ้นทุกปี",
    Category.TECHNOLOGICAL: "สัญญาณอินเทอร์เน็ตยังไม่ถึงหมู่บ้านเชิงเขา",
    Category.ECONOMIC: "=1+1 คือสูตรที่ต้องเป็นข้อความ",
    Category.ENVIRONMENTAL: "น้ำท่วมซ้ำที่ลุ่มน้ำเชิญทุกเดือนกันยายน",
    Category.POLITICAL: "งบประมาณขอได้แต่ยังไม่มีเจ้าภาพหลัก",
    Category.INFRASTRUCTURE: "ทางเท้ารอบสถานีขนส่งใช้รถเข็นไม่ได้",
}


@pytest.fixture
def facilitator(transactional_db: None) -> User:
    call_command("load_reference", verbosity=0)
    user = create_user(is_facilitator=True)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def create_in_thai(page: Page, portal: str, facilitator: User) -> Workshop:
    """Sign in, make a workshop from the template; two screens and the page with the code."""
    page.goto(f"{portal}/accounts/login/")
    page.fill("[name=login]", facilitator.username)
    page.fill("[name=password]", PASSWORD)
    press(page, "main form button")
    page.goto(f"{portal}/desk/new/")
    page.fill("#id_title", "การประชุมเดินทาง อ.ชุมแพ")
    page.fill("#id_held_on", "๒๔/๖/๒๕๖๔")
    page.fill("#id_venue", "หอประชุมอำเภอชุมแพ")
    page.click("main form button:not([type=button])")
    expect(page).to_have_url(re.compile(r"/desk/[A-Z0-9]{6}/share/"))
    return Workshop.objects.get()


def join_on_a_phone(page: Page, portal: str, workshop: Workshop) -> None:
    page.goto(portal)
    page.fill("#code", workshop.code.lower())
    page.keyboard.press("Enter")
    page.fill("#id_name", "สมหญิง ใจดี")
    page.select_option("#id_district", "4005")
    page.click("form[action*=join] button")
    expect(page.locator("#room")).to_be_visible()


def write_on_the_phone(page: Page, category: Category, text: str) -> None:
    page.click(f".heading[data-category={category}]")
    page.fill("#id_text", text)
    page.check("[name=stance][value=weakness]")
    page.check("[name=track][value=both]")
    page.click("#send")
    own = page.locator(".own-factor", has_text=text)
    expect(own).to_have_attribute("data-state", "board")
    page.click("#another")
    later(page)


def move_to(desk: Page, stage: str) -> None:
    desk.click(f'#stage-controls button[value="{stage}"] >> nth=0')
    expect(desk.locator(f'#stage-controls[data-stage="{stage}"]')).to_be_visible()
    answered(desk)


def write_the_plan(page: Page, portal: str, workshop: Workshop) -> None:
    """One issue on all six factors, an indicator and a project on some of them."""
    base = f"{portal}/analysis/{workshop.code}/plan/"
    page.goto(f"{base}issues/new/")
    page.fill("#id_title", "จัดการน้ำร่วมกันทั้งลุ่มน้ำ")
    open_groups(page)
    for box in page.locator("[name=factors]").all():
        box.check()
    save(page, base)
    issue = DevelopmentIssue.objects.get()

    page.goto(f"{base}issues/{issue.pk}/indicators/new/")
    page.fill("#id_name", "หมู่บ้านที่ได้รับแจ้งเตือนน้ำ")
    page.fill("#id_unit", "หมู่บ้าน")
    page.fill("#id_baseline_value", "๔๐")
    page.fill("#id_baseline_year", "2565")
    for number, field in enumerate(page.locator("[name^=target_]").all(), 1):
        field.fill(f"{number * 1000:,}.5")
    page.select_option("#id_whole_plan_rule", "sum")
    page.fill("#id_data_owner", "ปภ.จังหวัดขอนแก่น")
    open_groups(page)
    page.locator("[name=factors]").nth(3).check()
    save(page, base)

    page.goto(f"{base}issues/{issue.pk}/projects/new/")
    page.fill("#id_name", "ระบบข้อมูลน้ำร่วม")
    page.fill("#id_lead_agency", "ปภ.จังหวัดขอนแก่น")
    page.fill("#id_place", "ลุ่มน้ำเชิญ")
    page.fill("#id_start_year", "2566")
    page.fill("#id_end_year", "2025")
    page.locator("[data-budget] tbody tr").nth(0).locator("input").nth(1).fill("1,250,000.25")
    page.fill("#id_outputs", "ระบบหนึ่งระบบ")
    page.fill("#id_outcomes", "รู้ก่อนน้ำมา")
    open_groups(page)
    page.locator("[name=indicators]").check()
    page.locator("[name=factors]").nth(3).check()
    save(page, base)


def open_groups(page: Page) -> None:
    """A new form shows the six categories closed."""
    for group in page.locator(".picker-group > summary").all():
        group.click()


def save(page: Page, then: str) -> None:
    page.click(".form-buttons button")
    expect(page).to_have_url(re.compile(re.escape(then)))


def download(context: BrowserContext, portal: str, workshop: Workshop) -> openpyxl.Workbook:
    answer = context.request.get(f"{portal}/analysis/{workshop.code}/workbook.xlsx")
    assert answer.ok
    return openpyxl.load_workbook(io.BytesIO(answer.body()))


def cells(book: openpyxl.Workbook) -> set[object]:
    """Every value in the workbook."""
    return {
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_a_workshop_from_the_code_to_the_workbook(window, portal, facilitator) -> None:
    laptop = window(again=True)
    desk = laptop.new_page()
    workshop = create_in_thai(desk, portal, facilitator)
    assert (workshop.held_on, workshop.districts.count()) == (datetime.date(2021, 6, 24), 9)
    board = window(width=1920, height=1080, again=True).new_page()
    board.goto(f"{portal}/board/{workshop.code}/{workshop.board_key}/")
    phone = window(width=360, height=740, again=True).new_page()
    join_on_a_phone(phone, portal, workshop)
    desk.goto(f"{portal}/desk/{workshop.code}/")
    expect(desk.locator("#presence")).to_contain_text("ชุมแพ 1")

    move_to(desk, "brainstorm")
    expect(phone.locator("#write")).to_be_visible()
    for category, text in SENTENCES.items():
        write_on_the_phone(phone, category, text)
        expect(board.locator(f"#column-{category}")).to_contain_text(text)
        expect(desk.locator(f"#column-{category}")).to_contain_text(text)
    for stage in ("exchange", "reflect", "brainstorm", "direct"):
        move_to(desk, stage)
        expect(phone.locator("#write")).to_be_visible(visible=stage == "brainstorm")
    assert list(Factor.objects.order_by("pk").values_list("text", flat=True)) == list(
        SENTENCES.values()
    )

    write_the_plan(desk, portal, workshop)
    book = download(laptop, portal, workshop)

    values = cells(book)
    assert set(SENTENCES.values()) <= values
    assert all(cell.data_type != "f" or "SUBTOTAL" in cell.value
               for sheet in book for row in sheet.iter_rows() for cell in row)  # fmt: skip
    wanted = {"จัดการน้ำร่วมกันทั้งลุ่มน้ำ", "หมู่บ้านที่ได้รับแจ้งเตือนน้ำ", "หมู่บ้าน", "ระบบข้อมูลน้ำร่วม"}
    wanted |= {40, 2565, 1000.5, 2000.5, 3000.5, 4000.5, 5000.5, 15002.5, 1250000.25}
    assert wanted <= values
    ids = [str(pk) for pk in Factor.objects.order_by("pk").values_list("pk", flat=True)]
    assert ", ".join(ids) in values  # the issue rests on all six
    indicator, project = Indicator.objects.get(), Project.objects.get()
    assert [f.text for f in indicator.factors.all()] == [SENTENCES[Category.ENVIRONMENTAL]]
    assert list(project.indicators.all()) == [indicator]
    assert "สมหญิง ใจดี" not in values
    entries = list(workshop.journal.order_by("revision").values_list("revision", flat=True))
    assert entries == list(range(1, len(entries) + 1))
