"""Agreeing, commenting, sorting and naming challenges on a phone, also where the network drops."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests import factories
from tests.browser.accessible import faults
from tests.browser.phone import SIZE, join, move, texts, write
from workshops.domain import clusters, comments, factors, room, support
from workshops.enums import Stage, Stance, Track
from workshops.models import Challenge, Comment, Factor, Support, Workshop

TEXT = "โรงพยาบาลชุมแพขาดแคลนพยาบาลวิชาชีพดูแลผู้สูงอายุ"


@pytest.fixture
def workshop(portal: str) -> Workshop:
    return factories.create_workshop(stage=Stage.EXCHANGE, track=Track.SMART)


@pytest.fixture
def phone(window) -> BrowserContext:
    return window(**SIZE, has_touch=True, service_workers="block", bypass_csp=True, again=True)


@pytest.fixture
def rough(window) -> BrowserContext:
    """A phone whose console may complain: the server's refusals are what the test is about."""
    return window(**SIZE, service_workers="block", bypass_csp=True, again=True, rough=True)


def at(context: BrowserContext, portal: str, workshop: Workshop, place: str = "clusters/") -> Page:
    page = join(context, portal, workshop)
    page.goto(f"{portal}/room/{workshop.code}/{place}")
    page.wait_for_selector("html[data-live-state=on]")
    return page


def agree(page: Page, key: str):
    return page.locator(f'[data-said="{key}"] .agree')


def agreeing(factor: Factor) -> int:
    return Support.objects.filter(factor=factor).count()


def boss(workshop: Workshop):
    return workshop.facilitators.get()


def test_a_wish_without_signal_is_kept_and_counts_once(portal, phone, workshop) -> None:
    factor = factories.create_factor(workshop=workshop, text=TEXT)
    page = at(phone, portal, workshop)
    button = agree(page, f"factor-{factor.pk}")
    phone.set_offline(True)

    button.click()

    expect(button).to_have_attribute("data-wish", "yes")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#waiting-count")).to_be_visible()
    assert agreeing(factor) == 0
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(f"{portal}/room/{workshop.code}/clusters/")
    button = agree(page, f"factor-{factor.pk}")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert agreeing(factor) == 1
    support.say_support(factories.create_participant(workshop=workshop), factor, agrees=True)
    expect(button).to_contain_text("2")  # what others press comes by itself
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_contain_text("1")
    assert agreeing(factor) == 1


