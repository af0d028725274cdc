"""From sentences to what matters: two facilitators, six phones and the projector, at once."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests import factories
from tests.browser.phone import after_a_double_click, answered, eventually
from workshops import access
from workshops.enums import Stage
from workshops.models import Participant, Round, Workshop

pytestmark = pytest.mark.django_db(transaction=True)

WATER = ("น้ำท่วมตลาดสดทุกปี", "ท่อระบายน้ำเล็กเกินไป", "คลองตื้นเขินเพราะตะกอน")
PEOPLE = ("คนรุ่นใหม่ย้ายออก", "ผู้สูงอายุอยู่ลำพัง", "ขาดคนดูแลในหมู่บ้าน")
PHONES = 6


class Room:
    """Everybody in it, each with a window of their own."""

    def __init__(self, portal: str, window) -> None:
        self.portal = portal
        users = [factories.create_facilitator() for _ in range(2)]
        self.workshop = factories.create_workshop(facilitator=users[0], stage=Stage.EXCHANGE)
        self.workshop.facilitators.add(users[1])
        self.desks = [
            self.let_in(window(again=True), "sessionid", signed_in(user)) for user in users
        ]
        self.people = [self.person(n) for n in range(PHONES)]
        size = {"width": 360, "height": 740, "service_workers": "block", "again": True}
        self.phones = [
            self.let_in(window(**size), access.cookie_name(self.workshop), f"phone-{n}").new_page()
            for n in range(PHONES)
        ]
        self.board = window(width=1920, height=1080, again=True).new_page()
        self.board.goto(f"{portal}/board/{self.workshop.code}/{self.workshop.board_key}/")

    def person(self, number: int) -> Participant:
        district = ("4005", "4029")[number % 2]
        token, words = f"phone-{number}", (*WATER, *PEOPLE)[number]
        person = factories.create_participant(
            workshop=self.workshop, district=district, token=token
        )
        factories.create_factor(participant=person, text=words, district=district)
        return person

    def let_in(self, context: BrowserContext, name: str, value: str) -> BrowserContext:
        context.add_cookies([{"name": name, "value": value, "url": self.portal}])
        return context

    def desk(self, number: int, page: str) -> Page:
        opened = self.desks[number].new_page()
        opened.goto(f"{self.portal}/desk/{self.workshop.code}/{page}")
        return opened

    def everybody_to(self, page: str) -> None:
        for phone in self.phones:
            phone.goto(f"{self.portal}/room/{self.workshop.code}/{page}")

    def move_to(self, desk: Page, stage: str) -> None:
        desk.click(f'#stage-controls button[value="{stage}"] >> nth=0')
        expect(desk.locator(f'#stage-controls[data-stage="{stage}"]')).to_be_visible()
        answered(desk)

    def project(self, desk: Page, mode: str) -> None:
        """Press the desk's button for a picture; it may lie in a menu."""
        button = desk.locator(f'#steering button[value="{mode}"]')
        if not button.is_visible():
            desk.locator("#steering details > summary").click()
        button.click()
        expect(self.board.locator("body")).to_have_attribute("data-mode", mode)


