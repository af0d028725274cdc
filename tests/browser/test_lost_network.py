"""What the network loses, the phones make good: nothing lost, nothing doubled, no false "saved".

Each has its control: the same with one safeguard taken away must be seen to fail.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.browser.phone import SIZE, join, rewrite
from tests.faulty_proxy import FaultyProxy
from workshops.enums import Track
from workshops.models import Factor, Workshop

SEED = 2564
PUT = """async (text) => {
  const script = document.querySelector("script[src*='room']").src;
  const outbox = await import(new URL("./outbox.js", script));
  const url = document.querySelector("#factor-form").action.split("?")[0];
  outbox.put(url, {category: "social", text, stance: "threat", track: "smart", district: "4005"});
}"""
# Beside the page: what its outbox says of each text.
WATCH = """
  window.told = {saved: [], refused: []};
  for (const what of ["saved", "refused"])
    document.addEventListener("outbox:" + what, ({detail: {entry}}) =>
      window.told[what].push(entry.fields.text));
"""
LEFT = "() => Object.keys(localStorage).filter((key) => key.startsWith('outbox:')).length"


@dataclass
class Outcome:
    texts: int
    cuts: int
    lost: int
    doubled: int
    false_saved: int
    refused: int  # told "not sent" though nothing was wrong with the words
    in_order: bool

    @property
    def clean(self) -> bool:
        return self.in_order and not (self.lost or self.doubled or self.false_saved or self.refused)


@pytest.fixture
def workshop(portal: str, settings) -> Workshop:
    settings.FACTORS_PER_MINUTE = 10_000
    return factories.create_workshop(track=Track.SMART)


def run(
    browser, portal: str, workshop: Workshop, *, cuts: int, instead: dict[str, str] | None = None
) -> Outcome:
    """Send texts through `cuts` faults; `instead` takes a safeguard out of the outbox."""
    with FaultyProxy(urlsplit(portal).port, seed=SEED) as proxy:
        context = browser.new_context(viewport=SIZE, locale="th-TH", service_workers="block")
        context.add_init_script(WATCH)
        if instead:
            rewrite(context, "outbox.js", instead)
        page = join(context, proxy.address, workshop)
        page.clock.install()
        page.reload()
        proxy.left = cuts
        outcome = _send_all(page, proxy, workshop, cuts)
        print(outcome, dict(proxy.happened))
        context.close()
    return outcome


def _send_all(page: Page, proxy: FaultyProxy, workshop: Workshop, cuts: int) -> Outcome:
    sent: list[str] = []
    falsely: set[str] = set()
    deadline = time.monotonic() + 30 + cuts
    while time.monotonic() < deadline:
        if proxy.left > 0 and page.evaluate(LEFT) < 5:
            sent.append(f"ข้อที่ {len(sent) + 1}")
            page.evaluate(PUT, sent[-1])
        page.clock.run_for(1_000)
        saved = page.evaluate("told.saved")
        falsely |= set(saved) - set(_texts(workshop))
        settled = len(saved) + len(page.evaluate("told.refused"))
        if proxy.left <= 0 and settled >= len(sent):
            break
    page.wait_for_timeout(300)
    return _outcome(workshop, sent, falsely, page.evaluate("told.refused"), proxy)


def _outcome(
    workshop: Workshop, sent: list[str], falsely: set[str], refused: list[str], proxy: FaultyProxy
) -> Outcome:
    arrived = _texts(workshop)
    return Outcome(
        texts=len(sent),
        cuts=proxy.happened.total(),
        lost=len(set(sent) - set(arrived)),
        doubled=sum(times - 1 for times in Counter(arrived).values()),
        false_saved=len(falsely),
        refused=len(refused),
        in_order=arrived == [text for text in sent if text in arrived],
    )


def _texts(workshop: Workshop) -> list[str]:
    return list(
        Factor.objects.filter(workshop=workshop).oldest_first().values_list("text", flat=True)
    )


def test_forty_cuts_lose_and_double_nothing(browser, portal, workshop) -> None:
    outcome = run(browser, portal, workshop, cuts=40)

    assert outcome.clean, outcome
    assert outcome.cuts == 40


@pytest.mark.soak
def test_two_hundred_cuts_lose_and_double_nothing(browser, portal, workshop) -> None:
    outcome = run(browser, portal, workshop, cuts=200)

    assert outcome.clean, outcome
    assert outcome.cuts == 200


def test_control_without_the_repeated_number_texts_are_lost(browser, portal, workshop) -> None:
    believe = {
        "if (ours && (status === 200 || status === 201) && Number.isInteger(body.factor))": (
            "if (status === 200 || status === 201)"
        ),
        "factor: body.factor, waits_for: body.waits_for": "factor: 0, waits_for: ''",
    }
    outcome = run(browser, portal, workshop, cuts=25, instead=believe)

    assert outcome.false_saved > 0, outcome
    assert outcome.lost > 0, outcome


def test_control_with_a_new_number_for_each_try_texts_arrive_twice(
    browser, portal, workshop, monkeypatch
) -> None:
    # Else the second guard, that nobody sends the same words twice, hides what the first is for.
    monkeypatch.setattr("workshops.domain.factors._require_new_words", lambda *_, **__: None)
    try_anew = {
        "let answer = await post(entry);": (
            "entry.client_id = newId(); let answer = await post(entry);"
        )
    }
    outcome = run(browser, portal, workshop, cuts=25, instead=try_anew)

    assert outcome.doubled > 0, outcome
