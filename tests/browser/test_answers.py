"""Answering a round on a phone, 360 px wide: nothing tapped is lost, and 20 items are quick."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import factories
from tests.browser.phone import join, press
from workshops.domain import answers, people, regroup, rounds
from workshops.enums import RoundKind, Stage
from workshops.models import Cluster, Round, Workshop

MOMENT = 600  # ms from the second tap to the next cluster
SENT = re.compile("/round/.+/(points|ratings|influence)/$")


@pytest.fixture
def workshop(portal: str) -> Workshop:
    return factories.create_workshop(stage=Stage.ANALYSE)


@pytest.fixture
def phone(window) -> BrowserContext:
    return window(width=360, height=740, has_touch=True, service_workers="block", again=True)


@pytest.fixture
def rough(window) -> BrowserContext:
    """A phone whose console may complain: the server's refusals are what the test is about."""
    return window(width=360, height=740, has_touch=True, rough=True)


def ask(workshop: Workshop, kind: RoundKind, count: int, **fields: object) -> Round:
    clusters = [
        factories.create_cluster(factors=(factories.create_factor(workshop=workshop),))
        for _ in range(count)
    ]
    return factories.create_round(kind=kind, clusters=tuple(clusters), **fields)


def open_page(context: BrowserContext, portal: str, workshop: Workshop) -> Page:
    page = join(context, portal, workshop)
    page.goto(f"{portal}/room/{workshop.code}/round/")
    return page


def given(round_: Round) -> dict[int, int]:
    return dict(round_.votes.exclude(points=0).values_list("cluster_id", "points"))


def tap(page: Page, cluster: Cluster, step: int) -> None:
    page.locator(f"#item-{cluster.pk} [data-step='{step}']").tap()


def wait_for_states(page: Page, *wanted: str) -> None:
    page.wait_for_function(
        "wanted => [...document.querySelectorAll('.answer-state')]"
        ".map(one => one.dataset.state).filter(Boolean).sort().join() === wanted",
        arg=",".join(sorted(wanted)),
    )


def wait_until_sent(page: Page) -> None:
    page.wait_for_function(
        "() => !Object.keys(localStorage).some((key) => key.startsWith('answer:'))"
    )


def test_points_tapped_without_signal_arrive_and_survive_a_closed_tab(
    portal, phone, workshop
) -> None:
    round_ = ask(workshop, RoundKind.POINTS, 3, budget=4, cap=3)
    one, other, third = round_.clusters.order_by("pk")
    page = open_page(phone, portal, workshop)
    page.route(SENT, lambda route: route.abort())

    for cluster, step in ((one, 1), (one, 1), (other, 1), (other, 1), (one, -1)):
        tap(page, cluster, step)
    expect(page.locator("#left-count")).to_contain_text("1")
    wait_for_states(page, "waiting", "waiting")
    expect(page.locator("#waiting-count")).to_contain_text("2")
    assert given(round_) == {}
    page.close()
    again = phone.new_page()
    again.goto(f"{portal}/room/{workshop.code}/round/")

    wait_until_sent(again)
    assert given(round_) == {one.pk: 1, other.pk: 2}
    wait_for_states(again, "saved", "saved")
    tap(again, third, 1)
    wait_until_sent(again)
    expect(again.locator("[data-step='1']:enabled")).to_have_count(0)  # nothing is left
    # Moving points: what frees some goes first, in whatever order it was tapped.
    again.route(SENT, lambda route: route.abort())
    for cluster, step in ((other, -1), (one, 1), (other, -1), (other, 1)):
        tap(again, cluster, step)
    again.unroute(SENT)
    again.reload()
    wait_until_sent(again)
    assert given(round_) == {one.pk: 2, other.pk: 1, third.pk: 1}


def test_only_the_servers_own_word_is_a_tick_and_a_refusal_shows_what_it_has(
    portal, rough, workshop
) -> None:
    round_ = ask(workshop, RoundKind.POINTS, 2)
    one, _other = round_.clusters.order_by("pk")
    page = open_page(rough, portal, workshop)
    page.route(SENT, lambda route: route.fulfill(status=200, body='{"client_id": "hotel"}'))
    with page.expect_response(SENT):
        tap(page, one, 1)
    wait_for_states(page, "waiting")

    page.route("**/live/**", lambda route: route.abort())
    rounds.close_round(round_, by=workshop.facilitators.get())
    page.unroute(SENT)
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("#refusal")).to_have_text(str(rounds.RoundClosed()))
    expect(page.locator("#round")).to_have_attribute("data-state", "closed")
    assert given(round_) == {}
    expect(page.locator("[data-step]")).to_have_count(0)


