"""The portal as a process of its own, on a database of its own: to measure it, and to kill it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import environ
import psycopg2

from tests.pgtemp import temporary_postgres

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {
    "DEBUG": "0",
    "HTTPS": "0",
    "FACTORS_PER_MINUTE": "100000",
    "SECRET_KEY": "measured" * 8,
    "ALLOWED_HOSTS": "127.0.0.1",
}


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """A fresh database that keeps its promises in a power cut too: its address."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    with temporary_postgres(durable=True) as url:
        where = environ.Env.db_url_config(url)
        server = {"host": where["HOST"], "port": where["PORT"] or 5432, "user": where["USER"]}
        with closing(psycopg2.connect(dbname="postgres", **server)) as connection:
            connection.autocommit = True
            connection.cursor().execute("CREATE DATABASE portal")
        yield url


class Portal:
    """`module` names what uvicorn runs; a control names a portal with one decision undone."""

    def __init__(self, url: str, *, module: str = "steepi_portal.asgi", **settings: str) -> None:
        self.environment = os.environ | SETTINGS | {"DATABASE_URL": url} | settings
        self.module = module
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def python(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.check_output(command, env=self.environment, cwd=ROOT, text=True)

    def rehearse(self, code: str, *options: str) -> dict:
        """The figures of `manage.py rehearse` against this portal."""
        command = ["manage.py", "rehearse", "--workshop", code, "--url", self.address, "--json"]
        return json.loads(self.python(*command, *options))

    def room(self, phones: int = 0) -> dict:
        """Make all that a portal needs, and one workshop that is open for writing."""
        self.python("manage.py", "collectstatic", "--no-input", "-v", "0")
        return json.loads(self.python("-m", "tests.bench.scene", str(phones)))

    def start(self) -> float:
        """Returns how many seconds it took until it answered."""
        begun = time.monotonic()
        server = [sys.executable, "-m", "uvicorn", f"{self.module}:application"]
        options = ["--port", str(self.port), "--log-level", "critical", "--timeout-keep-alive=30"]
        self.process = subprocess.Popen([*server, *options], env=self.environment, cwd=ROOT)
        while not self._answers():
            assert self.process.poll() is None, "the server did not start"
            time.sleep(0.02)
        return time.monotonic() - begun

    def kill(self) -> None:
        """As a power switch would do it to the process: nothing is finished or told."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False


@contextmanager
def served(kind: str, folder: Path, **options: str) -> Iterator[tuple[Portal, str]]:
    """A portal that runs on a fresh `sqlite` or `postgres`, and its workshop's code."""
    with database(kind, folder) as url:
        portal = Portal(url, **options)
        code = portal.room()["code"]
        portal.start()
        try:
            yield portal, code
        finally:
            portal.stop()
