"""The map: dots at the medians, none outside the frame, none on another."""

from __future__ import annotations

import itertools
import math

import pytest

from tests.workshops.pictures.made import NAMES, rated
from workshops.measures.consensus import Verdict
from workshops.pictures.map import BOX, HEIGHT, WIDTH, MapPicture, map_picture
from workshops.pictures.plot import Box, Scale, laid_out


def clearances(picture: MapPicture) -> list[float]:
    pairs = itertools.combinations(picture.dots, 2)
    return [math.dist((a.x, a.y), (b.x, b.y)) - 2 * picture.radius for a, b in pairs]


def test_a_dot_lies_at_its_medians_with_bars_from_quartile_to_quartile() -> None:
    picture = map_picture([rated(7, (3, 4, 5), (1, 2, 2, 5))], NAMES)
    (dot,) = picture.dots
    across, upwards = (
        Scale(0.55, 5.45, BOX.x, BOX.right),
        Scale(0.55, 5.45, BOX.bottom, BOX.y),
    )

    assert (dot.number, dot.is_moved) == (7, False)
    assert (dot.x, dot.y) == (across.at(2), upwards.at(4))
    assert (dot.left, dot.right) == (across.at(1.75), across.at(2.75))
    assert (dot.bottom, dot.top) == (upwards.at(3.5), upwards.at(4.5))
    assert dot.field == "act"


@pytest.mark.parametrize("impact", [1, 3, 5])
@pytest.mark.parametrize("uncertainty", [1, 3, 5])
def test_the_ends_of_the_scale_lie_inside_and_in_their_field(impact: int, uncertainty: int) -> None:
    picture = map_picture([rated(1, (impact,), (uncertainty,))], NAMES)
    (dot,) = picture.dots
    (field,) = [one for one in picture.fields if one.dots]

    assert BOX.x + picture.radius <= dot.x <= BOX.right - picture.radius
    assert BOX.y + picture.radius <= dot.y <= BOX.bottom - picture.radius
    assert field.quadrant == dot.field
    assert field.box.x <= dot.x <= field.box.right
    assert field.box.y <= dot.y <= field.box.bottom


def test_the_four_fields_cover_the_frame_and_their_names_stand_outside() -> None:
    picture = map_picture([], NAMES)

    assert picture.is_empty
    assert sum(one.box.width * one.box.height for one in picture.fields) == pytest.approx(
        BOX.width * BOX.height
    )
    assert {one.quadrant: one.name for one in picture.fields} == NAMES
    for one in picture.fields:
        assert one.label.bottom <= BOX.y or one.label.y >= BOX.bottom
        assert one.label.y >= 0
        assert one.label.bottom <= HEIGHT
        assert one.label.right <= WIDTH


@pytest.mark.parametrize("many", [2, 12, 20, 40])
def test_forty_clusters_in_one_place_lie_beside_each_other(many: int) -> None:
    picture = map_picture([rated(n, (5,), (5,)) for n in range(1, many + 1)], NAMES)

    assert len(picture.dots) == many
    assert min(clearances(picture)) > 0
    assert all(BOX.x <= dot.x - picture.radius for dot in picture.dots)
    assert all(dot.x + picture.radius <= BOX.right for dot in picture.dots)
    assert all(BOX.y <= dot.y - picture.radius for dot in picture.dots)
    assert all(dot.y + picture.radius <= BOX.bottom for dot in picture.dots)
    assert picture.has_moved
    assert not picture.dots[0].is_moved


def test_the_same_ratings_make_the_same_picture() -> None:
    results = [rated(n, (n % 5 + 1,), (n % 3 + 2,)) for n in range(1, 41)]

    assert map_picture(results, NAMES) == map_picture(results, NAMES)
    assert min(clearances(map_picture(results, NAMES))) > 0


def test_what_nobody_rated_has_no_dot_but_is_named() -> None:
    nobody = rated(2, (), ())
    picture = map_picture([rated(1, (4,), (2,)), nobody], NAMES)

    assert [dot.number for dot in picture.dots] == [1]
    assert picture.unrated == [nobody.cluster]


def test_disputed_ones_have_another_shape() -> None:
    picture = map_picture([rated(1, (4,), (2,), Verdict.DISPUTED)], NAMES)
    (dot,) = picture.dots

    assert (dot.is_disputed, picture.has_disputed, picture.has_unsure) == (True, True, False)
    assert len(dot.corners.split()) == 4


@pytest.mark.parametrize("many", [100, 300])
def test_more_than_any_room_makes_still_fit(many: int) -> None:
    picture = map_picture([rated(n, (4,), (2,)) for n in range(1, many + 1)], NAMES)

    assert min(clearances(picture)) > 0


def test_the_corners_of_disputed_ones_touch_no_other() -> None:
    results = [rated(n, (4,), (2,), Verdict.DISPUTED) for n in range(1, 13)]
    picture = map_picture(results, NAMES)
    reach = max(float(dot.corners.split()[1].split(",")[0]) - dot.x for dot in picture.dots)

    assert reach > picture.radius
    assert min(clearances(picture)) + 2 * picture.radius > 2 * reach


def test_more_dots_than_fit_lie_on_others() -> None:
    spots = laid_out([(50, 50)] * 9, radius=20, box=Box(0, 0, 100, 100))

    assert len(spots) == 9
    assert spots[-1] == (50, 50)
