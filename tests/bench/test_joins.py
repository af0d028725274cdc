"""Many phones join within 10 s, all from one address: is anybody refused, how long do they wait?

`make bench` has it. BENCH_JOINS=500 BENCH_DATABASE=postgres chooses one case. A join is the
join page, the form sent, and the page of the room, as one phone after the other asks for them.
Figures go to docs/measurements.md.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.served import served

pytestmark = pytest.mark.bench

SEED = "2564"
CASES = [("sqlite", 45), ("sqlite", 500), ("sqlite", 2000), ("postgres", 500), ("postgres", 2000)]
if "BENCH_JOINS" in os.environ:
    chosen = (os.environ.get("BENCH_DATABASE", "sqlite"), int(os.environ["BENCH_JOINS"]))
    CASES = [chosen]


@pytest.mark.parametrize(("database", "phones"), CASES)
def test_nobody_is_refused(database: str, phones: int, tmp_path: Path) -> None:
    with served(database, tmp_path) as (portal, code):
        options = ["--participants", str(phones), "--join-within", "10", "--factors", "0"]
        figures = portal.rehearse(code, *options, "--seed", SEED)
    print(json.dumps({"database": database, **figures}, indent=2, ensure_ascii=False))

    assert figures["joins"] == {"ok": phones, "refused": 0, "retried": 0}
    assert phones > 45 or figures["join_ms"]["p95"] < 1000
