"""How long a workbook of 100,000 factors takes, against XlsxWriter writing the same cells.

The rows are made with a fixed seed; each measurement runs in a process of its own, so that its
highest memory is its own. `make bench` has it; figures go to docs/measurements.md.
"""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from analysis.export import export
from tests.factories import PILOTS, create_workshop
from workshops.enums import Category, Horizon, Stage, Stance, Track
from workshops.models import Cluster, Factor, Participant, Workshop

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

SEED = 2566
WORKSHOPS, PEOPLE, FACTORS, CLUSTERS = 200, 45, 500, 25
TIMES, MORE_MEGABYTES = 1.3, 60
RUNS = 3  # of each, in turns: the best counts, others may keep the machine busy
WORDS = "น้ำท่วม ถนนสายหลัก ฤดูฝน ตลาด โรงพยาบาล เตือนภัย ผู้สูงอายุ เยาวชน ท่องเที่ยว ผ้าไหม ขยะ ฝุ่น".split()
CATEGORIES, STANCES, TRACKS, HORIZONS = map(list, (Category, Stance, Track, Horizon))

# Runs in a process of its own: what and how many workshops, then prints its figures.
PROGRAM = """
import datetime, json, resource, sys, tempfile, time
from pathlib import Path
import django
django.setup()
from xlsxwriter import Workbook
from analysis.files import FileKind
from analysis.makers import make
from analysis.snapshot import one_moment
from analysis.tables.content import content_of
from analysis.wishes import Wish
from workshops.models import Workshop

SAFE = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False}

def bare(tables, out):
    book = Workbook(str(out), SAFE)
    date = book.add_format({"num_format": "d mmmm yyyy"})
    for rows in tables:
        sheet = book.add_worksheet()
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is None or value == "":
                    continue
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, datetime.datetime):
                    sheet.write_datetime(row, column, value, date)
                else:
                    sheet.write_number(row, column, value)
    book.close()

found = Workshop.objects.select_related("plan_cycle", "province").order_by("pk")
workshops = tuple(found[: int(sys.argv[2])])
cycle = workshops[0].plan_cycle
out = Path(tempfile.mkdtemp()) / "made.xlsx"
wish = Wish(FileKind.WORKBOOK, cycle, workshops, is_plan=True)
tables = []
if sys.argv[1] == "bare":
    with one_moment():
        content = content_of(workshops, cycle, wish=wish)
        tables = [[list(row) for row in sheet.rows()] for sheet in content.sheets]
began, worked = time.perf_counter(), time.process_time()
bare(tables, out) if tables else make(wish, out)
figures = {"seconds": time.perf_counter() - began, "work": time.process_time() - worked}
figures["cells"] = sum(v not in (None, "") for rows in tables for row in rows for v in row)
figures["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
figures["size"] = out.stat().st_size / 1e6
print(json.dumps(figures))
"""


def measured(what: str, workshops: int) -> dict[str, float]:
    """In a process of its own, on this test's database."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":  # a socket's folder may be within the address
        url = "/".join([*os.environ["DATABASE_URL"].split("/")[:-1], name])
    environment = os.environ | {
        "DATABASE_URL": url,
        "DEBUG": "",
        "SECRET_KEY": "bench" * 12,
        "ALLOWED_HOSTS": "localhost",
        "DJANGO_SETTINGS_MODULE": "steepi_portal.settings",
    }
    command = [sys.executable, "-c", PROGRAM, what, str(workshops)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(  # noqa: S603
        command, env=environment, cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_workbook_of_100_000_factors() -> None:
    make_rows()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database does by itself in time

    runs = [(measured("bare", WORKSHOPS), measured("ours", WORKSHOPS)) for _ in range(RUNS)]
    bare, ours = (min(each, key=lambda one: one["seconds"]) for each in zip(*runs, strict=True))
    half = measured("ours", WORKSHOPS // 2)
    print(f"\n{connection.vendor}: {Factor.objects.count():,} factors, {bare['cells']:,.0f} cells")
    for name, one in (("bare XlsxWriter", bare), ("workbook", ours), ("of half as many", half)):
        taken = f"{one['seconds']:.2f} s, of them {one['work']:.2f} s at work"
        print(f"{name}: {taken}, at most {one['megabytes']:.0f} MB, file {one['size']:.1f} MB")
    print(f"ratio: {ours['seconds'] / bare['seconds']:.2f}, work {ours['work'] / bare['work']:.2f}")

    assert ours["seconds"] < TIMES * bare["seconds"]
    assert ours["megabytes"] - half["megabytes"] < MORE_MEGABYTES


def test_the_workbook_of_a_workshop_with_45_people(settings) -> None:
    settings.DEBUG = True
    call_command("load_reference", verbosity=0)
    call_command("make_demo", stdout=io.StringIO())
    settings.DEBUG = False
    workshop = max(Workshop.objects.all(), key=lambda one: one.factors.count())
    export([workshop], workshop.plan_cycle)  # imports once

    taken = []
    for _ in range(5):
        began = time.perf_counter()
        export([workshop], workshop.plan_cycle)
        taken.append(time.perf_counter() - began)

    people, factors = workshop.participants.count(), workshop.factors.count()
    print(f"\n{connection.vendor}: {people} people, {factors} factors: {min(taken):.2f} s")
    assert min(taken) < 1


def make_rows() -> None:
    chance = random.Random(SEED)
    for number in range(WORKSHOPS):
        _workshop(chance, PILOTS[number % len(PILOTS)][0], number)


def _workshop(chance: random.Random, district: str, number: int) -> None:
    workshop = create_workshop(stage=Stage.CLOSED, districts=(district,))
    people = Participant.objects.bulk_create(
        Participant(
            workshop=workshop,
            token_hash=f"{number}-{each}",
            reentry_code=f"{number}-{each}",
            name=f"คนที่ {each}",
            district_id=district,
        )
        for each in range(PEOPLE)
    )
    clusters = Cluster.objects.bulk_create(
        Cluster(
            workshop=workshop,
            number=each + 1,
            name=f"กลุ่มที่ {each}",
            category=chance.choice(CATEGORIES),
        )
        for each in range(CLUSTERS)
    )
    Factor.objects.bulk_create(
        Factor(
            workshop=workshop,
            participant=chance.choice(people),
            client_id=uuid.UUID(int=chance.getrandbits(128)),
            sent_hash="",
            category=chance.choice(CATEGORIES),
            stance=chance.choice(STANCES),
            track=chance.choice(TRACKS),
            horizon=chance.choice(HORIZONS),
            text=f"{''.join(chance.choices(WORDS, k=chance.randint(3, 12)))} {each}",
            evidence="".join(chance.choices(WORDS, k=3)) if each % 3 == 0 else "",
            match_key=f"{number}-{each}",
            district_id=district,
            cluster=chance.choice(clusters),
        )
        for each in range(FACTORS)
    )
