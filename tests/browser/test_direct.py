"""From a proposal on a phone to an issue of the plan, and back to the phone that wrote it."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from analysis.models import DevelopmentIssue, Indicator
from tests import factories
from tests.browser.accessible import faults
from tests.browser.phone import SIZE, after_a_double_click, join, move, press
from tests.browser.test_projector import open_board
from workshops.domain import room
from workshops.enums import ProjectorMode, ProposalKind, Stage
from workshops.models import Participant, Workshop

ISSUE = "น้ำสะอาดพอใช้ทุกตำบลตลอดปี"
FACTOR = "น้ำประปาไม่พอในฤดูแล้ง"


@pytest.fixture
def workshop(portal: str) -> Workshop:
    return factories.create_workshop(stage=Stage.DIRECT)


def desk(window, portal: str, workshop: Workshop) -> Page:
    client = Client()
    client.force_login(workshop.facilitators.get())
    context = window(width=1366, height=768, bypass_csp=True)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": portal}])
    page = context.new_page()
    page.goto(f"{portal}/desk/{workshop.code}/direct/")
    page.wait_for_selector("html[data-live-state=on]")
    return page


def test_own_words_are_found_again_in_the_plan(portal, window, workshop) -> None:
    context = window(**SIZE, service_workers="block", bypass_csp=True)
    phone = join(context, portal, workshop)
    person = Participant.objects.get()
    factor = factories.create_factor(participant=person, text=FACTOR)
    cluster = factories.create_cluster(factors=(factor,))
    proposal = factories.create_proposal(participant=person, text=ISSUE, clusters=(cluster,))
    row = factories.create_proposal(
        workshop=workshop,
        kind=ProposalKind.INDICATOR,
        text="ครัวเรือนที่มีน้ำใช้ (ร้อยละ)",
        under=proposal,
    )
    by = workshop.facilitators.get()
    room.show_on_projector(workshop, ProjectorMode.DIRECTION, by=by)
    board = open_board(portal, window(width=1366, height=768), workshop)
    press(phone, ".now-link")
    phone.wait_for_selector("html[data-live-state=on]")
    first, second = (desk(window, portal, workshop) for _ in range(2))

    # One facilitator drafts an issue; the other one, the phone and the projector see it come.
    second.fill("#id_title", "กำลังพิมพ์")
    first.check(f"#tick-proposals-{proposal.pk}")
    expect(first.locator("#id_title")).to_have_value(ISSUE)
    first.check(f"#tick-clusters-{cluster.pk}")
    first.click("#draft .btn-primary")
    issue_at = first.locator(".direct-issue")
    expect(issue_at).to_contain_text(ISSUE)
    issue = DevelopmentIssue.objects.get()
    expect(second.locator(f"#issue-{issue.pk}")).to_contain_text(ISSUE)
    expect(second.locator(f"#proposals-{proposal.pk} .challenge-mark")).to_be_visible()
    expect(second.locator("#id_title")).to_have_value("กำลังพิมพ์")
    expect(phone.locator(f"#issue-d{issue.pk}")).to_contain_text(ISSUE)
    expect(board.locator(".is-drafted")).to_contain_text(ISSUE)

    # The other one puts the proposed indicator under it, after a mistake.
    second.click(f"#take-{row.pk} summary")
    second.fill(f"#unit-{row.pk}", "")
    second.click(f"#take-{row.pk}-{issue.pk}")
    expect(second.locator("#notice")).to_be_visible()
    second.fill(f"#unit-{row.pk}", "ร้อยละ")
    after_a_double_click(second)
    second.click(f"#take-{row.pk}-{issue.pk}")
    expect(second.locator(f"#issue-{issue.pk}")).to_contain_text("ครัวเรือนที่มีน้ำใช้")
    expect(first.locator(f"#issue-{issue.pk}")).to_contain_text("ครัวเรือนที่มีน้ำใช้")
    assert (Indicator.objects.get().issue, Indicator.objects.count()) == (issue, 1)
    expect(second.locator("#id_title")).to_have_value("กำลังพิมพ์")
    assert faults(second) == []

    # Feedback: the phone, wherever it is, is led to its own words, and keeps the link.
    expect(phone.locator(".now-link")).to_be_hidden()
    move(workshop, Stage.FEEDBACK)
    phone.click('.now-link[href$="/outcome/"]')
    own = phone.locator(".outcome-own").filter(has_text=FACTOR)
    expect(own).to_contain_text(ISSUE)
    assert faults(phone) == []
    link = phone.input_value("#link")
    elsewhere = window(**SIZE).new_page()
    elsewhere.goto(link)
    expect(elsewhere.locator(".outcome-own").filter(has_text=FACTOR)).to_contain_text(ISSUE)
