"""Whatever somebody brings ends in one sentence, or in what the file says. Never in an error."""

from __future__ import annotations

import os
import random
import re
import threading
import time
from pathlib import Path

import pytest
from django.utils import translation

from analysis.importing import limits, reading
from analysis.importing.bad_files import SENTENCES, BadFile
from tests.analysis.importing.bad_files import KINDS
from tests.analysis.importing.measured import come_of, dice_of, expected, read_alone

QUICK = sorted(name for name, kind in KINDS.items() if not kind.is_slow)
# Each file is a program of its own: the suite takes every sixth, the soak takes them all.
SAMPLE = QUICK[::6]
SEEDS = int(os.environ.get("SOAK_SEEDS", "3"))
UNBOUNDED = Path(__file__).with_name("unbounded.py")
REMEDY = re.compile(
    "[Cc]hoose |[Ss]ave |[Ss]plit |Copy |Delete |Open |Export |Unpack |Shorten |Leave |Try again"
)


def bomb() -> bytes:
    return KINDS["bomb_in_the_sheet"].make(random.Random(1))


def test_there_are_at_least_sixty_kinds() -> None:
    assert len(KINDS) >= 60
    assert set(SENTENCES) - {reason for kind in KINDS.values() for reason in kind.reasons} == {
        "busy"
    }


@pytest.mark.parametrize("name", SAMPLE)
def test_a_bad_file_ends_as_it_should(name: str) -> None:
    kind = KINDS[name]
    outcome = come_of(kind, kind.make(dice_of(kind, 0)))

    assert expected(kind, outcome), outcome


@pytest.mark.parametrize("reason", sorted(SENTENCES))
def test_each_sentence_says_what_to_do_in_both_languages(reason: str) -> None:
    with translation.override("en"):
        english = str(BadFile(reason))
    with translation.override("th"):
        thai = str(BadFile(reason))

    assert REMEDY.search(english), english
    assert len(english) < 200
    assert "%" not in english + thai
    assert len(re.findall("[ก-๛]", thai)) > 10, f"{reason} has no Thai sentence"


def test_whoever_comes_while_the_line_is_full_is_told_at_once() -> None:
    for _ in range(limits.AT_ONCE + limits.IN_LINE):
        assert reading._line.acquire(blocking=False)
    begun = time.monotonic()
    try:
        with pytest.raises(BadFile) as caught:
            reading.read_book(b"a,b\n1,2\n", file_name="a.csv")
    finally:
        for _ in range(limits.AT_ONCE + limits.IN_LINE):
            reading._line.release()

    assert caught.value.reason == "busy"
    assert caught.value.status == 429
    assert time.monotonic() - begun < 0.5


def test_all_who_fit_in_the_line_are_read() -> None:
    found = []

    def bring() -> None:
        found.append(reading.read_book(b"a,b\n1,2\n", file_name="a.csv").sheets[0].rows[2])

    threads = [threading.Thread(target=bring) for _ in range(limits.AT_ONCE + limits.IN_LINE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [["1", "2"]] * len(threads)


def test_without_limits_a_bomb_takes_more_than_allowed() -> None:
    """The control: this file hurts, and it is the limits that stop it."""
    data = bomb()
    bounded, unbounded = read_alone(data), read_alone(data, program=str(UNBOUNDED))

    assert len(data) < limits.BYTES
    assert bounded.outcome == "unpacked"
    assert bounded.megabytes < 100
    assert int(unbounded.outcome) > limits.UNPACKED
    assert unbounded.megabytes > bounded.megabytes + 50


@pytest.mark.soak
def test_every_kind_stays_within_ten_seconds_and_300_megabytes() -> None:
    """SOAK_SEEDS=10 makes more of each. Prints the table."""
    wrong, table = [], []
    for kind in KINDS.values():
        for seed in range(SEEDS):
            data = kind.make(dice_of(kind, seed))
            begun = time.monotonic()
            outcome = come_of(kind, data)
            seconds = time.monotonic() - begun
            alone = read_alone(data[: limits.BYTES])
            table.append((alone.megabytes, seconds, kind.name, seed, len(data), outcome))
            if not expected(kind, outcome) or seconds >= 10 or alone.megabytes >= 300:
                wrong.append(table[-1])
    for each in (sorted(table)[::-1][:12], sorted(table, key=lambda one: -one[1])[:12]):
        print(*each, sep="\n")
    print(f"{len(table)} files of {len(KINDS)} kinds")

    assert wrong == []
