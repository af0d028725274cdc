"""How long the roll-up of 200 workshops with 100,000 factors takes, and how much memory.

The rows are made with a fixed seed; each way of reading runs in a process of its own, so that its
highest memory is its own. The best of five runs counts. `make bench` has it; figures go to
docs/measurements.md.
"""

from __future__ import annotations

import datetime
import json
import os
import random
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.db import connection

from analysis.models import Theme, ThemeCluster
from tests.factories import PILOTS, create_district, create_plan_cycle, create_workshop
from workshops.enums import Category, RoundKind, Stage, Stance, Track
from workshops.models import (
    Cluster,
    Factor,
    Participant,
    Rating,
    Round,
    Support,
    Vote,
    Workshop,
)

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

SEED = 2566
WORKSHOPS, PEOPLE, FACTORS, CLUSTERS, THEMES = 200, 45, 500, 25, 40
VOTES, RATED = 5, 12  # of each person
MERGED_PEOPLE, MERGED_CLUSTERS, SAME_FACTORS = 2, 2, 10  # of each workshop
SECONDS, MEGABYTES = 3.0, 500
CATEGORIES, STANCES = list(Category), list(Stance)

# Runs in a process of its own: what is named on the command line, then prints its figures.
PROGRAM = """
import json, os, resource, sys, time
import django
django.setup()
from django.db import connection
from workshops.models import Factor, Rating, Support, Vote, Workshop

def naive(workshops):
    related = ("participant", "district", "cluster")
    rows = list(Factor.objects.select_related(*related))
    rows += list(Vote.objects.select_related("participant"))
    rows += list(Rating.objects.select_related("participant"))
    return rows + list(Support.objects.select_related("participant", "factor"))

def rollup(workshops):
    from analysis.rollup import rollup_of
    return rollup_of(workshops)

workshops = list(Workshop.objects.all())
work = {"naive": naive, "rollup": rollup}[sys.argv[1]]
times, works = [], []
for _ in range(int(sys.argv[2])):
    began, worked = time.perf_counter(), time.process_time()
    found = work(workshops)
    times.append(time.perf_counter() - began)
    works.append(time.process_time() - worked)
    del found
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": min(times), "work": min(works), "megabytes": peak}))
"""


def measured(what: str, runs: int) -> dict[str, float]:
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
    command = [sys.executable, "-c", PROGRAM, what, str(runs)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(  # noqa: S603
        command, env=environment, cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_roll_up_of_200_workshops() -> None:
    make_rows()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database does by itself in time

    found, naive = measured("rollup", 5), measured("naive", 1)
    factors, ratings = Factor.objects.count(), Rating.objects.count()
    print(
        f"\n{connection.vendor}: {Workshop.objects.count()} workshops, {factors:,} factors, "
        f"{Vote.objects.count():,} votes, {ratings:,} ratings, {Support.objects.count():,} support"
    )
    for name, one in (("roll-up", found), ("all rows", naive)):
        taken = f"{one['seconds']:.2f} s, of them {one['work']:.2f} s at work"
        print(f"{name}: {taken}, {one['megabytes']:.0f} MB")
    print(
        f"ratio: {naive['seconds'] / found['seconds']:.1f} in time, "
        f"{naive['megabytes'] / found['megabytes']:.1f} in memory"
    )

    assert found["seconds"] < SECONDS
    assert found["megabytes"] < MEGABYTES


def make_rows() -> None:
    chance = random.Random(SEED)
    cycle, codes = create_plan_cycle(), [code for code, *_ in PILOTS]
    for code in codes:
        create_district(code=code)
    themes = Theme.objects.bulk_create(
        Theme(
            plan_cycle=cycle,
            client_id=uuid.UUID(int=chance.getrandbits(128)),
            number=number,
            name=f"ประเด็น {number}",
            category=chance.choice(CATEGORIES),
        )
        for number in range(1, THEMES + 1)
    )
    for number in range(WORKSHOPS):
        _workshop(chance, codes, themes, number)


def _workshop(chance: random.Random, codes: list[str], themes: list[Theme], number: int) -> None:
    here = codes if number % 10 == 0 else [codes[number % len(codes)]]
    workshop = create_workshop(stage=Stage.CLOSED, districts=tuple(here))
    workshop.held_on = datetime.date(2023 + number % 3, 6, 1)
    workshop.save(update_fields=["held_on"])
    people = Participant.objects.bulk_create(
        Participant(
            workshop=workshop,
            token_hash=f"{number}-{each}",
            name=f"คนที่ {each}",
            district_id=chance.choice(here),
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
    aligned = [one for one in clusters if chance.random() < 0.8]  # noqa: PLR2004
    ThemeCluster.objects.bulk_create(
        ThemeCluster(theme=chance.choice(themes), cluster=one) for one in aligned
    )
    factors = Factor.objects.bulk_create(
        _factor(chance, workshop, chance.choice(people), chance.choice([*clusters, None]))
        for _ in range(FACTORS)
    )
    _merge(chance, people, clusters, factors)
    _answers(chance, workshop, people, clusters, factors)


def _factor(chance, workshop, participant, cluster) -> Factor:
    text = "น้ำแล้งซ้ำซากในพื้นที่เกษตรนอกเขตชลประทานของอำเภอ " * 2
    return Factor(
        workshop=workshop,
        participant=participant,
        client_id=uuid.UUID(int=chance.getrandbits(128)),
        category=chance.choice(CATEGORIES),
        text=text,
        match_key=text,
        stance=chance.choice(STANCES),
        track=Track.BOTH,
        district_id=participant.district_id,
        cluster=cluster,
    )


def _merge(chance, people, clusters, factors) -> None:
    for rows, few in (
        (people, MERGED_PEOPLE),
        (clusters, MERGED_CLUSTERS),
        (factors, SAME_FACTORS),
    ):
        for one in chance.sample(rows[5:], few):
            one.merged_into = chance.choice(rows[:5])
        type(rows[0]).objects.bulk_update(rows, ["merged_into"])


def _answers(chance, workshop, people, clusters, factors) -> None:
    now = datetime.datetime(2023, 6, 1, tzinfo=datetime.UTC)
    times = {"opened_at": now, "closed_at": now, "revealed_at": now}
    kinds = [RoundKind.POINTS, RoundKind.RATINGS, RoundKind.POINTS]
    rounds = Round.objects.bulk_create(
        Round(workshop=workshop, number=number, kind=kind, **times)
        for number, kind in enumerate(kinds, 1)
    )
    asked = Round.clusters.through
    asked.objects.bulk_create(asked(round=one, cluster=c) for one in rounds for c in clusters)
    Vote.objects.bulk_create(
        Vote(round=rounds[at], participant=who, cluster=one, points=1)
        for at in (0, 2)
        for who in people
        for one in chance.sample(clusters, VOTES)
    )
    Rating.objects.bulk_create(
        Rating(
            round=rounds[1],
            participant=who,
            cluster=one,
            impact=chance.randint(1, 5),
            uncertainty=chance.randint(1, 5),
        )
        for who in people
        for one in chance.sample(clusters, RATED)
    )
    Support.objects.bulk_create(
        Support(participant=who, factor=one)
        for who in people
        for one in chance.sample(factors, VOTES)
    )
