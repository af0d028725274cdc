"""Driving power by dependence: two charts, each dot in the field of its class."""

from __future__ import annotations

import itertools
import math

import pytest

from tests.workshops.pictures.made import cluster
from workshops.measures.influence import InfluenceClass
from workshops.pictures.influence import BOX, RADIUS, InfluencePanel, influence_picture

# The first drives all, the last is driven by all.
CHAIN = [[0, 3, 2, 3], [0, 0, 1, 3], [0, 1, 0, 2], [0, 0, 0, 0]]


def panels(many: int, matrix: list[list[int]]) -> list[InfluencePanel]:
    picture = influence_picture([cluster(n) for n in range(1, many + 1)], matrix)
    return [picture.direct, picture.indirect]


def test_dots_lie_by_their_sums_and_classes() -> None:
    picture = influence_picture([cluster(n) for n in range(1, 5)], CHAIN, potentials=2)
    first, last = picture.rows[0].direct, picture.rows[3].direct

    assert (first.driving, first.dependence, first.kind) == (8, 0, InfluenceClass.DRIVING)
    assert (last.driving, last.dependence, last.kind) == (0, 8, InfluenceClass.DEPENDENT)
    assert (first.x, first.y) == (BOX.x + RADIUS + 6, BOX.y + RADIUS + 6)
    assert (last.x, last.y) == (BOX.right - RADIUS - 6, BOX.bottom - RADIUS - 6)
    assert [row.number for row in picture.rows] == [1, 2, 3, 4]
    assert (picture.potentials, picture.is_empty) == (2, False)


@pytest.mark.parametrize("matrix", [CHAIN, [[0, 3], [3, 0]], [[0, 0], [0, 0]]], ids=str)
def test_dots_that_are_not_moved_lie_in_the_field_of_their_class(matrix: list[list[int]]) -> None:
    for panel in panels(len(matrix), matrix):
        fields = {one.kind: one.box for one in panel.fields}
        for dot in panel.dots:
            box = fields[dot.kind]
            assert box.x <= dot.at_x <= box.right
            assert box.y <= dot.at_y <= box.bottom


def test_twelve_alike_lie_beside_each_other_inside_the_frame() -> None:
    matrix = [[0 if row == column else 3 for column in range(12)] for row in range(12)]
    for panel in panels(12, matrix):
        pairs = itertools.combinations(panel.dots, 2)
        assert min(math.dist((a.x, a.y), (b.x, b.y)) for a, b in pairs) > 2 * RADIUS
        assert all(BOX.x <= d.x - RADIUS and d.x + RADIUS <= BOX.right for d in panel.dots)
        assert all(BOX.y <= d.y - RADIUS and d.y + RADIUS <= BOX.bottom for d in panel.dots)


def test_without_any_influence_it_is_empty() -> None:
    assert influence_picture([cluster(1), cluster(2)], [[0, 0], [0, 0]]).is_empty
    assert influence_picture([], []).is_empty
