"""A planner takes files along, in Thai: a small one at once, a large one when it is ready."""

from __future__ import annotations

import threading
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from analysis import jobs
from tests.browser.accessible import faults
from tests.factories import create_factor, create_planner
from tests.live_server import portal  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workers(monkeypatch):
    """What the portal would start as a process is a thread here, which sees the test's database."""
    threads = []

    class Worker(threading.Thread):
        def run(self) -> None:
            while jobs.make_next():
                pass
            connection.close()

        def poll(self) -> int | None:
            return None if self.is_alive() else 0

    def start() -> Worker:
        threads.append(Worker(daemon=True))
        threads[-1].start()
        return threads[-1]

    monkeypatch.setattr(jobs, "start_worker", start)
    monkeypatch.setattr(jobs, "_started", [])
    yield threads
    for thread in threads:
        thread.join(30)


def test_a_planner_takes_files_along(window, portal, workers, settings) -> None:  # noqa: F811
    workshop = create_factor(text="น้ำท่วมซ้ำซาก").workshop
    client = Client()
    client.force_login(create_planner())
    phone = window(width=360, height=740, bypass_csp=True, accept_downloads=True)
    cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "th"}
    phone.add_cookies(
        [{"name": name, "value": value, "url": portal} for name, value in cookies.items()]
    )
    page = phone.new_page()
    page.goto(f"{portal}/analysis/{workshop.code}/files/")
    assert faults(page) == []

    with page.expect_download() as small:
        page.click("main form.file-form button")
    assert small.value.suggested_filename.endswith(".xlsx")
    assert "STEEPI" in unquote(small.value.suggested_filename)

    settings.FILE_JOB_ROWS = 0
    page.click("main form.file-form button")
    page.wait_for_url("**/analysis/downloads/")
    link = page.locator("#downloads a[download]")
    expect(link).to_be_visible()
    assert faults(page) == []
    with page.expect_download() as large:
        link.click()
    assert large.value.suggested_filename == small.value.suggested_filename
    assert large.value.path().stat().st_size > 5_000
    page.click("#downloads form button")
    expect(page.locator("#downloads .badge")).to_have_text("ลบตามกำหนดแล้ว")
    expect(link).to_have_count(0)
