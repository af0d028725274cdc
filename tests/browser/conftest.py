"""A real browser: `browser` for the whole run, `window` for a context with its own cookies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.conftest import chromium

FLAGS = [
    "--no-sandbox",
    "--no-zygote",  # a page's program begins in two thirds of the time
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A busy machine is slow, not wrong: what comes is seen at once, however long one would wait.
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for this folder; gone before others run, whose event loop it would disturb."""
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop running in this thread, and Django sees it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def left(browser: Browser) -> dict[str, list[BrowserContext]]:
    """Windows that a test has left for the next that opens `again`, by their options."""
    return defaultdict(list)


@pytest.fixture
def window(
    browser: Browser, left: dict[str, list[BrowserContext]], request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Open a window of its own; whatever its pages complain about fails the test.

    With `again` it may be one that another test has left, emptied: its program is warm and loads
    a page in half the time. Not for a test that changes how pages begin (init scripts, clocks).
    Nothing glides, for each click below the fold would wait for it; `glides` is as people have it.
    With `rough` it may complain: the server's refusals are what the test is about.
    """
    if "portal" in request.fixturenames:
        request.getfixturevalue("portal")  # made first, so it goes after the windows
    with ExitStack() as stack:
        complaints: list[str] = []

        def open_window(
            *, width=1366, height=768, again=False, rough=False, glides=False, **options
        ) -> BrowserContext:
            options |= {"viewport": {"width": width, "height": height}, "locale": "th-TH"}
            options["reduced_motion"] = "no-preference" if glides else "reduce"
            free = left[repr(sorted(options.items()))]
            context = free.pop() if again and free else browser.new_context(**options)
            if again:
                stack.callback(leave, context, free)
            else:
                stack.callback(context.close)
            if not rough:
                stack.enter_context(heard(context, complaints))
            return context

        yield open_window
    # Losing the connection is what some tests are about.
    # So is a form that comes back with its mistakes, which Chromium notes too.
    expected = ("net::ERR_", "status of 409", "status of 422")
    assert [text for text in complaints if not any(map(text.__contains__, expected))] == []


@contextmanager
def heard(context: BrowserContext, complaints: list[str]) -> Iterator[None]:
    """Note what the pages complain about."""
    ears = {
        "weberror": lambda error: complaints.append(str(error.error)),
        "console": lambda m: m.type == "error" and complaints.append(m.text),
    }
    for event, ear in ears.items():
        context.on(event, ear)
    yield
    for event, ear in ears.items():
        context.remove_listener(event, ear)


def leave(context: BrowserContext, free: list[BrowserContext]) -> None:
    """Empty a window for the next test. Each portal has a port, and so a storage, of its own."""
    context.set_offline(False)
    context.unroute_all()
    keeper = context.new_page()  # without any page the program ends
    for page in context.pages:
        if page != keeper:
            page.close()
    context.clear_cookies()
    free.append(context)
