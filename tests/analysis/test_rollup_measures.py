"""The figures of one line: by hand, at their ends, and what must not change them."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rollup_measures import (
    AxisFigures,
    PointsFigures,
    axis_figures,
    one_answer,
    points_figures,
    share_of,
)
from tests.workshops.measures.properties import brief

LINES = ["a", "b", "c", "d"]
people = st.integers(1, 8)
points = st.dictionaries(
    people, st.dictionaries(st.sampled_from(LINES), st.integers(0, 4)), max_size=8
)
homes = st.fixed_dictionaries({n: st.sampled_from(["x", "y", "z"]) for n in range(1, 9)})
answers = st.dictionaries(people, st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0]), max_size=8)
orders = st.integers(0, 99)


def close(figures: PointsFigures) -> tuple:
    shares = (figures.share, figures.share_by_district)
    return (
        figures.points,
        figures.people,
        *(None if one is None else pytest.approx(one, abs=1e-12) for one in shares),
    )


def plain(figures: PointsFigures) -> tuple:
    return (figures.points, figures.people, figures.share, figures.share_by_district)


def test_by_hand_a_small_district_weighs_as_much() -> None:
    # Three of x give all to a, one of y gives half of the points to a and half to b.
    given_ = {1: {"a": 5}, 2: {"a": 1}, 3: {"a": 3}, 4: {"a": 1, "b": 1}}
    home = {1: "x", 2: "x", 3: "x", 4: "y"}

    found = points_figures(given_, LINES, home)

    assert found["a"] == PointsFigures(10, 4, 3.5 / 4, (1 + 0.5) / 2)
    assert found["b"] == PointsFigures(1, 1, None, None)  # it would be that person's answer
    assert found["b"].is_left_out
    assert found["c"] == PointsFigures(0, 0, 0.0, 0.0)
    assert not found["c"].is_left_out


def test_nobody_gave_and_nobody_rated() -> None:
    assert points_figures({1: {"a": 0}}, ["a"], {1: "x"}) == {"a": PointsFigures()}
    assert points_figures({}, [], {}) == {}
    assert axis_figures({}, {}) == AxisFigures()
    assert axis_figures({1: 5, 2: 5}, {1: "x", 2: "x"}) == AxisFigures(people=2)
    assert one_answer([]) == {}
    assert (share_of(0, 0), share_of(1, 4)) == (None, 0.25)


def test_a_person_has_one_answer_about_a_line() -> None:
    assert one_answer([{1: 2, 2: 5}, {1: 5}, {}]) == {1: 3.5, 2: 5.0}


def test_medians_by_hand() -> None:
    found = axis_figures({1: 1, 2: 1, 3: 2, 4: 5}, {1: "x", 2: "x", 3: "x", 4: "y"})

    assert (found.people, found.spread.median, found.median_by_district) == (4, 1.5, 3.0)


@brief
@given(points, homes)
def test_the_weights_are_those_of_the_formula(given_, home) -> None:
    """In fractions: per person n/sum; the mean of persons; the mean of districts' means."""
    found = points_figures(given_, LINES, home)

    scaled = {
        person: {line: Fraction(n, sum(mine.values())) for line, n in mine.items()}
        for person, mine in given_.items()
        if sum(mine.values())
    }
    for line in LINES:
        shares = {person: mine.get(line, Fraction(0)) for person, mine in scaled.items()}
        gave = sum(share > 0 for share in shares.values())
        assert found[line].people == gave
        if not scaled or 0 < gave < 3:
            assert found[line].share is None
            continue
        assert found[line].share == pytest.approx(float(sum(shares.values()) / len(shares)))
        districts = {home[person] for person in shares}
        means = []
        for district in districts:
            theirs = [share for person, share in shares.items() if home[person] == district]
            means.append(sum(theirs) / len(theirs))
        assert found[line].share_by_district == pytest.approx(float(sum(means) / len(means)))


@brief
@given(points, homes, orders)
def test_no_order_of_people_lines_or_districts_matters(given_, home, seed) -> None:
    chance = random.Random(seed)
    shuffled = chance.sample(list(given_.items()), len(given_))
    names = dict(zip("xyz", chance.sample("xyz", 3), strict=True))
    moved = {person: names[code] for person, code in home.items()}

    found = points_figures(dict(shuffled), chance.sample(LINES, 4), moved)

    for line, figures in points_figures(given_, LINES, home).items():
        assert plain(found[line]) == close(figures)


@brief
@given(points, homes)
def test_an_empty_district_and_people_without_points_change_nothing(given_, home) -> None:
    more = given_ | {50: {}, 51: {"a": 0}}

    found = points_figures(more, LINES, home | {50: "empty", 51: "other"})

    assert found == points_figures(given_, LINES, home)


@brief
@given(points, homes)
def test_who_gives_ten_times_as_much_weighs_no_more(given_, home) -> None:
    found = points_figures(
        {person: {line: 10 * n for line, n in mine.items()} for person, mine in given_.items()},
        LINES,
        home,
    )

    for line, figures in points_figures(given_, LINES, home).items():
        assert (found[line].people, found[line].share) == (
            figures.people,
            figures.share if figures.share is None else pytest.approx(figures.share),
        )


@brief
@given(answers, homes, orders)
def test_medians_do_not_depend_on_any_order(given_, home, seed) -> None:
    chance = random.Random(seed)
    shuffled = dict(chance.sample(list(given_.items()), len(given_)))

    assert axis_figures(shuffled, home) == axis_figures(given_, home)
