"""The projector's pictures: they come without a reload, nothing is cut off, all pages turn."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_projector import AXE, open_board
from tests.thinking_room import thought
from workshops.domain import answers, clusters, room, rounds
from workshops.enums import ProjectorMode, RoundKind
from workshops.models import Workshop

PICTURES = [mode for mode in ProjectorMode if mode.is_picture]
SHOWN = {
    ProjectorMode.CLUSTERS: ".cluster-card",
    ProjectorMode.CHALLENGES: ".challenge",
    ProjectorMode.ROUND: ".picture-table, .influence-chart",
    ProjectorMode.MAP: ".chart-dot",
    ProjectorMode.RANKING: ".ranking .is-best",
    ProjectorMode.HEAT: "td.heat",
    ProjectorMode.SWOT: ".swot-item",
    ProjectorMode.INFLUENCE: ".chart-dot",
    ProjectorMode.PROPOSALS: ".proposal-rows li",
    ProjectorMode.DIRECTION: ".direction-rows li",
}
FAULTS = """(only) => axe.run(only ? {runOnly: only} : {})
  .then(run => run.violations.map(each => [each.id, each.nodes[0].html]))"""
# What sticks out of its window, what covers something else, and letters smaller than can be read.
CROOKED = """() => {
  const box = (each) => each.getBoundingClientRect();
  const inside = (a, b) => a.bottom <= b.bottom + 1 && a.right <= b.right + 1
    && a.left >= b.left - 1;
  const apart = (a, b) => a.bottom <= b.top + 1 || b.bottom <= a.top + 1 || a.right <= b.left + 1
    || b.right <= a.left + 1;
  const found = [];
  for (const frame of document.querySelectorAll(".pager-window")) {
    const cards = [...frame.querySelectorAll(".pager-list > :not([hidden])")];
    if (!cards.length) found.push("nothing shown");
    for (const card of cards) if (!inside(box(card), box(frame))) found.push(card.textContent);
    cards.forEach((one, number) => cards.slice(number + 1).forEach((other) => {
      if (!apart(box(one), box(other))) found.push([one.textContent, other.textContent]);
    }));
  }
  const dots = [...document.querySelectorAll(".chart-dot :is(circle)")].map(box);
  const frames = [...document.querySelectorAll(".chart")].map(box);
  for (const dot of dots) if (!frames.some((one) => inside(dot, one))) found.push("dot outside");
  const walk = document.createTreeWalker(document.querySelector(".picture"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement: holder, textContent: text } = walk.currentNode;
    if (!text.trim() || !holder.checkVisibility() || holder.closest(".visually-hidden")) continue;
    const chart = holder.closest("svg");
    const scale = chart ? box(chart).width / chart.viewBox.baseVal.width : 1;
    const size = parseFloat(getComputedStyle(holder).fontSize) * Math.min(scale, 1);
    if (size < 17.5) found.push([Math.round(size), text.trim()]);
  }
  const root = document.documentElement;
  if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) found.push("page scrolls");
  return found;
}"""
QUICK = """const begin = window.setInterval;
window.setInterval = (act, time) => begin(act, time === 8000 ? 300 : time);"""


@pytest.fixture
def workshop(portal: str) -> Workshop:
    return thought(40)


def show(page: Page, workshop: Workshop, mode: ProjectorMode) -> None:
    room.show_on_projector(workshop, mode, by=workshop.facilitators.get())
    expect(page.locator(f".picture[data-picture={mode}]")).to_be_visible()
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")


def test_forty_clusters_in_every_picture(portal, window, workshop) -> None:
    page = open_board(portal, window(width=1920, height=1080), workshop)
    page.evaluate(Path(AXE).read_text())
    loaded, found = page.evaluate("performance.timeOrigin"), []
    for mode in PICTURES:
        show(page, workshop, mode)
        expect(page.locator(SHOWN[mode]).first).to_be_visible()
        expect(page.locator("#column-social")).to_be_hidden()
        expect(page.locator(".code")).to_be_visible()
        found += [(mode, fault) for fault in page.evaluate(CROOKED)]
        found += [(mode, fault) for fault in page.evaluate(FAULTS, None)]
        page.keyboard.press("d")
        found += [(mode, "dark", fault) for fault in page.evaluate(FAULTS, ["color-contrast"])]
        page.keyboard.press("d")
    assert found == []
    page.keyboard.press("q")
    expect(page.locator(".picture")).to_be_hidden()
    page.keyboard.press("q")
    room.blank_screens(workshop, by=workshop.facilitators.get())
    expect(page.locator(".blank-sign")).to_be_visible()
    assert "ลุ่มต่ำ" not in page.content()
    assert page.evaluate("performance.timeOrigin") == loaded


def test_the_pages_turn_through_all_of_them_also_while_something_changes(
    portal, window, workshop
) -> None:
    context = window(width=1366, height=768)
    context.add_init_script(QUICK)
    page = open_board(portal, context, workshop)
    show(page, workshop, ProjectorMode.CLUSTERS)
    seen: set[str] = set()
    turn, end = 0, time.monotonic() + 30
    while len(seen) < 40 and time.monotonic() < end:
        turn += 1
        if turn in (5, 15, 25, 35):  # drawn anew, it goes on where it was
            one = workshop.clusters.get(number=turn)
            clusters.rename_cluster(one, by=workshop.facilitators.get(), name=f"ชื่อใหม่ {turn}")
        seen |= set(page.locator(".cluster-card:visible .chip").all_inner_texts())
        page.wait_for_timeout(100)

    assert len(seen) == 40


def test_a_round_counts_up_by_itself_and_shows_its_result_after_the_reveal(
    portal, window, workshop
) -> None:
    by, cluster = workshop.facilitators.get(), workshop.clusters.first()
    made = rounds.prepare_round(workshop, by=by, kind=RoundKind.POINTS, clusters=[cluster.pk])
    rounds.open_round(made, by=by)
    page = open_board(portal, window(), workshop)
    show(page, workshop, ProjectorMode.ROUND)
    count = page.locator(".round-count b")
    expect(count).to_have_text("0")
    for number, person in enumerate(workshop.participants.all()[:2], 1):
        answers.give_points(person, made, cluster, points=2)
        expect(count).to_have_text(str(number))
    rounds.reveal_round(made, by=by)
    expect(page.locator(".ranking .is-best")).to_have_count(1)
