"""The server is killed again and again while 45 phones write: is anything lost, or there twice?

`make soak` has it. SOAK_KILLS=200 kills more often. What counts as acknowledged is what a phone
counts as saved: an answer that repeats its own number. Figures go to docs/measurements.md.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from pathlib import Path

import pytest

from tests.served import Portal, served
from workshops.rehearsal.crowd import Crowd, Plan
from workshops.rehearsal.wire import Door

pytestmark = pytest.mark.soak

KILLS = int(os.environ.get("SOAK_KILLS", "20"))
PHONES = 45
SEED = 2564
STORED = """
import json
from workshops.models import Factor, Workshop
rows = Factor.objects.values_list("client_id", "participant", "text")
revisions = list(Workshop.objects.get().journal.order_by("pk").values_list("revision", flat=True))
print(json.dumps({"rows": list(rows), "revisions": revisions}, default=str))
"""


def crowd_of(portal: Portal, code: str) -> Crowd:
    plan = Plan(
        code=code,
        shown="",
        participants=PHONES,
        factors=500,
        every=0.2,
        seconds=7200,
        join_within=1,
        streams=False,
        seed=SEED,
    )
    return Crowd(Door.at(portal.address), plan)


async def killing(portal: Portal, crowd: Crowd, kills: int) -> list[float]:
    """Kill and start; returns how long each start took, in seconds."""
    dice = random.Random(SEED)
    writing = asyncio.create_task(crowd.run())
    starts = []
    for _ in range(kills):
        enough = crowd.figures.posts["ok"] + dice.randint(10, 100)
        async with asyncio.timeout(120):
            while crowd.figures.posts["ok"] < enough:  # so that each kill hits phones that write
                await asyncio.sleep(dice.random() * 0.01)
        portal.kill()
        starts.append(await asyncio.to_thread(portal.start))
    await asyncio.sleep(3)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    return starts


def figures_of(portal: Portal, code: str, kills: int) -> dict:
    crowd = crowd_of(portal, code)
    begun = time.monotonic()
    starts = sorted(asyncio.run(killing(portal, crowd, kills)))
    portal.stop()
    stored = json.loads(portal.python("manage.py", "shell", "-v", "0", "-c", STORED))
    rows, acknowledged = stored["rows"], set(crowd.figures.answers)
    return {
        "kills": kills,
        "phones": PHONES,
        "seed": SEED,
        "seconds": round(time.monotonic() - begun),
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - {client_id for client_id, _, _ in rows}),
        "doubles": len(rows) - len({(participant, text) for _, participant, text in rows}),
        "tried_again": crowd.figures.posts["retried"],
        "refused": crowd.figures.posts["failed"],
        "gaps": len(stored["revisions"]) - stored["revisions"][-1],
        "start_s_p50": round(starts[len(starts) // 2], 1),
        "cores": os.cpu_count(),
    }


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_nothing_is_lost_and_nothing_doubled(database: str, tmp_path: Path) -> None:
    with served(database, tmp_path) as (portal, code):
        figures = figures_of(portal, code, KILLS)
    print(json.dumps({"database": database, "variant": "as served", **figures}, indent=2))

    assert figures["acknowledged"] > 10 * KILLS
    assert (figures["lost"], figures["doubles"], figures["gaps"]) == (0, 0, 0)
    assert figures["refused"] == 0


@pytest.mark.parametrize(("variant", "broken"), [("answer-first", "lost"), ("no-key", "doubles")])
def test_a_broken_promise_is_noticed(variant: str, broken: str, tmp_path: Path) -> None:
    options = {"module": "tests.soak.variants", "SOAK_VARIANT": variant}
    with served("sqlite", tmp_path, **options) as (portal, code):
        figures = figures_of(portal, code, min(KILLS, 20))
    print(json.dumps({"database": "sqlite", "variant": variant, **figures}, indent=2))

    assert figures[broken] > 0
