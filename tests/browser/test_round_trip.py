"""A planner takes the plan to Excel and brings it back, in Thai and on a phone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from playwright.sync_api import expect

from analysis.domain.indicators import change_indicator
from tests.analysis.plans import change, create_indicator, create_project, indicator_said
from tests.analysis.round_trip.books import HEAD, put
from tests.browser.accessible import faults
from tests.factories import create_planner

WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def indicator(portal: str):
    made = create_indicator(name="หมู่บ้านที่มีน้ำใช้ตลอดปี")
    create_indicator(issue=made.issue, name="ลำน้ำที่ขุดลอกแล้ว")
    create_project(issue=made.issue)
    return made


def test_the_plan_goes_to_excel_and_comes_back(portal, window, indicator, tmp_path: Path) -> None:
    workshop = indicator.issue.workshop
    client = Client()
    client.force_login(create_planner())
    context = window(width=360, height=740, bypass_csp=True)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": portal}])
    page = context.new_page()

    # From the plan's page to the file.
    page.goto(f"{portal}/analysis/{workshop.code}/plan/")
    page.click("a[href$='/plan/excel/']")
    assert faults(page) == []
    with page.expect_download() as download:
        page.click(".file-page a[download]")
    file = tmp_path / "แผน.xlsx"
    download.value.save_as(file)

    # Edited by one, while another one changes the same cell in the portal.
    book = openpyxl.load_workbook(file)
    numbers, projects = book["ตัวชี้วัด"], book["โครงการสำคัญ"]
    put(numbers, HEAD + 1, หน่วยนับ="ครัวเรือน", ค่าฐาน="๔๑.๕")
    numbers.delete_rows(HEAD + 2)
    put(projects, HEAD + 1, ผลผลิต="ลำน้ำ ๓ สาย")
    book.save(file)
    said = change(indicator_said(name=indicator.name, unit="แห่ง"))
    change_indicator(indicator, by=create_planner(), version=1, **said)

    # Looked at, decided, let in.
    page.set_input_files("input[type=file]", file)
    page.click("form[enctype] button")
    expect(page.locator(".round-trip-step")).to_have_count(2)
    assert faults(page) == []
    assert not page.evaluate(WIDE)
    both = page.locator(".round-trip-both")
    expect(both).to_contain_text("แห่ง")
    expect(both).to_contain_text("ครัวเรือน")
    expect(page.locator("input[name^=remove]")).not_to_be_checked()
    both.locator("input").check()
    page.click("form.round-trip .btn-primary")
    expect(page.locator(f"#indicator-{indicator.pk}")).to_contain_text("ครัวเรือน")
    indicator.refresh_from_db()
    assert (indicator.unit, indicator.baseline_value) == ("ครัวเรือน", Decimal("41.5"))
    assert workshop.issues.get().indicators.current().count() == 2

    # Back and again does no harm.
    page.go_back()
    expect(page.locator("form[enctype]")).to_be_visible()
