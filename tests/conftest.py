"""What every test may count on: which database, which browser, which tests belong to whom."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import translation

pytest_plugins = ["tests.live_server"]

ROOT = Path(__file__).resolve().parent
# What depends on the database must hold on both; `dev.py test` runs it again on SQLite: what writes
# (domain/), waits, races or takes back, numbers that only one database refuses, and snapshots.
# Elsewhere such a test has the marker `data` itself. Pages, pictures, measures and screens ask
# the same domain, by the ORM: they run once, on PostgreSQL, which refuses more text than SQLite.
DATA = [ROOT / "workshops" / "domain", ROOT / "workshops" / "live", ROOT / "analysis" / "domain"]
# Of what is live only the hub and who is there wait for commits and write beside others.
ON_ONE = {
    "test_now.py",
    "test_picture.py",
    "test_rooms.py",
    "test_secret_answers.py",
    "test_state.py",
    "test_stream.py",
    "test_thinking.py",
    "test_topics.py",
    "test_unseen.py",
}
CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def chromium() -> str | None:
    """The installed Chromium, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def pytest_configure() -> None:
    # Hashing as slowly as on a server is Django's affair, and half a second a sign-in.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    TransactionTestCase._fixture_teardown = empty_what_was_written


# What `migrate` writes, and no test changes.
FROM_THE_BEGINNING = {"auth_permission", "django_content_type", "django_migrations"}


def empty_what_was_written(_test: TransactionTestCase) -> None:
    """Empty the tables that a test has written to, in place of Django's `flush`.

    That one makes each table's file anew, and writes the permissions again. The order is no
    matter: the foreign keys are looked at when the transaction ends.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        names = sorted(set(tables()) - FROM_THE_BEGINNING)
        asked = [
            f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})"
            for number, name in enumerate(names)
        ]
        cursor.execute(" UNION ALL ".join(asked))
        for (number,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(names[number])}")


@cache
def tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    no_browser = pytest.mark.skip(reason="no Chromium is installed (Debian: apt install chromium)")
    for item in items:
        is_data = any(item.path.is_relative_to(folder) for folder in DATA)
        if is_data and item.path.name not in ON_ONE:
            item.add_marker(pytest.mark.data)
        if item.get_closest_marker("browser") and chromium() is None:
            item.add_marker(no_browser)


@pytest.fixture(autouse=True)
def thai_first() -> Iterator[None]:
    """Each test begins in Thai: an answer in English leaves its thread speaking English."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def standing(django_db_setup, django_db_blocker) -> Callable[[], AbstractContextManager[None]]:
    """Rows for a whole module: made once within `standing()`, gone after it.

    The tests may change them: each one's changes are taken back.
    """

    @contextmanager
    def rows_stay() -> Iterator[None]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return rows_stay