def test_twenty_ratings_take_two_taps_each_and_far_less_than_six_minutes(
    portal, window, workshop
) -> None:
    round_ = ask(workshop, RoundKind.RATINGS, 20)
    phone = window(width=360, height=740, has_touch=True, service_workers="block")  # for its clock
    page = open_page(phone, portal, workshop)
    page.clock.install()
    page.reload()
    page.locator("#begin").tap()
    taps, waits = 1, 0

    for number in range(1, 21):
        item = page.locator(".rate-ask.current")
        expect(item.locator(".place")).to_contain_text(str(number))
        expect(page.locator(".rate-ask:visible")).to_have_count(1)
        for axis in ("impact", "uncertainty"):
            step = item.locator(f"[data-axis={axis}] input").nth(number % 5)
            box = step.bounding_box()
            assert box["width"] >= 44
            assert box["height"] >= 44
            step.tap()
            taps += 1
        page.clock.run_for(MOMENT)
        waits += MOMENT
    expect(page.locator("#overview")).to_be_visible()
    wait_until_sent(page)

    left = 360 - waits / 1000
    print(
        f"20 ratings: {taps} taps, {waits / 1000:.0f} s of waiting; {left / 20:.0f} s to think each"
    )
    assert (taps, round_.ratings.count()) == (41, 20)
    assert left / 20 > 15
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    # Skipping one is an answer that can be changed; switched off, it does not go on by itself.
    page.locator(".overview-link").first.tap()
    page.locator(".current .rate-skip").tap()
    page.locator("[data-go=list]").tap()
    expect(page.locator("#missing")).to_contain_text("1")
    page.locator("#by-itself input").tap()
    page.locator(".overview-link").first.tap()
    for axis in ("impact", "uncertainty"):
        page.locator(f".current [data-axis={axis}] input").first.tap()
    page.clock.run_for(3 * MOMENT)
    expect(page.locator(".rate-ask.current .place")).to_contain_text("1")
    wait_until_sent(page)
    assert not round_.ratings.filter(is_skipped=True).exists()


def test_a_second_round_shows_the_group_only_after_the_answer(portal, phone, workshop) -> None:
    first = ask(workshop, RoundKind.RATINGS, 2)
    one = first.clusters.order_by("pk")[0]
    by = workshop.facilitators.get()
    for impact in (1, 1, 5, 5, 4):
        person = factories.create_participant(workshop=workshop)
        answers.rate_cluster(person, first, one, impact=impact, uncertainty=3)
    rounds.reveal_round(first, by=by)
    second = rounds.prepare_round(
        workshop, by=by, kind=RoundKind.RATINGS, clusters=[one.pk], second_of=first
    )
    rounds.open_round(second, by=by)
    page = open_page(phone, portal, workshop)
    page.locator("#begin").tap()
    expect(page.locator(".rate-ask")).to_have_count(1)
    expect(page.locator(".beside")).to_have_count(0)

    page.locator("[data-axis=impact] input").nth(2).tap()
    page.locator("[data-axis=uncertainty] input").nth(2).tap()

    expect(page.locator(".current .beside b").first).to_have_text("4")
    page.wait_for_timeout(MOMENT + 200)
    expect(page.locator(".current .beside")).to_be_visible()  # there is something to read


def test_the_page_follows_and_keeps_what_was_not_sent(portal, phone, workshop) -> None:
    round_ = ask(workshop, RoundKind.RATINGS, 3)
    one, other, _third = round_.clusters.order_by("pk")
    page = open_page(phone, portal, workshop)
    page.goto(f"{page.url}#item-{one.pk}")
    page.reload()
    page.wait_for_selector("html[data-live-state=on]")
    page.locator(f"#item-{one.pk} [data-axis=impact] input").nth(3).tap()

    regroup.merge_clusters(one, other, by=workshop.facilitators.get())

    expect(page.locator(".rate-ask")).to_have_count(2)
    kept = page.locator(f"#item-{one.pk}")
    expect(kept).to_be_visible()
    expect(kept.locator("[name=impact][value='4']")).to_be_checked()
    kept.locator("[data-axis=uncertainty] input").first.tap()
    wait_until_sent(page)
    assert round_.ratings.get().impact == 4
    rounds.reveal_round(round_, by=workshop.facilitators.get())
    expect(page.locator("#round")).to_have_attribute("data-state", "revealed")


