"""A whole room on bad Wi-Fi for ten simulated minutes, and a server that is killed twice.

Four phones always; the 45 of the real room by `make soak`. The clocks of the pages are ours, so
that ten minutes of waiting, backing off and reconnecting pass in a short time.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.phone import SIZE, rewrite

SEED = 2564
STEP = 5  # simulated seconds
STEPS = 120  # ten minutes
EACH = 5  # factors per phone
LEFT = "Object.keys(localStorage).filter((key) => key.startsWith('outbox:')).length"
# Clicks by script: Playwright's own wait until a page is drawn, and many pages draw slowly.
WRITE = """(text) => {
  const click = (selector) => {
    const found = document.querySelector(selector);
    if (found?.checkVisibility()) found.click();
  };
  click("#another");
  click(".heading[data-category=social]");
  document.querySelector("#id_text").value = text;
  for (const one of ["[name=stance][value=threat]", "[name=track][value=smart]"])
    document.querySelector(one).click();
  document.querySelector("#send").click();
}"""
ROOT = Path(__file__).resolve().parents[2]


class Server:
    """A real process on a SQLite file, to be killed without a word."""

    def __init__(self, folder: Path, phones: int) -> None:
        self.database = folder / "room.sqlite3"
        self.environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DEBUG": "1",
            "FACTORS_PER_MINUTE": "1000",
        }
        scene = [sys.executable, "-m", "tests.bench.scene", str(phones)]
        made = subprocess.check_output(scene, env=self.environment, cwd=ROOT)
        self.room = json.loads(made)
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        portal = "steepi_portal.asgi:application"
        command = [sys.executable, "-m", "uvicorn", portal, "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--log-level", "critical"], env=self.environment, cwd=ROOT
        )
        for _ in range(600):
            try:
                httpx.get(f"{self.address}/healthz")
                return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def texts(self) -> list[tuple[str, str]]:
        """Who wrote what, in the order in which it arrived."""
        with closing(sqlite3.connect(self.database)) as database:
            rows = database.execute("select text from workshops_factor order by id").fetchall()
        return [(text.split(":")[0], text) for (text,) in rows]


@dataclass
class Phone:
    number: int
    context: BrowserContext
    page: Page
    due: list[int]  # the steps at which this one writes
    written: list[str] = field(default_factory=list)
    offline: bool = False

    def write(self) -> None:
        self.written.append(f"{self.number}:ข้อ {len(self.written) + 1}")
        self.page.evaluate(WRITE, self.written[-1])

    def switch(self, *, offline: bool) -> None:
        self.offline = offline
        self.context.set_offline(offline)


def open_phones(
    browser: Browser,
    server: Server,
    phones: int,
    chance: random.Random,
    steps: int,
    instead: dict[str, str] | None,
) -> list[Phone]:
    opened = []
    for number in range(phones):
        workers = "block" if instead else "allow"
        context = browser.new_context(viewport=SIZE, locale="th-TH", service_workers=workers)
        if instead:
            rewrite(context, "outbox.js", instead)
        cookie = f"participant-{server.room['code']}"
        token = server.room["tokens"][number]
        context.add_cookies([{"name": cookie, "value": token, "url": server.address}])
        due = sorted(chance.sample(range(1, steps), EACH))
        opened.append(Phone(number, context, open_room(context, server), due))
    return opened


def open_room(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.clock.install()
    page.goto(f"{server.address}/room/{server.room['code']}/")
    return page


def minutes(server: Server, phones: list[Phone], chance: random.Random, steps: int) -> None:
    for step in range(steps):
        if step in (40, 80):
            server.kill()
        if step in (43, 84):
            server.start()
        for phone in phones:
            if chance.random() < 0.15:
                phone.switch(offline=not phone.offline)
            if step in phone.due:
                phone.write()
            phone.page.clock.fast_forward(STEP * 1_000)
        phones[0].page.wait_for_timeout(40)
        if step == 60:  # somebody closes the page with words waiting, and opens it again
            phones[0].switch(offline=True)
            phones[0].write()
            phones[0].page.close()
            phones[0].switch(offline=False)
            phones[0].page = open_room(phones[0].context, server)


def settle(phones: list[Phone]) -> None:
    """The network stays; nobody touches a page."""
    for phone in phones:
        phone.switch(offline=False)
    for _ in range(60):
        if not any(phone.page.evaluate(LEFT) for phone in phones):
            return
        for phone in phones:
            phone.page.clock.fast_forward(2_000)
        phones[0].page.wait_for_timeout(40)


@dataclass
class Outcome:
    phones: list[Phone]
    arrived: list[tuple[str, str]]
    left: list[int]  # per phone, what still waits

    @property
    def lost(self) -> int:
        return sum(len(phone.written) for phone in self.phones) - len(set(self.arrived))

    @property
    def doubled(self) -> int:
        return len(self.arrived) - len(set(self.arrived))

    @property
    def in_order(self) -> bool:
        return all(
            [text for who, text in self.arrived if who == str(phone.number)] == phone.written
            for phone in self.phones
        )


def run(
    browser: Browser,
    folder: Path,
    phones: int,
    *,
    steps: int = STEPS,
    instead: dict[str, str] | None = None,
) -> Outcome:
    chance = random.Random(SEED)
    server = Server(folder, phones)
    began = time.monotonic()
    try:
        opened = open_phones(browser, server, phones, chance, steps, instead)
        if steps > 60:
            opened[0].due.pop()  # one is written just before the page is closed
        minutes(server, opened, chance, steps)
        settle(opened)
        left = [phone.page.evaluate(LEFT) for phone in opened]
        for phone in opened:
            phone.context.close()
    finally:
        server.kill()
    outcome = Outcome(opened, server.texts(), left)
    written = sum(len(phone.written) for phone in opened)
    seconds = time.monotonic() - began
    print(f"{len(outcome.arrived)} of {written} in {seconds:.0f} s, {outcome.lost=} {left=}")
    return outcome


@pytest.mark.soak
def test_four_phones_lose_nothing(browser, tmp_path) -> None:
    outcome = run(browser, tmp_path, 4)

    assert (outcome.lost, outcome.doubled, outcome.in_order) == (0, 0, True)
    assert (len(outcome.arrived), outcome.left) == (4 * EACH, [0] * 4)


@pytest.mark.soak
def test_forty_five_phones_lose_nothing(browser, tmp_path) -> None:
    outcome = run(browser, tmp_path, 45)

    assert (outcome.lost, outcome.doubled, outcome.in_order) == (0, 0, True)
    assert (len(outcome.arrived), outcome.left) == (45 * EACH, [0] * 45)


@pytest.mark.soak
def test_control_without_the_outbox_words_are_lost(browser, tmp_path) -> None:
    once = {"return Math.max(after, SHORTEST_WAIT": "discard(id); return Math.max(after, 1_000"}
    outcome = run(browser, tmp_path, 2, steps=45, instead=once)

    assert outcome.lost > 0
