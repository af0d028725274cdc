"""What axe-core says against a page, in the light and in the dark."""

from __future__ import annotations

from playwright.sync_api import Page

AXE = "tests/vendor/axe-core/axe.min.js"
RUN = """(rules) => axe.run(rules ? {runOnly: {type: "rule", values: rules}} : {})
  .then(run => run.violations.map(each => [each.id, each.nodes[0].html]))"""

STILL = """async () => {
  await new Promise(requestAnimationFrame);
  const fades = document.getAnimations().filter(each => each instanceof CSSTransition);
  await Promise.allSettled(fades.map(each => each.finished));
}"""


def faults(page: Page) -> list[list[str]]:
    """Rule and element of each fault. In the dark only the colours are others."""
    page.wait_for_load_state()  # of the page that a click has led to
    page.add_script_tag(path=AXE)
    found = page.evaluate(RUN, None)
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-bs-theme=dark]")
    page.evaluate(STILL)  # a button halfway from one colour to the other is no fault
    found += page.evaluate(RUN, ["color-contrast", "link-in-text-block"])
    page.emulate_media(color_scheme="light")
    page.wait_for_selector("html[data-bs-theme=light]")
    return found
