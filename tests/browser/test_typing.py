"""A hundred changes a second while somebody types: no key is lost, nothing moves away."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests import factories
from tests.browser.phone import join
from workshops.enums import Category
from workshops.models import Workshop

PER_SECOND = 100
KEYS = 60
# In place of the stream: all that a snapshot has, one patch at a time, over and over.
FLOOD = f"""
window.changes = 0;
window.EventSource = class extends EventTarget {{
    constructor(url) {{
        super();
        const all = new URL(url);
        all.searchParams.delete("after");
        all.searchParams.set("wait", "0");
        fetch(all).then((answer) => answer.json()).then((events) => {{
            const {{ data }} = events.find(({{ event }}) => event === "snapshot");
            const began = performance.now();
            this.timer = setInterval(() => {{
                while (window.changes < (performance.now() - began) * {PER_SECOND} / 1000) {{
                    const patches = [data.patches[window.changes++ % data.patches.length]];
                    const frame = JSON.stringify({{ ...data, patches }});
                    this.dispatchEvent(new MessageEvent("change", {{ data: frame }}));
                }}
            }}, 1);
        }});
    }}
    close() {{ clearInterval(this.timer); }}
}};
"""


@pytest.fixture
def workshop(portal: str) -> Workshop:
    made = factories.create_workshop()
    for number in range(30):
        factories.create_factor(workshop=made, category=list(Category)[number % 6])
    return made


def type_slowly(page: Page, text: str) -> float:
    """Type, a key every 40 ms; returns how many changes came each second meanwhile."""
    page.wait_for_function("() => window.changes > 10")
    clock = "[changes, performance.now()]"
    before = page.evaluate(clock)
    page.keyboard.type(text, delay=40)
    after = page.evaluate(clock)
    return (after[0] - before[0]) / (after[1] - before[1]) * 1000


def open_desk(portal: str, context, workshop: Workshop) -> Page:
    client = Client()
    client.force_login(workshop.facilitators.get())
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": portal}])
    page = context.new_page()
    page.goto(f"{portal}/desk/{workshop.code}/")
    return page


# The form is scrolled to smoothly; on a busy machine that takes a while.
SETTLED = """async () => {
  for (let before = -1; before !== scrollY; ) {
    before = scrollY;
    await new Promise((done) => setTimeout(done, 300));
  }
}"""


def test_no_key_is_lost_on_the_phone(portal, window, workshop) -> None:
    context = window(width=360, height=740, service_workers="block")
    context.add_init_script(FLOOD)
    page = join(context, portal, workshop)
    page.click('a.heading[data-category="social"]')
    page.focus("#id_text")
    page.evaluate(SETTLED)
    scrolled = page.evaluate("scrollY")
    rate = type_slowly(page, "น้ำท่วม " * (KEYS // 8))

    assert rate > PER_SECOND * 0.5  # a busy machine draws several in one frame
    assert page.input_value("#id_text") == "น้ำท่วม " * (KEYS // 8)
    assert page.evaluate("document.activeElement.id") == "id_text"
    assert abs(page.evaluate("scrollY") - scrolled) < 5  # pixels; half of them are rounding


MINUTES = "#steering input[name=minutes]"  # a field inside of what the stream replaces


def test_no_key_is_lost_on_the_desk(portal, window, workshop) -> None:
    context = window()
    context.add_init_script(FLOOD)
    page = open_desk(portal, context, workshop)
    page.evaluate("document.querySelector('#column-social').scrollTop = 5")
    page.fill(MINUTES, "")
    page.focus(MINUTES)
    at = "[scrollY, document.querySelector('#column-social').scrollTop]"
    scrolled = page.evaluate(at)
    rate = type_slowly(page, "1234567890" * (KEYS // 10))

    assert rate > PER_SECOND * 0.5  # a busy machine draws several in one frame
    assert page.input_value(MINUTES) == "1234567890" * (KEYS // 10)
    assert page.evaluate("document.activeElement.name") == "minutes"
    assert page.evaluate(at) == scrolled


def test_the_control_replacing_the_field_loses_keys(portal, window, workshop) -> None:
    context = window()
    context.add_init_script(FLOOD)

    def careless(route) -> None:
        answer = route.fetch()
        kept = "function isBeingWrittenIn(element) {"
        assert kept in answer.text()
        route.fulfill(response=answer, body=answer.text().replace(kept, f"{kept} return false;"))

    context.route("**/js/live*.js", careless)
    page = open_desk(portal, context, workshop)
    page.fill(MINUTES, "")
    page.focus(MINUTES)
    type_slowly(page, "1234567890")

    assert page.input_value(MINUTES) != "1234567890"