def test_a_phone_handed_over_answers_for_nobody_else(portal, phone, workshop) -> None:
    round_ = ask(workshop, RoundKind.POINTS, 1)
    one = round_.clusters.get()
    page = open_page(phone, portal, workshop)
    page.route(SENT, lambda route: route.abort())
    tap(page, one, 1)
    before = workshop.participants.latest("pk")
    page.goto(f"{portal}/join/{workshop.code}/")
    page.unroute(SENT)
    page.click("summary")
    page.fill("#id_name", "คนที่สอง")
    page.select_option("#id_district", "4005")
    page.click("form[action*=join] button")
    page.wait_for_url("**/room/**")
    page.goto(f"{portal}/room/{workshop.code}/round/")
    page.wait_for_timeout(500)

    wait_for_states(page)
    assert given(round_) == {}
    tap(page, one, 1)
    page.wait_for_function("() => document.querySelector('[data-state=saved]')")
    [vote] = round_.votes.all()
    assert vote.participant != before


def test_it_all_works_without_script(portal, browser, workshop) -> None:
    round_ = ask(workshop, RoundKind.RATINGS, 2)
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="th-TH"
    )
    page = open_page(context, portal, workshop)
    scribe = workshop.participants.get(name="สมหญิง ใจดี")
    person = people.add_person(scribe, district=scribe.district)
    page.reload()
    page.select_option("#id_person", str(person.pk))
    press(page, "#person-form button")
    form = page.locator(".rate-form").first
    form.locator("[name=impact][value='5']").check(force=True)
    form.locator("[name=uncertainty][value='1']").check(force=True)
    form.locator(".rate-save").click()
    page.wait_for_url(re.compile(r"#item-\d+$"))
    page.locator(".rate-skip").nth(1).click()
    page.wait_for_url(re.compile("#round$"))

    rated = round_.ratings.order_by("pk").values_list("participant_id", "impact", "is_skipped")
    assert list(rated) == [(person.pk, 5, False), (person.pk, None, True)]
    context.close()


def test_pairs_are_answered_without_signal_and_a_reason_survives_what_others_do(
    portal, phone, workshop
) -> None:
    round_, by = ask(workshop, RoundKind.INFLUENCE, 2), workshop.facilitators.get()
    page = open_page(phone, portal, workshop)
    page.wait_for_selector("html[data-live-state=on]")
    page.locator(".reason summary").tap()
    page.fill("[name=reason]", "เพราะน้ำหลากทุกปี")
    cards = tuple(factories.create_factor(workshop=workshop) for _ in range(2))
    elsewhere = factories.create_cluster(factors=cards)
    regroup.split_cluster(elsewhere, factors=[cards[0].pk], name="แยกออก", by=by)
    page.wait_for_timeout(2_000)
    expect(page.locator("[name=reason]")).to_have_value("เพราะน้ำหลากทุกปี")

    page.route(SENT, lambda route: route.abort())
    page.check("[name=strength][value='3']")
    page.tap("#say")
    page.check("[name=strength][value=P]")
    page.tap("#say")
    expect(page.locator("#thanks")).to_be_visible()
    assert not round_.influences.exists()
    page.goto(f"{portal}/room/{workshop.code}/")  # the room's own page sends it too
    page.unroute(SENT)
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_until_sent(page)

    said = round_.influences.order_by("pk").values_list("strength", "reason")
    assert list(said) == [(3, "เพราะน้ำหลากทุกปี"), (None, "")]


def test_two_tabs_of_one_phone_show_and_send_the_same(portal, phone, workshop) -> None:
    round_ = ask(workshop, RoundKind.POINTS, 1)
    one = round_.clusters.get()
    page = open_page(phone, portal, workshop)
    other = phone.new_page()
    other.goto(page.url)

    for tab, its_neighbour, points in ((page, other, "1"), (other, page, "2")):
        tap(tab, one, 1)
        for each in (tab, its_neighbour):
            expect(each.locator(".answer-state")).to_have_attribute("data-state", "saved")
            expect(each.locator(".given")).to_have_text(points)
    assert given(round_) == {one.pk: 2}
