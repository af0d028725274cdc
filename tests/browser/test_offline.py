"""From a filled-in template to the board, and back again, in Thai."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests import factories
from tests.analysis.offline import files
from tests.browser.accessible import faults
from tests.browser.test_projector import open_board
from workshops.models import Workshop

ROWS = [
    {"number": "๑", "district": "ชุมแพ", "category": "สังคม", "text": "ผู้สูงอายุเพิ่มขึ้น"}
    | {"stance": "ภัยคุกคาม", "track": "Smart City และ MICE City"},
    {"number": "2", "district": "เวียงเก่า", "category": "สังคม", "text": "น้ำประปาไม่พอใช้"}
    | {"stance": "จุดอ่อน", "track": "Smart City และ MICE City"},
]


@pytest.fixture
def workshop(portal: str) -> Workshop:
    return factories.create_workshop()


def test_a_file_from_a_village_comes_onto_the_board_and_goes_again(
    portal, window, workshop, tmp_path: Path
) -> None:
    client = Client()
    client.force_login(workshop.facilitators.get())
    context = window(width=360, height=740, bypass_csp=True)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": portal}])
    page = context.new_page()
    board = open_board(portal, window(width=1366, height=768, again=True), workshop)
    paper = tmp_path / "กระดาษ.csv"
    heads = ["เลขที่แบบกรอก", "อำเภอ", "ด้าน", "ปัญหา", "SWOT"]
    names = ("number", "district", "category", "text", "stance")
    paper.write_bytes(
        files.comma_separated([heads, *([one[name] for name in names] for one in ROWS)])
    )

    # Upload, choose the columns, look at the rows.
    page.goto(f"{portal}/analysis/{workshop.code}/offline/")
    assert faults(page) == []
    page.set_input_files("#id_file", paper)
    page.click(".offline-upload button")
    expect(page.locator("#id_column_text")).to_have_value("3")
    assert faults(page) == []
    page.click("button[value=go]")
    expect(page.locator(".offline-row")).to_have_count(2)
    assert faults(page) == []
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)

    # One row is left out; the other one comes to the projector.
    page.locator("input[name=row]").nth(1).uncheck()
    page.click("button[name=import]")
    expect(page.locator("#import-1")).to_contain_text("กระดาษ.csv")
    expect(board.locator(".factor-text")).to_have_text(["ผู้สูงอายุเพิ่มขึ้น"])
    page.go_back()
    expect(page.locator(".alert-danger")).to_be_visible()  # it is imported already

    # And goes from it as a whole.
    page.goto(f"{portal}/analysis/{workshop.code}/offline/imports/1/take-back/")
    page.click(".btn-danger")
    expect(page.locator("#import-1 .badge")).to_be_visible()
    expect(board.locator(".factor-text")).to_have_count(0)
