"""The map of the districts in a real browser: readable on a phone, its links, no fault of axe."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.browser.accessible import faults
from tests.factories import PILOTS, create_factor, create_planner, create_workshop
from tests.live_server import portal  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db(transaction=True)

# Of the names on the map those that lie on another, and how high the letters are.
NAMES = """() => {
  const names = [...document.querySelectorAll(".map-name")];
  const boxes = names.map(each => each.getBoundingClientRect());
  const on = (a, b) => a.left < b.right - 2 && b.left < a.right - 2
    && Math.abs((a.top + a.bottom - b.top - b.bottom) / 2) < 10;
  const covered = boxes.filter((a, n) => boxes.some((b, m) => n < m && on(a, b))).length;
  const scale = document.querySelector(".map").getBoundingClientRect().width / 1000;
  const size = parseFloat(getComputedStyle(names[0]).fontSize) * scale;
  return [boxes.length, covered, size];
}"""
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_the_map_on_a_phone_and_its_links(window, portal):  # noqa: F811
    workshop = create_workshop(districts=tuple(code for code, *_ in PILOTS))
    create_factor(workshop=workshop, district="4010", text="ตลาดซบเซา")
    client = Client()
    client.force_login(create_planner())
    context = window(again=True, bypass_csp=True, width=360, height=740)
    cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "th"}
    context.add_cookies(
        [{"name": name, "value": value, "url": portal} for name, value in cookies.items()]
    )
    page = context.new_page()
    page.goto(f"{portal}/analysis/plans/{workshop.plan_cycle_id}/")

    number, covered, size = page.evaluate(NAMES)
    assert (number, covered) == (9, 0)
    assert size >= 12
    assert not page.evaluate(WIDE)
    assert faults(page) == []

    page.locator(".map-links a[href*='/4010/']").click()
    expect(page.get_by_text("ตลาดซบเซา")).to_be_visible()
    assert not page.evaluate(WIDE)
    assert faults(page) == []
