"""Bytes to a `Book`. A program of its own does it, which may fail, grow or hang: not the portal.

Everything that is not a plain table ends in a `BadFile` with its sentence.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.importing import limits
from analysis.importing.bad_files import BadFile
from analysis.importing.book import Book, from_plain

KNOWS_LIMITS = hasattr(signal, "SIGXCPU")
CHILD = Path(__file__).with_name("child.py")
_turns = threading.BoundedSemaphore(limits.AT_ONCE)
_line = threading.BoundedSemaphore(limits.AT_ONCE + limits.IN_LINE)
logger = logging.getLogger(__name__)


def digest_of(data: bytes) -> str:
    """By which the same file is known again."""
    return hashlib.sha256(data).hexdigest()


def read_book(data: bytes, *, file_name: str) -> Book:
    """The sheets of a workbook (.xlsx) or of a text table (.csv, .tsv, .txt).

    `file_name` only names the sheet of a text table: what a file is, its bytes say.
    Raises `BadFile`.
    """
    if not data:
        raise BadFile("empty")
    if len(data) > limits.BYTES:
        raise BadFile("large")
    until = time.monotonic() + limits.SECONDS
    with _turn():
        answer = _ask_child(data, until=until)
    found = _understood(answer)
    if "met" in found:
        logger.warning("A file that came in ended in %s.", found["met"])
    if "bad" in found:
        raise BadFile(str(found["bad"]))
    plain = dict(found)
    if plain.pop("is_text", False):
        _first(plain)["name"] = Path(file_name).stem[:80] or "CSV"
    return from_plain(plain)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Few are read at once and few wait, so that threads are left for those who write."""
    if not _line.acquire(blocking=False):
        raise BadFile("busy")
    try:
        if not _turns.acquire(timeout=limits.WAIT_SECONDS):
            raise BadFile("busy")
        try:
            yield
        finally:
            _turns.release()
    finally:
        _line.release()


def _ask_child(data: bytes, *, until: float) -> bytes:
    """What the child program says; it gets nothing of ours but the bytes.

    Memory and processor time it limits itself (Windows knows no such limits); the time on the
    clock is limited here. Who runs out of that without much work met a busy machine.
    """
    process = subprocess.Popen(  # noqa: S603  nothing of a user's is in the command line
        [sys.executable, "-I", "-B", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONIOENCODING": "utf-8"} | _needed(),
        start_new_session=True,
    )
    try:
        answer, _none = process.communicate(data, timeout=until - time.monotonic())
    except subprocess.TimeoutExpired:
        raise BadFile("busy" if KNOWS_LIMITS else "slow") from None
    finally:
        _end(process)
    if process.returncode == -getattr(signal, "SIGXCPU", 24):
        raise BadFile("slow")
    if process.returncode != 0:
        raise BadFile("memory")
    return answer


def _needed() -> dict[str, str]:
    """Windows programs do not start without these."""
    names = ("SYSTEMROOT", "TEMP", "TMP")
    return {name: os.environ[name] for name in names if name in os.environ}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Whatever it was doing: it is over."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.communicate()


def _first(plain: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = plain["sheets"][0]
    return first


def _understood(answer: bytes) -> dict[str, Any]:
    if len(answer) > limits.ANSWER:
        raise BadFile("texts")
    try:
        found = json.loads(answer)
    except ValueError:
        raise BadFile("damaged") from None
    if not isinstance(found, dict):
        raise BadFile("damaged")
    return found
