"""The map of the districts: outlines, classes, numbers. No database."""

import re

import pytest

from analysis.pictures.districts import district_map, outline_of, scaled, step_of

PILOTS = {"4007", "4010", "4018", "4005", "4016", "4029", "4012", "4019", "4008"}


def points(path):
    """The places that a path goes through."""
    start, steps = re.fullmatch(r"M(\d+ \d+)l(.*)z", path).groups()
    x, y = map(int, start.split())
    found = [(x, y)]
    numbers = [int(each) for each in re.findall(r"-?\d+", steps)]
    for right, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + right, y + down
        found.append((x, y))
    return found


def area_of(path):
    corners = points(path)
    turned = corners[1:] + corners[:1]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, turned, strict=True))) / 2


def test_all_districts_lie_inside_the_box():
    outline = outline_of("40")

    assert len({shape.code for shape in outline.shapes}) == 26
    assert {shape.code for shape in outline.shapes if shape.pilot} == PILOTS
    assert {shape.code for shape in outline.shapes[-9:]} == PILOTS  # their line lies on top
    for shape in outline.shapes:
        for x, y in [*points(shape.path), (shape.x, shape.y)]:
            assert 0 < x < outline.width
            assert 0 < y < outline.height


def test_the_outlines_are_small_and_keep_their_areas():
    outline = outline_of("40")
    areas = {shape.code: area_of(shape.path) for shape in outline.shapes}

    assert sum(len(shape.path) for shape in outline.shapes) < 20_000
    share = areas["4001"] / sum(areas.values())
    assert share == pytest.approx(984.5 / 10612.3, rel=0.01)  # of the province's square kilometres


def test_the_outlines_are_read_once():
    assert outline_of("40") is outline_of("40")


def test_a_province_without_a_file_has_no_map():
    assert district_map("99", {}) is None


def test_the_attribution_of_the_file_goes_with_the_map():
    assert "CC BY-IGO" in district_map("40", {}).attribution


def test_no_figure_is_not_none():
    found = district_map("40", {"4005": 0, "4007": None, "4010": 10})

    steps = {area.shape.code: (area.step, area.text) for area in found.areas}
    assert steps["4005"] == (0, "0")
    assert steps["4007"] == (None, "")
    assert steps["4001"] == (None, "")
    assert steps["4010"] == (5, "10")
    assert (found.has_none, found.has_missing) == (True, True)


def test_without_any_figure_there_is_no_class():
    found = district_map("40", {})

    assert (found.legend, found.has_none, found.has_missing) == ([], False, True)
    assert {area.step for area in found.areas} == {None}


@pytest.mark.parametrize(
    ("most", "limits"),
    [
        (32, [("1", "6"), ("7", "12"), ("13", "19"), ("20", "25"), ("26", "32")]),
        (3, [("1", "1"), ("2", "2"), ("3", "3")]),
        (1, [("1", "1")]),
    ],
)
def test_the_legend_has_the_limits_of_the_classes(most, limits):
    legend = district_map("40", {"4005": most}).legend

    assert [(one.low, one.high) for one in legend] == limits
    for one in legend:
        assert step_of(int(one.low), most) == step_of(int(one.high), most) == one.step


def test_classes_and_numbers_agree_with_decimals():
    found = district_map("40", {"4005": 0.04, "4007": 2.96, "4010": 0.05}, decimals=1, unit=" x")

    texts = {area.shape.code: (area.step, area.text) for area in found.areas}
    assert texts["4005"] == (0, "0.0 x")  # what is written as none is shaded as none
    assert texts["4010"] == (1, "0.1 x")
    assert texts["4007"] == (5, "3.0 x")
    assert (found.legend[0].low, found.legend[-1].high) == ("0.1 x", "3.0 x")


def test_numbers_are_rounded_half_up():
    assert [scaled(each, 1) for each in (0.25, 0.35, None)] == [3, 4, None]