def test_a_comment_survives_reload_lost_answers_and_refusals(portal, rough, workshop) -> None:
    factor = factories.create_factor(workshop=workshop, text=TEXT)
    page = at(rough, portal, workshop, f"thread/factor/{factor.pk}/")
    page.fill("#id_text", "ตัวเลขนี้มาจากปีไหน")
    page.reload()
    expect(page.locator("#id_text")).to_have_value("ตัวเลขนี้มาจากปีไหน")
    lost = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)  # the server has it, the phone does not know
        route.abort()

    page.route("**/comments/", lose)
    page.click("[data-send]")

    expect(page.locator("[data-kept=waiting]")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("ตัวเลขนี้มาจากปีไหน")
    page.unroute("**/comments/")
    expect(page.locator("[data-kept=saved]")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("")
    expect(page.locator(".comment.is-own")).to_have_count(1)
    assert (lost, Comment.objects.count()) == ([201], 1)

    page.fill("#id_text", "ยังพิมพ์ไม่เสร็จ")
    box = page.locator("#id_text")
    before = box.bounding_box()["y"]
    other = factories.create_participant(workshop=workshop)
    for text in ("ความเห็นยาวของคนอื่น " * 8, "อีกข้อ"):
        comments.add_comment(other, factor, text=text, client_id=uuid.uuid4())
    expect(page.locator(".comment")).to_have_count(3)
    assert abs(box.bounding_box()["y"] - before) < 2  # nothing moves under the finger
    expect(box).to_be_focused()
    room.change_rules(workshop, by=boss(workshop), comments_open=False)
    page.click("[data-send]")
    expect(page.locator("[data-kept=refused]")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("ยังพิมพ์ไม่เสร็จ")
    assert Comment.objects.count() == 3
    factors.hide_factor(factor, by=boss(workshop))
    expect(page.locator("#list")).to_be_hidden()
    expect(page.locator("#id_text")).to_have_value("ยังพิมพ์ไม่เสร็จ")
    factors.restore_factor(factor, by=boss(workshop))
    expect(page.locator("#list")).to_be_visible()
    rough.clear_cookies()  # the phone is handed over
    page = at(rough, portal, workshop, f"thread/factor/{factor.pk}/")
    expect(page.locator("#id_text")).to_have_value("")


def test_what_is_there_already_is_offered_while_typing(portal, phone, workshop) -> None:
    factor = factories.create_factor(workshop=workshop, text=TEXT)
    move(workshop, Stage.BRAINSTORM)
    page = join(phone, portal, workshop)
    write(page, f"{TEXT}มากขึ้น")

    button = page.locator("#alike .agree")
    expect(button).to_have_count(1)
    button.click()

    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#alike-next")).to_be_visible()
    assert agreeing(factor) == 1
    expect(page.locator("#id_text")).to_have_value(f"{TEXT}มากขึ้น")
    assert faults(page) == []
    page.click("#alike-discard")
    expect(page.locator("#id_text")).to_have_value(f"{TEXT}มากขึ้น")
    page.click("#alike-discard")
    expect(page.locator("#id_text")).to_have_value("")
    expect(page.locator("#alike")).to_be_hidden()
    page.reload()
    expect(page.locator("#id_text")).to_have_value("")
    assert texts(workshop) == [TEXT]

    write(page, f"{TEXT}มากขึ้น")
    expect(button).to_have_count(1)
    factors.hide_factor(factor, by=boss(workshop))
    expect(page.locator("#alike")).to_be_hidden()
    expect(button).to_have_count(0)


def test_cards_are_sorted_by_taps_and_a_move_meanwhile_is_told(portal, rough, workshop) -> None:
    room.change_rules(workshop, by=boss(workshop), participants_sort=True)
    first, second = (factories.create_factor(workshop=workshop, text=f"ข้อ {n}") for n in (1, 2))
    page = at(rough, portal, workshop)
    page.check(f"#factor-{first.pk} [name=chosen]")
    page.fill("#sort-name", "น้ำท่วม")
    page.click("#sort-new")

    cluster_name = page.locator(".stack-name", has_text="น้ำท่วม")
    expect(cluster_name).to_be_visible()
    expect(page.locator("#sort-bar")).to_be_hidden()
    cluster = workshop.clusters.get()
    assert cluster.factors.get() == first
    page.click(".stack-cards summary")
    page.route("**/live/**", lambda route: route.abort())
    page.reload()  # hears nothing of what others do
    page.check(f"#factor-{second.pk} [name=chosen]")
    clusters.place_factors(workshop, by=boss(workshop), factors=[second.pk], cluster=cluster)
    other = factories.create_cluster(workshop=workshop, name="อีกกลุ่ม")
    page.locator("#sort-cluster").evaluate("(e, pk) => e.add(new Option('อีกกลุ่ม', pk))", other.pk)
    page.select_option("#sort-cluster", str(other.pk))
    page.click("#sort button:not(#sort-new)")

    expect(page.locator("#trouble")).to_be_visible()
    expect(page.locator(f"#cluster-{cluster.pk} #factor-{second.pk}")).to_have_count(1)
    second.refresh_from_db()
    assert second.cluster == cluster


def test_a_challenge_is_written_where_the_room_disagrees(portal, rough, workshop) -> None:
    stances = (Stance.STRENGTH, Stance.WEAKNESS)
    opposed = tuple(factories.create_factor(workshop=workshop, stance=each) for each in stances)
    cluster = factories.create_cluster(factors=opposed, name="ระบบเตือนภัยน้ำ")
    page = at(rough, portal, workshop, "challenges/")
    expect(page.locator("#write")).to_be_hidden()

    move(workshop, Stage.REFLECT)

    page.click(f"[data-about='{cluster.pk}']")
    expect(page.locator("#write")).to_be_visible()
    expect(page.locator("[name=clusters]")).to_be_checked()
    page.fill("#id_text", "หน่วยงานไม่แบ่งปันข้อมูลน้ำ")
    assert faults(page) == []
    factories.create_challenge(workshop=workshop, text="เรื่องของคนอื่น")
    move(workshop, Stage.DIRECT)
    expect(page.locator("[data-kept=closed]")).to_be_visible()
    page.reload()
    expect(page.locator("#id_text")).to_have_value("หน่วยงานไม่แบ่งปันข้อมูลน้ำ")
    move(workshop, Stage.REFLECT)
    expect(page.locator("[data-send]")).to_be_enabled()
    page.click("[data-send]")
    expect(page.locator(".challenge", has_text="ข้อมูลน้ำ")).to_be_visible()
    challenge = Challenge.objects.get(text__startswith="หน่วยงาน")
    assert list(challenge.clusters.all()) == [cluster]
    expect(page.locator(".prompt")).to_have_count(0)
    page.goto(f"{portal}/room/{workshop.code}/clusters/")
    assert faults(page) == []
