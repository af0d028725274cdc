"""Points through a network that loses what it can: no false "saved", and in the end the phone and
the server say the same. The control, with one safeguard taken away, must be seen to fail."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.browser.phone import SIZE, join, rewrite
from tests.faulty_proxy import FaultyProxy
from workshops.enums import RoundKind, Stage
from workshops.models import Round

SEED = 2569
TAP = """(number) => {
  const buttons = document.querySelectorAll("[data-step]:enabled");
  buttons[number % buttons.length].click();
}"""
SHOWN = """() => Object.fromEntries([...document.querySelectorAll(".points-ask")].map((item) =>
  [item.dataset.cluster, [item.querySelector(".answer-state").dataset.state,
                          Number(item.querySelector(".given").value)]]))"""
LEFT = "() => Object.keys(localStorage).filter((key) => key.startsWith('answer:')).length"


@dataclass
class Outcome:
    taps: int
    cuts: int
    false_saved: int
    differing: int


@pytest.fixture
def round_(portal: str) -> Round:
    workshop = factories.create_workshop(stage=Stage.ANALYSE)
    clusters = tuple(factories.create_cluster(workshop=workshop) for _ in range(6))
    return factories.create_round(kind=RoundKind.POINTS, clusters=clusters, budget=9, cap=3)


def run(
    browser, portal: str, round_: Round, *, cuts: int, instead: dict[str, str] | None = None
) -> Outcome:
    with FaultyProxy(urlsplit(portal).port, seed=SEED) as proxy:
        proxy.sends = rb"POST /room/\w+/round/\d+/points/ "
        context = browser.new_context(viewport=SIZE, locale="th-TH", service_workers="block")
        if instead:
            rewrite(context, "answers.js", instead)
        page = join(context, proxy.address, round_.workshop)
        page.clock.install()
        page.goto(f"{proxy.address}/room/{round_.workshop.code}/round/")
        proxy.left = cuts
        outcome = _tap_all(page, proxy, round_, cuts)
        print(outcome, dict(proxy.happened))
        context.close()
    return outcome


def _tap_all(page: Page, proxy: FaultyProxy, round_: Round, cuts: int) -> Outcome:
    dice, taps, falsely = random.Random(SEED), 0, set()
    deadline = time.monotonic() + 30 + cuts
    while time.monotonic() < deadline:
        if proxy.left > 0:
            page.evaluate(TAP, dice.randrange(1000))
            taps += 1
        page.clock.run_for(700)
        shown, given = page.evaluate(SHOWN), _given(round_)
        falsely |= {
            (taps, pk)
            for pk, (state, points) in shown.items()
            if state == "saved" and given.get(int(pk), 0) != points
        }
        if proxy.left <= 0 and page.evaluate(LEFT) == 0:
            break
    shown, given = page.evaluate(SHOWN), _given(round_)
    differing = sum(given.get(int(pk), 0) != points for pk, (_state, points) in shown.items())
    return Outcome(taps, proxy.happened.total(), len(falsely), differing)


def _given(round_: Round) -> dict[int, int]:
    return dict(round_.votes.values_list("cluster_id", "points"))


def test_thirty_cuts_leave_phone_and_server_saying_the_same(browser, portal, round_) -> None:
    outcome = run(browser, portal, round_, cuts=30)

    assert outcome.cuts == 30
    assert (outcome.false_saved, outcome.differing) == (0, 0), outcome


@pytest.mark.soak
def test_two_hundred_cuts_leave_phone_and_server_saying_the_same(browser, portal, round_) -> None:
    outcome = run(browser, portal, round_, cuts=200)

    assert outcome.cuts == 200
    assert (outcome.false_saved, outcome.differing) == (0, 0), outcome


@pytest.mark.soak
def test_control_without_the_repeated_number_points_are_said_to_be_saved_that_are_not(
    browser, portal, round_
) -> None:
    believe = {"if (ours && status === 200)": "if (status === 200)"}
    outcome = run(browser, portal, round_, cuts=30, instead=believe)

    assert outcome.false_saved > 0, outcome
