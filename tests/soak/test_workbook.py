"""200 workbooks of a room that never stops writing: each of them agrees with itself.

`make soak` has it. SOAK_WORKBOOKS=1000 makes more. Figures go to docs/measurements.md.
"""

from __future__ import annotations

import os
import time

import pytest
from django.db import connection

from tests.analysis.workbook_load import check_one, create_room, writing

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

WORKBOOKS = int(os.environ.get("SOAK_WORKBOOKS", "200"))
PHONES = 3


def test_each_of_200_workbooks_under_load_agrees_with_itself(settings, tmp_path) -> None:
    settings.FACTORS_PER_MINUTE = 10_000_000
    workshop = create_room()
    began = time.perf_counter()

    with writing(workshop, phones=PHONES) as written:
        sizes = [check_one(workshop, tmp_path / "made.xlsx") for _ in range(WORKBOOKS)]

    taken = time.perf_counter() - began
    print(
        f"\n{connection.vendor}: {len(sizes)} workbooks of {min(sizes)} to {max(sizes)} factors in "
        f"{taken:.0f} s, while {written['added']:,} factors were sent and "
        f"{written['withdrawn']:,} withdrawn: {len(set(sizes))} different moments, 0 in doubt"
    )
    assert len(sizes) == WORKBOOKS
