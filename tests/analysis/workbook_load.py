"""Workbooks made while a room writes: is each of them the picture of one moment?"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import openpyxl
from django.db import connection
from django.utils.translation import override

from analysis.export import make_workbook
from analysis.files import FileKind
from analysis.wishes import Wish
from tests.factories import create_cluster, create_district, create_participant, create_workshop
from workshops.domain.factors import submit_factor, withdraw_factor
from workshops.enums import Category, Stage, Stance, Track, Verb
from workshops.models import Factor, Workshop

KEPT = 300  # factors of the room; each new one beyond is answered by withdrawing an old one


def create_room() -> Workshop:
    workshop = create_workshop(stage=Stage.BRAINSTORM)
    create_cluster(workshop=workshop)
    return workshop


def write_on(workshop: Workshop, stop: threading.Event, written: Counter[str]) -> None:
    """One phone: sends a factor, and takes an older one back now and then."""
    try:
        person = create_participant(workshop=workshop)
        district = create_district()
        categories, mine = list(Category), []
        while not stop.is_set():
            number = len(mine)
            factor, _new = submit_factor(
                person,
                client_id=uuid.uuid4(),
                text=f"{person.pk} {number} น้ำท่วม",
                category=categories[number % len(categories)],
                stance=Stance.WEAKNESS,
                track=Track.BOTH,
                district=district,
            )
            mine.append(factor)
            written["added"] += 1
            if number % 3 == 2 or number > KEPT:
                withdraw_factor(mine[number // 2 if number <= KEPT else number - KEPT], by=person)
                written["withdrawn"] += 1
            Factor.objects.filter(pk=factor.pk).update(cluster=workshop.clusters.first())
            time.sleep(0.002)
    finally:
        connection.close()


@contextmanager
def writing(workshop: Workshop, *, phones: int):
    """Phones write until the block ends; gives what they have written."""
    stop, written = threading.Event(), Counter()
    threads = [
        threading.Thread(target=write_on, args=(workshop, stop, written)) for _ in range(phones)
    ]
    for thread in threads:
        thread.start()
    try:
        while written["added"] < phones:
            time.sleep(0.01)
        yield written
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def check_one(workshop: Workshop, out: Path) -> int:
    """Make a workbook and compare its sheets with each other; how many factors it has."""
    cycle = workshop.plan_cycle
    made = make_workbook(Wish(FileKind.WORKBOOK, cycle, (workshop,)), out, lambda *_: None)
    book = openpyxl.load_workbook(out, read_only=True)
    factors = rows_of(book["ปัจจัย"])
    log = rows_of(book["บันทึกเหตุการณ์"])
    with override("th"):
        verbs = Counter(row[2] for row in log)
        added, taken = (
            verbs[str(verb.label)] for verb in (Verb.FACTOR_ADDED, Verb.FACTOR_WITHDRAWN)
        )
    told = {
        "matrix": rows_of(book["อำเภอ × ด้าน"])[-1][-1],
        "tracks": rows_of(book["สรุปตามด้าน"])[-1][1],
        "summary": int(str(book["สรุป"]["A2"].value).split()[-2]),
        "people": sum(row[-3] or 0 for row in rows_of(book["ผู้เข้าร่วม"]) if row[0]),
        "log": added - taken,
        "made": made.factors,
    }
    book.close()
    assert told == dict.fromkeys(told, len(factors))
    assert [row[0] for row in log] == list(range(1, made.revisions[workshop.code] + 1))
    return len(factors)


def rows_of(sheet) -> list[tuple[object, ...]]:
    rows = sheet.iter_rows(min_row=5, values_only=True)
    return [row for row in rows if any(value is not None for value in row)]
