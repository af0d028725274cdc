"""What the browser tests do with a participant's phone, 360 px wide."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Route, expect

from workshops import access
from workshops.domain import participants, stages
from workshops.enums import Stage
from workshops.models import Workshop

SENT = re.compile("/factors/$")
SIZE = {"width": 360, "height": 740}


def join(context: BrowserContext, portal: str, workshop: Workshop) -> Page:
    """The room, for somebody who has just come in; see `join_by_form` for the way there."""
    district = workshop.districts.get(pk="4005")
    _, token = participants.join_workshop(workshop, name="สมหญิง ใจดี", district=district)
    cookie = {"name": access.cookie_name(workshop), "value": token, "url": portal}
    context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])
    page = context.new_page()
    page.goto(f"{portal}/room/{workshop.code}/")
    return page


def join_by_form(context: BrowserContext, portal: str, workshop: Workshop) -> Page:
    page = context.new_page()
    page.goto(f"{portal}/join/{workshop.code}/?district=4005")
    page.fill("#id_name", "สมหญิง ใจดี")
    page.click("form[action*=join] button")
    page.wait_for_url(f"**/room/{workshop.code}/")
    return page


def write(page: Page, text: str, *, category: str = "social") -> None:
    if page.locator(".heading").first.is_visible():
        page.click(f".heading[data-category={category}]")
    page.fill("#id_text", text)
    page.check("[name=stance][value=threat]")


def send(page: Page, text: str, *, category: str = "social") -> None:
    write(page, text, category=category)
    page.click("#send")


def later(page: Page) -> None:
    """Put the page's clock on by a second: what follows is no second tap of a double tap."""
    page.evaluate("{ const now = Date.now; Date.now = () => now() + 1_000; }")


def answered(page: Page) -> None:
    """Wait until the desk's last press has been answered, for the same button rests until then.

    The stream may have shown sooner what came of it.
    """
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def after_a_double_click(page: Page) -> None:
    """Put the clock by which the desk knows a double click on by a second.

    A press counts only when the one before has been answered.
    """
    answered(page)
    page.evaluate(
        "{ const now = performance.now.bind(performance); performance.now = () => now() + 1_000; }"
    )


def move(workshop: Workshop, stage: Stage) -> None:
    stages.open_stage(workshop, stage, by=workshop.facilitators.get())


def texts(workshop: Workshop) -> list[str]:
    return list(workshop.factors.oldest_first().values_list("text", flat=True))


def press(page: Page, button: str) -> None:
    """Press what leads to another page, and wait until that is there: nothing else waits for it."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.click(button)


def eventually(page: Page, true: Callable[[], object]) -> None:
    """Wait until something is so on the server's side; the pages go on meanwhile."""
    end = time.monotonic() + 15
    while not true():
        assert time.monotonic() < end, "it did not come about"
        page.wait_for_timeout(50)


def states(page: Page) -> list[str]:
    return page.locator("#own-list > li").evaluate_all("all => all.map(li => li.dataset.state)")


def wait_for_states(page: Page, *wanted: str) -> None:
    page.wait_for_function(
        "wanted => [...document.querySelectorAll('#own-list > li')]"
        ".map(li => li.dataset.state).join() === wanted",
        arg=",".join(wanted),
    )


def rewrite(context: BrowserContext, script: str, instead: dict[str, str]) -> None:
    """Take a safeguard out of one of our scripts, for a control that must fail."""

    def change(route: Route) -> None:
        source = route.fetch()
        text = source.text()
        for old, new in instead.items():
            assert old in text, "the safeguard that the control takes away is elsewhere now"
            text = text.replace(old, new)
        route.fulfill(response=source, body=text)

    context.route(f"**/{script}", change)
