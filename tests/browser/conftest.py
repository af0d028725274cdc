"""A real browser: `browser` for the whole run, `window` for a context with its own cookies."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.conftest import chromium

FLAGS = [
    "--no-sandbox",
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
            # The tests of one file share a browser; the files spread over the workers.
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for this folder; gone before others run, whose event loop it would disturb."""
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop running in this thread, and Django sees it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def window(
    browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Open a window of its own; whatever its pages complain about fails the test."""
    if "portal" in request.fixturenames:
        request.getfixturevalue("portal")  # made first, so it goes after the windows
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(*, width: int = 1366, height: int = 768, **options) -> BrowserContext:
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, locale="th-TH", **options)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda m: m.type == "error" and complaints.append(m.text))
        opened.append(context)
        return context

    yield open_window
    for context in opened:
        context.close()
    # Losing the connection is what some tests are about.
    # So is a form that comes back with its mistakes, which Chromium notes too.
    expected = ("net::ERR_", "status of 409", "status of 422")
    assert [text for text in complaints if not any(map(text.__contains__, expected))] == []
