"""The ranking: longest first, the line after the best few, ties on one side of it."""

from __future__ import annotations

from tests.workshops.pictures.made import points
from workshops.pictures.ranking import ranking_picture


def test_the_most_come_first_and_the_line_after_the_best() -> None:
    picture = ranking_picture([points(1, 0.1), points(2, 0.5), points(3, 0.4)], best=2)

    assert [(bar.rank, bar.number) for bar in picture.bars] == [(1, 2), (2, 3), (3, 1)]
    assert [bar.is_best for bar in picture.bars] == [True, True, False]
    assert [bar.begins_rest for bar in picture.bars] == [False, False, True]
    assert (picture.best, picture.above) == (2, 2)


def test_bars_reach_from_nothing_to_the_longest_of_each_kind() -> None:
    first, second, third = ranking_picture(
        [points(1, 0.6, 0.2), points(2, 0.4, 0.8), points(3, 0.0)]
    ).bars

    assert [first.bar, second.bar, third.bar] == [100, 66.7, 0]
    assert [first.bar_by_district, second.bar_by_district, third.bar_by_district] == [25, 100, 0]
    assert (first.percent, first.percent_by_district) == (60, 20)


def test_who_is_tied_at_the_line_is_above_it() -> None:
    picture = ranking_picture([points(n, 0.25) for n in (4, 3, 2, 1)], best=2)

    assert [bar.number for bar in picture.bars] == [1, 2, 3, 4]
    assert {bar.rank for bar in picture.bars} == {1}
    assert picture.above == 4


def test_without_points_nothing_is_above_the_line() -> None:
    picture = ranking_picture([points(1, 0.0), points(2, 0.0)])

    assert picture.is_empty
    assert [bar.rank for bar in picture.bars] == [None, None]
    assert not any(bar.begins_rest for bar in picture.bars)
    assert ranking_picture([]).bars == []
