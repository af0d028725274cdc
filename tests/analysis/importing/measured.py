"""One file read by the child program on its own, with what that took."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass

from analysis.importing import reading
from analysis.importing.bad_files import BadFile
from analysis.importing.book import from_plain
from tests.analysis.importing.kinds import Kind


@dataclass(frozen=True)
class Measured:
    outcome: str  # a reason, "reads", or what must not be: "crashed", "misread"
    seconds: float
    megabytes: float  # the most that the child held


def dice_of(kind: Kind, seed: int) -> random.Random:
    return random.Random(f"{kind.name}-{seed}")


def come_of(kind: Kind, data: bytes) -> str:
    """What came of a file as the portal reads it: a reason, "reads", "misread"."""
    try:
        book = reading.read_book(data, file_name="ก.xlsx")
    except BadFile as bad:
        return bad.reason
    return "reads" if kind.reads is not None and kind.reads(book) else "misread"


def expected(kind: Kind, outcome: str) -> bool:
    if outcome == "busy" and kind.is_slow:  # the machine had no time for it
        return True
    return outcome in kind.reasons or (outcome == "reads" and kind.reads is not None)


# A program of this size would count as the child's: it begins as its parent's twin.
SMALL = """
import os, sys
pid = os.posix_spawn(sys.executable, [sys.executable, "-I", "-B", sys.argv[1]], {})
_pid, status, used = os.wait4(pid, 0)
print(status, used.ru_maxrss, file=sys.stderr)
"""


def read_alone(data: bytes, *, program: str = str(reading.CHILD), limit: float = 60) -> Measured:
    """By the child program, without the clock of the portal; `limit` only guards this machine."""
    command = [sys.executable, "-I", "-S", "-c", SMALL, program]
    begun = time.monotonic()
    done = subprocess.run(command, input=data, capture_output=True, timeout=limit, check=True)
    seconds = time.monotonic() - begun
    status, kilobytes = map(int, done.stderr.split()[-2:])
    return Measured(_outcome(status, done.stdout), seconds, kilobytes / 1024)


def _outcome(status: int, answer: bytes) -> str:
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    if os.WEXITSTATUS(status):
        return f"exit {os.WEXITSTATUS(status)}"
    found = json.loads(answer)
    if "bad" in found:
        return str(found["bad"]) + (f" ({found['met']})" if "met" in found else "")
    found.pop("is_text", None)
    return f"reads {sum(len(one.rows) for one in from_plain(found).sheets)}"
