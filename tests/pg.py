"""pytest plugin (`-p tests.pg`): chooses the database before Django reads its settings.

TEST_DB unset      a throw-away PostgreSQL, one for all workers
TEST_DB=sqlite     SQLite in a file, because threads need one
TEST_DB=postgres://user:password@host/name   a server of your own
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What the tests assume, whatever .env or the shell say.
ASSUMED = {
    "DEBUG": "1",
    "DEMO": "0",
    "WORDS_SECONDS": "0",
    "HTTPS": "0",
    "SECRET_KEY": "",
    "SECRET_KEY_FILE": "",
    "PUBLIC_URL": "",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
    "CSRF_TRUSTED_ORIGINS": "",
}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    # The workers of xdist inherit what their parent chose.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ.update(ASSUMED)
        chosen = os.environ.get("TEST_DB", "")
        if chosen == "sqlite":
            use_sqlite()
        else:
            os.environ["DATABASE_URL"] = chosen or start_postgres()
    return (yield)


def use_sqlite() -> None:
    folder = Path(tempfile.mkdtemp(prefix="portal-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'portal.sqlite3'}"
    os.environ["SQLITE_TEST_NAME"] = str(folder / "test.sqlite3")


def start_postgres() -> str:
    """Start the server and return its address; it ends when this process does."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.pgtemp"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for pytest; the server goes when its input closes
    )
    assert keeper.stdout
    url = keeper.stdout.readline().strip()
    if not url:
        raise pytest.UsageError(keeper.communicate()[1].strip())
    atexit.register(keeper.communicate)
    return url
