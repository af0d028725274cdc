"""A planner builds one issue with two indicators and two projects, in Thai, from what was said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from analysis.domain import issues
from analysis.evidence import sources_of
from tests.analysis.plans import change, create_indicator, create_issue, create_source, issue_said
from tests.factories import (
    create_challenge,
    create_cluster,
    create_factor,
    create_participant,
    create_planner,
    create_proposal,
    create_round,
    create_workshop,
)
from tests.live_server import portal  # noqa: F401  a fixture
from workshops.enums import Category, ProposalKind, ReferenceKind, RoundKind
from workshops.models import Vote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workshop():
    """What a room has said, grouped, voted for and proposed."""
    made = create_workshop()
    flood = create_factor(workshop=made, text="น้ำท่วมซ้ำซาก", category=Category.ENVIRONMENTAL)
    create_factor(workshop=made, text="ผู้สูงอายุอยู่ลำพัง")
    water = create_cluster(factors=(flood,), name="จัดการน้ำ")
    person = create_participant(workshop=made)
    now = timezone.now()
    points = {"kind": RoundKind.POINTS, "closed_at": now, "revealed_at": now}
    round_ = create_round(workshop=made, clusters=(water,), **points)
    Vote.objects.create(round=round_, participant=person, cluster=water, points=3)
    create_challenge(workshop=made, clusters=(water,), text="เตือนภัยไม่ทั่วถึง")
    create_proposal(workshop=made, kind=ProposalKind.PROJECT, text="ติดตั้งเครื่องวัดน้ำ")
    return made


@pytest.fixture
def plan(window, portal, workshop):  # noqa: F811
    """Opens the plan of the workshop, in Thai."""
    client = Client()
    client.force_login(create_planner())
    context = window(again=True)
    cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "th"}
    context.add_cookies(
        [{"name": name, "value": value, "url": portal} for name, value in cookies.items()]
    )
    page = context.new_page()
    page.goto(f"{portal}/analysis/{workshop.code}/plan/")
    return page


def save(page):
    page.locator(".form-buttons").get_by_role("button", name="บันทึก").click()
    expect(page.locator("#plan-tree")).to_be_visible()


def test_a_planner_builds_an_issue_with_indicators_and_projects(plan, workshop):
    page = plan
    for kind in (ReferenceKind.SMART_DIMENSION, ReferenceKind.STRATEGY, ReferenceKind.MASTER_PLAN):
        create_source(code=kind, kind=kind)
    create_source()
    lent = create_indicator(name="ร้อยละของหมู่บ้านที่ได้รับแจ้งเตือนภัย", unit="ร้อยละ", aim="up")

    # The issue: its words, a tag, and what it grows from.
    page.get_by_role("link", name="เพิ่มประเด็นการพัฒนา").click()
    page.locator("#id_title").fill("จัดการน้ำทั้งลุ่มน้ำ")
    page.locator("#id_goal").fill("ไม่ท่วม\nไม่แล้ง")
    page.locator("#id_approach").fill("เฝ้าระวัง\nแจ้งเตือน")
    page.locator(".tag").click()
    for group in ("clusters", "challenges"):
        box = page.locator(f"input[name={group}]")
        page.locator("details", has=box).locator("summary").click()
        box.check()
    search = page.locator("#picker-search")
    search.fill("น้ำท่วม")
    expect(page.get_by_text("ผู้สูงอายุอยู่ลำพัง")).to_be_hidden()
    page.get_by_label("น้ำท่วมซ้ำซาก").check()
    search.press("Enter")  # searches, does not send
    expect(page.locator(".picker-search output")).to_have_text("3")
    save(page)
    expect(page.locator(".plan-line-issue .plan-name")).to_have_text("1 จัดการน้ำทั้งลุ่มน้ำ")

    # An indicator that another list uses already, and one of its own.
    page.get_by_role("link", name="เพิ่มตัวชี้วัด").click()
    page.locator("#suggested summary").click()
    page.locator("#id_q").fill("หมู่บ้านที่ได้รับแจ้งเตือน")
    page.locator("#id_q").press("Enter")
    page.locator(".suggestion-list a").click()
    expect(page.locator("#id_name")).to_have_value(lent.name)
    expect(page.locator("#id_unit")).to_have_value("ร้อยละ")
    page.locator("#id_baseline_value").fill("๔๐")
    page.locator("#id_baseline_year").fill("๒๕๖๕")
    for year, value in zip(range(2023, 2028), ("๕๐", "๖๐", "๗๐", "๘๐", "๙๐.๕"), strict=True):
        page.locator(f"#id_target_{year}").fill(value)
    expect(page.locator("#whole-plan")).to_have_text("90.5")
    page.locator("#id_whole_plan_rule").select_option("mean")
    expect(page.locator("#whole-plan")).to_have_text("70.1")
    save(page)
    page.get_by_role("link", name="เพิ่มตัวชี้วัด").click()
    page.locator("#id_name").fill("ครัวเรือนที่น้ำท่วม")
    page.locator("#id_unit").fill("ครัวเรือน")
    page.locator("#id_aim").select_option("down")
    save(page)
    expect(page.locator(".plan-line-indicator")).to_have_count(2)

    # Two projects; the first with activities, money and what it is aligned to.
    code = workshop.code
    page.locator(".plan-add a[href$='/projects/new/']").click()
    page.locator("#id_name").fill("เครือข่ายเตือนภัยน้ำ")
    page.locator("#id_lead_agency").fill("สำนักงานจังหวัด")
    page.locator("#id_start_year").fill("๒๕๖๖")
    page.locator("#id_end_year").fill("2567")
    page.locator("#id_activity_0_name").fill("สำรวจ")
    page.locator("#id_activity_0_budget").fill("๑,๐๐๐,๐๐๐")
    page.locator("[data-add]").click()
    expect(page.locator("#id_activity_3_name")).to_be_focused()
    page.locator("#id_activity_3_name").fill("ติดตั้ง")
    page.locator("#id_activity_3_budget").fill("500000")
    cells = page.locator(".budget-grid tbody input")
    cells.nth(0).fill("๑,๕๐๐,๐๐๐")
    cells.nth(1).fill("250000.5")
    expect(page.locator("[data-all]")).to_have_text("1,750,000.50")
    expect(page.locator("#sums-differ")).to_be_visible()
    cells.nth(1).fill("")
    expect(page.locator("#sums-differ")).to_be_hidden()
    for field in ("strategy", "master_plan"):
        page.locator(f"#id_{field}").select_option(index=1)
    expect(page.locator("#plan-code")).to_have_text("1.1")
    page.locator("details", has=page.locator("[name=indicators]")).locator("summary").click()
    page.get_by_label("ครัวเรือนที่น้ำท่วม").check()
    save(page)
    page.locator(".plan-add a[href$='/projects/new/']").click()
    page.locator("#id_name").fill("ขุดลอกลำน้ำ")
    page.locator("#id_lead_agency").fill("ที่ว่าการอำเภอ")
    page.locator("#id_start_year").fill("2568")
    page.locator("#id_end_year").fill("2568")
    save(page)

    # The other one first: the order is the planner's.
    page.locator(".plan-line-project").nth(1).locator("[name=up]").click()
    expect(page.locator(".plan-line-project").first).to_contain_text("ขุดลอกลำน้ำ")

    issue = workshop.issues.get()
    assert (issue.criteria.count(), issue.approach) == (1, "เฝ้าระวัง\nแจ้งเตือน")
    assert [len(keys) for keys in sources_of(issue).keys().values()] == [1, 1, 0, 0]
    first, second = issue.indicators.current()
    assert (first.taken_from, first.targets.count(), second.aim) == (lent, 5, "down")
    project = issue.projects.get(name="เครือข่ายเตือนภัยน้ำ")
    assert [a.name for a in project.activity_rows.order_by("number")] == ["สำรวจ", "ติดตั้ง"]
    assert [b.amount_thb for b in project.budgets.all()] == [Decimal(1500000)]
    assert list(project.indicators.all()) == [second]

    # What somebody else writes comes in by itself.
    issues.change_issue(issue, by=create_planner(), version=1, **change(issue_said(title="ชื่อใหม่")))
    expect(page.locator(".plan-line-issue .plan-name")).to_have_text("1 ชื่อใหม่")
    assert code in page.url


def test_a_row_of_activities_is_emptied_by_its_button(plan, workshop):
    issue = create_issue(workshop=workshop)
    page = plan
    page.goto(f"{page.url}issues/{issue.pk}/projects/new/")
    page.locator("#id_activity_0_name").fill("สำรวจ")
    page.locator("#id_activity_0_budget").fill("5")
    expect(page.locator("#activities-total")).to_have_text("5")

    page.locator("[data-activity]").first.get_by_role("button").click()

    expect(page.locator("#id_activity_0_name")).to_have_value("")
    expect(page.locator("#activities-total")).to_have_text("–")
