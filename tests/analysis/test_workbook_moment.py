"""A workbook of a room that is writing agrees with itself. 200 of them: `make soak`."""

import pytest

from tests.analysis.workbook_load import check_one, create_room, writing

pytestmark = [pytest.mark.data, pytest.mark.django_db(transaction=True)]


def test_three_workbooks_of_a_room_that_writes_agree_with_themselves(settings, tmp_path):
    settings.FACTORS_PER_MINUTE = 100_000
    workshop = create_room()

    with writing(workshop, phones=2) as written:
        before = written["added"]
        for _ in range(3):
            check_one(workshop, tmp_path / "made.xlsx")

    assert written["added"] > before + 3, "hardly anybody wrote meanwhile: this shows nothing"
