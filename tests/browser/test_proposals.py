"""Two phones, a desk and the projector while the room sets the direction."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests import factories
from tests.browser.accessible import faults
from tests.browser.phone import join, move, press
from tests.browser.test_projector import open_board
from workshops.domain import proposals, room
from workshops.enums import ProjectorMode, Stage
from workshops.models import Proposal, Support, Workshop

ISSUE = "น้ำสะอาดพอใช้ทุกตำบลตลอดปี"
PROJECT = "ขุดลอกคลองและทำที่เก็บน้ำทุกหมู่บ้าน"


@pytest.fixture
def workshop(portal: str) -> Workshop:
    return factories.create_workshop(stage=Stage.DIRECT)


def phone(window, portal: str, workshop: Workshop) -> Page:
    context: BrowserContext = window(
        width=360, height=740, has_touch=True, service_workers="block", bypass_csp=True
    )
    page = join(context, portal, workshop)
    press(page, ".now-link")
    page.wait_for_selector("html[data-live-state=on]")
    return page


def test_a_proposal_goes_from_one_phone_to_all_screens(portal, window, workshop) -> None:
    mine, other = (phone(window, portal, workshop) for _ in range(2))
    expect(mine.locator("#id_issue")).to_be_hidden()
    mine.fill("#id_text", ISSUE)
    mine.click("[data-send]")
    expect(mine.locator("[data-kept=saved]")).to_be_visible()
    issue = Proposal.objects.get()

    # The other one sees it, agrees without signal, and proposes under it.
    place = other.locator(f"#proposal-{issue.pk}")
    expect(place).to_contain_text(ISSUE)
    other.context.set_offline(True)
    place.locator(".agree").click()
    expect(place.locator(".agree")).to_have_attribute("aria-pressed", "false")
    other.locator(f"#issue-p{issue.pk} [data-under]").click()
    expect(other.locator("[name=kind][value=project]")).to_be_checked()
    expect(other.locator("#id_issue")).to_have_value(f"p{issue.pk}")
    other.fill("#id_text", PROJECT)
    other.click("[data-send]")
    expect(other.locator("[data-kept=waiting]")).to_be_visible()
    assert (Proposal.objects.count(), Support.objects.count()) == (1, 0)
    other.context.set_offline(False)
    expect(other.locator("[data-kept=saved]")).to_be_visible()
    expect(place.locator(".agree")).to_have_attribute("aria-pressed", "true")
    project = Proposal.objects.exclude(pk=issue.pk).get()
    assert (project.kind, project.under, Support.objects.count()) == ("project", issue, 1)
    expect(mine.locator(f"#proposal-{project.pk}")).to_contain_text(PROJECT)
    expect(mine.locator(f"#says-proposal-{issue.pk} .agree-total")).to_have_text("1")
    assert faults(mine) == []

    # The projector shows both; the desk hides one, and it goes from everywhere.
    by = workshop.facilitators.get()
    room.show_on_projector(workshop, ProjectorMode.PROPOSALS, by=by)
    board = open_board(portal, window(width=1366, height=768), workshop)
    expect(board.locator(".proposal-rows")).to_contain_text(PROJECT)
    client = Client()
    client.force_login(by)
    context = window(width=1366, height=768, bypass_csp=True)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": portal}])
    desk = context.new_page()
    desk.goto(f"{portal}/desk/{workshop.code}/proposals/")
    desk.click(f"#why-{project.pk} summary")
    desk.click(f"#hide-{project.pk}-off_topic")
    expect(desk.locator(f"#restore-{project.pk}")).to_be_visible()
    expect(board.locator(".proposal-rows")).to_have_count(0)
    expect(mine.locator(f"#proposal-{project.pk}")).to_have_count(0)
    expect(other.locator(f"#proposal-{project.pk} .comment-state")).to_be_visible()
    assert faults(desk) == []


def test_what_is_typed_survives_lost_answers_reload_and_the_next_step(
    portal, browser, workshop
) -> None:
    issue = factories.create_proposal(workshop=workshop, text=ISSUE)
    cluster = factories.create_cluster(workshop=workshop)
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, service_workers="block", bypass_csp=True
    )
    context.add_init_script("Math.random = () => 0")  # nobody else is there to make way for
    page = join(context, portal, workshop)
    page.goto(f"{portal}/room/{workshop.code}/proposals/")
    page.check("[name=kind][value=indicator]")
    page.select_option("#id_issue", f"p{issue.pk}")
    page.check(f"[name=clusters][value='{cluster.pk}']")
    page.fill("#id_text", "ครัวเรือนที่มีน้ำ")
    page.fill("#id_details", "จาก 40 เป็น 80")
    page.reload()
    expect(page.locator("#id_text")).to_have_value("ครัวเรือนที่มีน้ำ")
    expect(page.locator("[name=kind][value=indicator]")).to_be_checked()
    expect(page.locator("#id_issue")).to_have_value(f"p{issue.pk}")
    lost = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)  # the server has it, the phone does not know
        route.abort()

    page.route("**/proposals/", lose)
    page.click("[data-send]")
    expect(page.locator("[data-kept=waiting]")).to_be_visible()
    page.unroute("**/proposals/")
    expect(page.locator("[data-kept=saved]")).to_be_visible()
    made = Proposal.objects.exclude(pk=issue.pk).get()
    assert (lost, made.kind, made.under, made.details) == (
        [201],
        "indicator",
        issue,
        "จาก 40 เป็น 80",
    )
    assert list(made.clusters.all()) == [cluster]

    page.fill("#id_text", "ยังพิมพ์ไม่เสร็จ")
    proposals.hide_proposal(issue, by=workshop.facilitators.get())
    expect(page.locator(f"#issue-p{issue.pk}")).to_have_count(0)
    expect(page.locator("#id_issue")).to_have_value(f"p{issue.pk}")  # said by name that it is gone
    move(workshop, Stage.ANALYSE)
    expect(page.locator("[data-kept=closed]")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("ยังพิมพ์ไม่เสร็จ")
    move(workshop, Stage.DIRECT)
    expect(page.locator("[data-kept=closed]")).to_be_hidden()
    page.click("[data-send]")
    expect(page.locator("[data-kept=refused]")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("ยังพิมพ์ไม่เสร็จ")
    context.close()
