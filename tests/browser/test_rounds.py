"""Rounds in a real browser: prepared and moved at the desk while phones answer."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.phone import after_a_double_click
from tests.factories import create_cluster, create_facilitator, create_workshop
from tests.live_server import portal  # noqa: F401  a fixture
from tests.workshops.phones import joined
from workshops.domain import challenges, clusters
from workshops.enums import Stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator, stage=Stage.ANALYSE)


@pytest.fixture
def desk(portal, window, facilitator, workshop):  # noqa: F811
    """A function that opens a page of the desk."""
    client = Client()
    client.force_login(facilitator)
    cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "en"}
    context = window(again=True)
    context.add_cookies(
        [{"name": name, "value": value, "url": portal} for name, value in cookies.items()]
    )

    def opened(name):
        page = context.new_page()
        page.goto(portal + reverse(f"workshops:{name}", args=[workshop.code]))
        return page

    return opened


def test_a_round_from_preparing_to_its_second(desk, workshop):
    apart, alike = (create_cluster(workshop=workshop, name=name) for name in ("ต่าง", "ตรง"))
    phones = [joined(workshop=workshop)[0] for _ in range(6)]
    page = desk("rounds")
    page.get_by_role("link", name="Impact and uncertainty").click()
    page.get_by_role("button", name="None").click()
    expect(page.locator("#cluster-choices :checked")).to_have_count(0)
    page.get_by_role("button", name="All", exact=True).click()
    page.get_by_role("button", name="Prepare this round").click()
    page.wait_for_url(re.compile("#round-"))
    page.get_by_role("link", name="Points", exact=True).click()
    page.fill("[name=budget]", "9")
    page.evaluate("window.stillThere = true")

    first = workshop.rounds.get()
    line = page.locator(f"#round-{first.pk}")
    line.get_by_role("button", name="Open the round").dblclick()
    expect(line).to_have_attribute("data-state", "open")
    address = reverse("workshops:rate", args=[workshop.code, first.pk])
    for n, phone in enumerate(phones):
        for cluster, impact in ((apart, (1, 5)[n % 2]), (alike, 4)):
            phone.post(address, {"cluster": cluster.pk, "impact": impact, "uncertainty": 2})
    expect(line).to_contain_text("6 people have answered · 12 of 12 answers")
    after_a_double_click(page)
    line.get_by_role("button", name="Close the round").click()
    expect(line).to_have_attribute("data-state", "closed")
    after_a_double_click(page)
    line.get_by_role("button", name="Reveal to everybody").click()
    expect(line).to_have_attribute("data-state", "revealed")
    after_a_double_click(page)
    line.get_by_role("button", name="Second round").click()

    second = page.locator("#rounds-list .round").first
    expect(second).to_contain_text("asks again what was disputed in round 1")
    assert [one.name for one in first.second_rounds.get().clusters.all()] == ["ต่าง"]
    assert page.evaluate("window.stillThere")
    expect(page.locator("[name=budget]")).to_have_value("9")  # what was typed stays all the while

    line.get_by_role("link", name="Result").click()
    expect(page.locator(f"#rated-{apart.pk}")).to_contain_text("Disputed")
    expect(page.locator(f"#rated-{alike.pk}")).to_contain_text("Agreed")


def test_challenges_come_in_while_somebody_writes(desk, workshop, facilitator):
    page = desk("desk-challenges")
    page.fill("#id_text", "กำลังเขียน")

    first, _ = challenges.add_challenge(
        workshop,
        by=facilitator,
        client_id="7b0e6d3e-5a3a-4a34-9d3e-2d7a3e6f1c11",
        text="น้ำไม่พอ",
        affected="",
        evidence_missing="",
        clusters=[],
    )
    row = page.locator(f"#challenge-{first.pk}")
    expect(row).to_contain_text("น้ำไม่พอ")
    expect(page.locator("#id_text")).to_be_focused()
    row.get_by_text("Hide", exact=True).click()
    clusters.create_cluster(workshop, by=facilitator, name="กลุ่ม", category="social", factors=[])
    row.get_by_role("button", name="It was a test").click()

    expect(row).to_contain_text("Hidden: It was a test")
    expect(page.locator("#id_text")).to_have_value("กำลังเขียน")
