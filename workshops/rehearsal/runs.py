"""Rehearsals that were started from a desk: one at a time per workshop, each a child process.

A note in the cache says that one is running; all server processes read the same cache. The
child reads it too and ends when it is gone, when it says so, or when its input closes, and
that is when the server ends, however it ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

LOOK_EVERY = 1.0  # seconds between two looks of the child at its note
STOPPING = 8.0  # seconds until a note is gone whose child nobody can ask any more
MARGIN = 120.0  # seconds that a rehearsal may take longer than planned


@dataclass(frozen=True)
class Run:
    id: str
    participants: int
    every: float  # seconds between two factors of one participant
    minutes: int
    begun_at: str  # ISO
    stopping: bool = False


def running(code: str) -> Run | None:
    note = cache.get(_key(code))
    return Run(**note) if note else None


def start(
    code: str, *, participants: int, every: float, minutes: int, url: str, seen_as: str
) -> bool:
    """Start one as a child of this process; False if one is running already."""
    begun = timezone.now().isoformat()
    run = Run(uuid.uuid4().hex, participants, every, minutes, begun)
    if not cache.add(_key(code), asdict(run), 60 * minutes + MARGIN):
        return False
    options = {
        "workshop": code,
        "participants": participants,
        "every": every,
        "seconds": 60 * minutes,
        "url": url,
        "seen-as": seen_as,
        "run": run.id,
    }
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "rehearse", "--streams"]
    child = subprocess.Popen(  # noqa: S603  numbers and our own address, no shell
        [*manage, "--json", *(f"--{name}={value}" for name, value in options.items())],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the server
    )
    threading.Thread(target=_see_off, args=(child, code, run.id), daemon=True).start()
    return True


def stop(code: str, *, patience: float = 5.0) -> None:
    """Ask it to end, and wait until it has."""
    run = running(code)
    if run is None:
        return
    cache.set(_key(code), asdict(replace(run, stopping=True)), STOPPING)
    end = time.monotonic() + patience
    while _goes_on(code, run.id) and time.monotonic() < end:
        time.sleep(0.1)


def obey(code: str, run_id: str, end: Callable[[], None]) -> None:
    """In the child: call `end` when the desk or the end of the server says so."""
    if not run_id:
        return
    for watch in (_until_input_closes, lambda: _until_called_off(code, run_id)):
        threading.Thread(target=_then, args=(watch, end), daemon=True).start()


def _then(watch: Callable[[], None], end: Callable[[], None]) -> None:
    watch()
    end()


def _until_input_closes() -> None:
    os.read(sys.stdin.fileno(), 1)  # not through Python's buffer: it would not let us end


def _until_called_off(code: str, run_id: str) -> None:
    run = running(code)
    while run and run.id == run_id and not run.stopping:
        time.sleep(LOOK_EVERY)
        run = running(code)
    connections.close_all()


def _see_off(child: subprocess.Popen[bytes], code: str, run_id: str) -> None:
    """Wait for the child, and take its note away. Until then its input stays open."""
    child.wait()
    if child.stdin:
        child.stdin.close()
    if _goes_on(code, run_id):
        cache.delete(_key(code))
    connections.close_all()


def _goes_on(code: str, run_id: str) -> bool:
    run = running(code)
    return run is not None and run.id == run_id


def _key(code: str) -> str:
    return f"rehearsal-{code}"
