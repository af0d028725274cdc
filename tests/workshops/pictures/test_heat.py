"""Categories by district: the number in each cell, and one of five shades."""

from __future__ import annotations

from collections import Counter

import pytest

from workshops.enums import Category
from workshops.models import District
from workshops.pictures.heat import heat_picture, step_of


def district(code: str) -> District:
    return District(code=code, name_th=f"อำเภอ {code}")


def test_each_cell_has_its_number_and_its_shade() -> None:
    counts = Counter({("social", "4005"): 10, ("economic", "4005"): 1, ("social", "4029"): 5})
    picture = heat_picture(counts, [district("4005"), district("4029")])
    first, second = picture.rows

    assert [cell.count for cell in first.cells] == [10, 0, 1, 0, 0, 0]
    assert [cell.step for cell in first.cells] == [5, 0, 1, 0, 0, 0]
    assert [cell.step for cell in second.cells] == [3, 0, 0, 0, 0, 0]
    assert [(row.district.code, row.total) for row in picture.rows] == [("4005", 11), ("4029", 5)]
    assert picture.totals == [15, 0, 1, 0, 0, 0]
    assert picture.total == 16
    assert picture.categories == list(Category)


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 7, 12, 100])
def test_the_legend_covers_every_number_once(most: int) -> None:
    picture = heat_picture(Counter({("social", "4005"): most}), [district("4005")])
    found = [n for one in picture.legend for n in range(one.low, one.high + 1)]

    assert found == list(range(1, most + 1))
    for one in picture.legend:
        assert {step_of(n, most) for n in range(one.low, one.high + 1)} == {one.step}
    assert len(picture.legend) <= 5
    assert picture.legend[-1].step == 5


def test_without_factors_there_is_no_shade() -> None:
    picture = heat_picture(Counter(), [district("4005")])

    assert picture.is_empty
    assert {cell.step for cell in picture.rows[0].cells} == {0}
    assert picture.legend == []
    assert heat_picture(Counter(), []).rows == []


def test_other_districts_count_in_none() -> None:
    assert heat_picture(Counter({("social", "9999"): 3}), [district("4005")]).is_empty
