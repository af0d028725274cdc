"""What every test may count on: which database, which browser, which tests belong to whom."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

pytest_plugins = ["tests.live_server"]

ROOT = Path(__file__).resolve().parent
# What must hold on both databases; `dev.py test` runs these again on SQLite.
DATA = [ROOT / "workshops" / "domain", ROOT / "workshops" / "live", ROOT / "analysis" / "domain"]
CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def chromium() -> str | None:
    """The installed Chromium, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    no_browser = pytest.mark.skip(reason="no Chromium is installed (Debian: apt install chromium)")
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in DATA):
            item.add_marker(pytest.mark.data)
        if item.get_closest_marker("browser") and chromium() is None:
            item.add_marker(no_browser)


@pytest.fixture(autouse=True)
def thai_first() -> Iterator[None]:
    """Each test begins in Thai: an answer in English leaves its thread speaking English."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