def signed_in(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def sort_together(room: Room) -> tuple[Page, Page]:
    """One makes a cluster by keyboard, the other sees it come and makes the second one."""
    one, other = room.desk(0, "sort/"), room.desk(1, "sort/")
    for page, sentences, name in ((one, WATER, "น้ำท่วม"), (other, PEOPLE, "ผู้คน")):
        for text in sentences:
            page.locator(".sort-tray .sort-card", has_text=text).locator("label").first.click()
        page.keyboard.press("n")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        for each in (one, other):
            expect(each.locator(".sort-stacks .stack", has_text=name)).to_contain_text(sentences[2])
    return one, other


def answer_points(room: Room, round_: Round) -> None:
    """Each phone gives two points to water; the last one also one to people."""
    water, people = round_.clusters.order_by("number")
    room.everybody_to("round/")
    for phone in room.phones:
        for _ in range(2):
            phone.locator(f"#item-{water.pk} [data-step='1']").click()
    room.phones[-1].locator(f"#item-{people.pk} [data-step='1']").click()


def rate(phone: Page, impact: int) -> None:
    phone.locator("#begin").click()
    for _ in range(2):
        item = phone.locator(".rate-ask.current")
        place = item.locator(".place").inner_text()
        item.locator(f"[data-axis=impact] input[value='{impact}']").click()
        item.locator("[data-axis=uncertainty] input[value='2']").click()
        expect(phone.locator(".rate-ask.current .place", has_text=place)).to_have_count(0)


def prepare(room: Room, desk: Page, kind: str) -> Round:
    """All clusters, the usual settings; opened."""
    desk.goto(f"{room.portal}/desk/{room.workshop.code}/rounds/?kind={kind}")
    desk.locator(".form-acts button.btn-lg").click()
    desk.wait_for_url(re.compile("#round-"))
    newest: Round = room.workshop.rounds.order_by("-number")[0]
    press(desk, newest, "open")
    return newest


def press(desk: Page, round_: Round, act: str) -> None:
    after_a_double_click(desk)
    desk.locator(f"#{act}-{round_.pk}").click()
    state = {"open": "open", "close": "closed", "reveal": "revealed"}[act]
    expect(desk.locator(f"#round-{round_.pk}")).to_have_attribute("data-state", state)


def test_exchange_reflect_and_analyse(portal, window) -> None:
    room = Room(portal, window)
    workshop: Workshop = room.workshop
    # Exchange: sort, read, agree, comment.
    sorting, _other = sort_together(room)
    water, people = workshop.clusters.order_by("number")
    phone = room.phones[5]
    phone.goto(f"{portal}/room/{workshop.code}/clusters/")
    agree = phone.locator(f"#says-cluster-{water.pk} .agree")
    agree.click()
    expect(agree).to_have_attribute("aria-pressed", "true")
    expect(agree.locator(".agree-total")).to_have_text("1")
    assert water.support.count() == 1
    steering = room.desk(1, "")
    room.project(steering, "clusters")
    expect(room.board.locator("#picture")).to_contain_text("น้ำท่วม")

    # Reflect: what must be overcome.
    room.everybody_to("")
    room.move_to(steering, "reflect")
    room.phones[0].locator("#now .now-link").click()
    room.phones[0].fill("#id_text", "ไม่มีเจ้าภาพเรื่องระบายน้ำ")
    room.phones[0].fill("#id_affected", "ร้านค้าในตลาด")
    room.phones[0].locator("#write [data-send]").click()
    room.project(steering, "challenges")
    expect(room.board.locator("#picture")).to_contain_text("ไม่มีเจ้าภาพเรื่องระบายน้ำ")

    # Analyse: points, hidden until they are revealed.
    room.move_to(steering, "analyse")
    rounds = room.desks[0].new_page()
    points = prepare(room, rounds, "points")
    answer_points(room, points)
    room.project(steering, "round")
    expect(room.board.locator("#picture")).to_contain_text(re.compile(r"6\D+6"))
    expect(rounds.locator(f"#round-{points.pk}")).to_contain_text(re.compile(r"6\D+6"))
    assert "น้ำท่วม" not in room.board.locator("#picture").inner_text()
    given = points.votes.values_list("points", flat=True)
    eventually(rounds, lambda: sum(given.all()) == 2 * PHONES + 1)
    press(rounds, points, "close")
    press(rounds, points, "reveal")
    room.project(steering, "ranking")
    expect(room.board.locator("#picture")).to_contain_text("น้ำท่วม")
    votes = dict(points.votes.filter(cluster=water).values_list("participant", "points"))
    assert votes == dict.fromkeys([person.pk for person in room.people], 2)

    # Impact and uncertainty, on the map after the reveal.
    ratings = prepare(room, rounds, "ratings")
    room.everybody_to("round/")
    for number, each in enumerate(room.phones):
        rate(each, impact=4 + number % 2)
    expect(rounds.locator(f"#round-{ratings.pk}")).to_contain_text(re.compile(r"12\D+12"))
    room.project(steering, "map")
    expect(room.board.locator("#picture svg.chart.map")).to_have_count(0)
    press(rounds, ratings, "close")
    press(rounds, ratings, "reveal")
    expect(room.board.locator("#picture svg.chart.map .chart-dot")).to_have_count(2)

    # A merge after all the answers: everybody sees one; taken back, both stand as before.
    sorting.locator(f"#title-{water.pk}").click()
    sheet = sorting.locator("#sort-sheet")
    sheet.locator("#sheet-merge > summary").click()
    people.refresh_from_db()
    sheet.locator("#other").select_option(f"{people.pk}:{people.version}")
    sheet.locator("#sheet-merge form button").last.click()
    expect(room.board.locator("#picture svg.chart.map .chart-dot")).to_have_count(1)
    expect(sorting.locator(f"#cluster-{people.pk}")).to_have_count(0)
    sorting.keyboard.press("u")
    expect(sorting.locator(f"#cluster-{people.pk}")).to_be_visible()
    expect(room.board.locator("#picture svg.chart.map .chart-dot")).to_have_count(2)
