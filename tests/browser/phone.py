"""What the browser tests do with a participant's phone, 360 px wide."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, Route

from workshops.domain import stages
from workshops.enums import Stage
from workshops.models import Workshop

SENT = re.compile("/factors/$")
SIZE = {"width": 360, "height": 740}


def join(context: BrowserContext, portal: str, workshop: Workshop) -> Page:
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


def move(workshop: Workshop, stage: Stage) -> None:
    stages.open_stage(workshop, stage, by=workshop.facilitators.get())


def texts(workshop: Workshop) -> list[str]:
    return list(workshop.factors.oldest_first().values_list("text", flat=True))


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
