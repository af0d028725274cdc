"""Sorting in a real browser: by drag, by tap and by keyboard, and two facilitators at once."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.factories import create_cluster, create_facilitator, create_factor, create_workshop
from tests.live_server import portal  # noqa: F401  a fixture
from workshops.enums import Stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def facilitator():
    return create_facilitator()


@pytest.fixture
def workshop(facilitator):
    return create_workshop(facilitator=facilitator, stage=Stage.EXCHANGE)


@pytest.fixture
def cards(workshop):
    texts = ("น้ำท่วมซ้ำซากทุกปี", "น้ำท่วมถนนทุกฤดูฝน", "คนรุ่นใหม่ย้ายออก", "ผู้สูงอายุอยู่ลำพัง")
    return [create_factor(workshop=workshop, text=text) for text in texts]


@pytest.fixture
def clusters(workshop, cards):
    return [
        create_cluster(workshop=workshop, name="น้ำ"),
        create_cluster(workshop=workshop, name="ผู้คน", factors=(cards[3],)),
    ]


@pytest.fixture
def sorting(portal, window, facilitator, workshop, clusters):  # noqa: F811
    def opened(**options):
        client = Client()
        client.force_login(facilitator)
        context = window(again=True, **options)
        cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "en"}
        context.add_cookies(
            [{"name": name, "value": value, "url": portal} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.goto(f"{portal}/desk/{workshop.code}/sort/")
        if options.get("java_script_enabled", True):
            page.wait_for_selector("[data-keys]:not([hidden])", state="attached")
        page.evaluate("document.fonts.ready")  # cards grow a little with their letters
        return page

    return opened


def inside(page, cluster):
    """The texts of the cards in a cluster; of the loose ones for None."""
    place = f"#in-{cluster.pk}" if cluster else ".sort-tray"
    return page.locator(f"{place} .sort-card bdi")


def drag(page, source, goal):
    start, end = source.bounding_box(), goal.bounding_box()
    page.mouse.move(start["x"] + 60, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 80, start["y"] + 25, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 20, steps=6)
    page.mouse.up()


def test_cards_and_clusters_are_sorted_by_drag(sorting, workshop, cards, clusters):
    water, people = clusters
    page = sorting()
    page.evaluate("window.stillThere = true")

    drag(page, page.locator(f"#card-{cards[2].pk}"), page.locator(f"#cluster-{people.pk}"))
    expect(inside(page, people)).to_have_text([cards[2].text, cards[3].text])
    expect(page.locator(".sort-last")).to_contain_text("2 ผู้คน")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)

    drag(page, page.locator(f"#card-{cards[0].pk}"), page.locator(f"#card-{cards[1].pk}"))
    expect(page.locator("#new-name")).to_be_focused()
    page.locator("#new-name").fill("ถนนและน้ำ")
    page.keyboard.press("Enter")
    expect(page.locator(".sort-tray .sort-card")).to_have_count(0)
    new = workshop.clusters.get(name="ถนนและน้ำ")
    expect(inside(page, new)).to_have_text([cards[0].text, cards[1].text])

    drag(page, page.locator(f"#cluster-{water.pk} .stack-head"), page.locator(f"#cluster-{new.pk}"))
    sheet = page.locator("#sort-sheet")
    expect(sheet.locator("#other")).to_have_value(f"{water.pk}:{water.version}")
    sheet.get_by_label("Why?").first.fill("เรื่องเดียวกัน")
    sheet.get_by_role("button", name="Merge").click()
    expect(page.locator(f"#cluster-{water.pk}")).to_have_count(0)
    merged = workshop.journal.get(verb="cluster.merged")
    assert merged.facts == {"kept": new.pk, "other": water.pk, "why": "เรื่องเดียวกัน"}

    page.keyboard.press("u")
    expect(page.locator(f"#cluster-{water.pk}")).to_be_visible()
    expect(page.locator(".sort-last")).to_contain_text("made the cluster “3 ถนนและน้ำ”")
    assert page.evaluate("window.stillThere")


def test_cards_are_sorted_by_tap_on_a_phone(sorting, cards, clusters):
    water, _ = clusters
    page = sorting(width=360, height=740, has_touch=True, is_mobile=True)

    for card in cards[:2]:
        page.locator(f"#card-{card.pk} label").tap()
    page.locator(f"#cluster-{water.pk} .stack-here").tap()
    expect(inside(page, water)).to_have_text([cards[0].text, cards[1].text])
    expect(page.locator("#sort-bar")).to_be_hidden()

    for card in cards[:2]:
        page.locator(f"#card-{card.pk} label").tap()
    page.get_by_role("button", name="They say the same").tap()
    page.get_by_role("radio").nth(1).tap()
    page.get_by_role("button", name="One card for all of them").tap()
    expect(inside(page, water)).to_have_text([cards[1].text])
    expect(page.locator(f"#card-{cards[1].pk}")).to_contain_text("+1 says the same")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_cards_are_sorted_without_a_pointer(sorting, cards, clusters):
    water, people = clusters
    page = sorting()

    page.keyboard.press("c")
    expect(page.locator(f"#tick-{cards[0].pk}")).to_be_focused()
    page.keyboard.press("m")
    expect(page.locator("#where")).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(inside(page, water)).to_have_text([cards[0].text])
    expect(page.locator("#sort-said")).to_have_text("1 card moved to “1 น้ำ”.")
    expect(page.locator(f"#tick-{cards[1].pk}")).to_be_focused()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("n")
    page.keyboard.type("ย้ายถิ่น")
    page.keyboard.press("Enter")
    expect(inside(page, None)).to_have_text([cards[1].text])
    page.keyboard.press("Escape")
    page.locator(f"#tick-{cards[1].pk}").focus()
    page.keyboard.press("Enter")
    sheet = page.locator("#sort-sheet")
    expect(sheet.locator("h2")).to_be_focused()
    sheet.locator("#remark").fill("ดูด้วยกัน")
    sheet.get_by_role("button", name="Write it").press("Enter")
    expect(sheet.locator(".sheet-comment")).to_contain_text("ดูด้วยกัน")
    expect(sheet.locator("#remark")).to_have_value("")
    expect(sheet.locator("button:focus, select:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("u")
    expect(inside(page, None)).to_have_text([cards[1].text, cards[2].text])


def test_the_second_facilitator_is_told_and_looks_again(sorting, workshop, cards, clusters):
    water, people = clusters
    first, second = sorting(), sorting()
    second.route("**/live/**", lambda route: route.abort())
    second.reload()
    first.locator(f"#cluster-{people.pk} .stack-head a").click()
    first.locator("#rename").fill("คนในพื้นที่")

    first.locator(f"#tick-{cards[0].pk}").check()
    first.locator(f"#cluster-{people.pk} .stack-here").click()
    expect(inside(first, people)).to_have_count(2)
    expect(inside(second, None)).to_have_count(3)
    second.locator(f"#tick-{cards[0].pk}").check()
    second.locator("#new-name").fill("ทางน้ำ")
    second.locator("#where").select_option(str(water.pk))
    second.get_by_role("button", name="Move M").click()

    expect(second.locator("#sort-notice")).to_contain_text("Somebody has moved this factor")
    expect(inside(second, people)).to_have_count(2)
    expect(second.locator("#new-name")).to_have_value("ทางน้ำ")
    expect(second.locator(f"#tick-{cards[0].pk}")).to_be_checked()
    second.locator(f"#cluster-{water.pk} .stack-here").click()
    expect(inside(second, water)).to_have_text([cards[0].text])
    expect(second.locator("#sort-notice")).to_be_hidden()

    # The first one's board follows by itself; the name that is being typed stays.
    expect(inside(first, water)).to_have_text([cards[0].text])
    expect(first.locator("#rename")).to_have_value("คนในพื้นที่")
    first.locator("#sheet-merge summary").click()
    first.get_by_role("button", name="Rename").click()
    expect(first.locator("#sort-sheet [data-notice]")).to_contain_text("has changed this cluster")
    expect(first.locator("#rename")).to_have_value("คนในพื้นที่")
    first.get_by_role("button", name="Rename").click()
    expect(first.locator(f"#cluster-{people.pk} .stack-head")).to_contain_text("คนในพื้นที่")


def test_while_the_server_is_away_what_was_typed_and_ticked_stays(sorting, cards, clusters):
    page = sorting(rough=True)
    page.locator(f"#tick-{cards[0].pk}").check()
    page.locator("#new-name").fill("น้ำท่วม")
    page.evaluate("window.stillThere = true")
    away = [True]

    def answer(route):
        if away:
            route.fulfill(status=502, content_type="text/html")
        else:
            route.continue_()

    page.route("**/sort/**", answer)
    page.locator("#new-name").press("Enter")
    expect(page.get_by_text("The portal did not answer.")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(page.locator("#new-name")).to_have_value("น้ำท่วม")
    expect(page.locator(f"#tick-{cards[0].pk}")).to_be_checked()
    away.clear()
    page.locator("#new-name").press("Enter")

    expect(page.get_by_text("3 น้ำท่วม").first).to_be_visible()
    assert page.evaluate("window.stillThere")


def test_it_works_without_script(sorting, workshop, cards, clusters):
    water, _ = clusters
    page = sorting(java_script_enabled=False)

    page.locator(f"#tick-{cards[0].pk}").check()
    page.locator("#where").select_option(str(water.pk))
    page.get_by_role("button", name="Move M").click()
    expect(inside(page, water)).to_have_text([cards[0].text])
    page.get_by_role("button", name="Take it back").click()
    expect(inside(page, water)).to_have_count(0)

    for card in cards[:2]:
        page.locator(f"#tick-{card.pk}").check()
    page.get_by_role("button", name="They say the same").click()
    page.get_by_role("button", name="One card for all of them").click()
    expect(page.locator(f"#card-{cards[0].pk}")).to_contain_text("+1 says the same")
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Take back").first.click()
    expect(page.locator(".sheet-mark").first).to_have_text("a step taken back")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_assistive_technology_finds_nothing_wrong(sorting, cards, clusters, scheme):
    page = sorting(color_scheme=scheme, bypass_csp=True)
    page.add_script_tag(path="tests/vendor/axe-core/axe.min.js")
    run = "axe.run().then((run) => run.violations.map((one) => [one.id, one.nodes[0].html]))"

    found = [page.evaluate(run)]
    page.locator(f"#tick-{cards[0].pk}").check()
    page.locator(f"#cluster-{clusters[1].pk} .stack-head a").click()
    page.locator("#sheet-merge summary").click()
    found.append(page.evaluate(run))

    assert found == [[], []]
