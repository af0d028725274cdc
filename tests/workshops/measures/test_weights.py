import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workshops.measures.properties import brief, scores
from workshops.measures.weights import (
    median_per_district,
    points_shares,
    points_shares_by_district,
)

ITEMS = ["a", "b", "c"]
# Three of Mueang, one of Chum Phae; 5 came from the province, 6 did not say.
HOME = {1: "4001", 2: "4001", 3: "4001", 4: "4005", 5: "", 6: None}

raters = st.integers(1, 12)
answers = st.dictionaries(raters, scores)
homes = st.dictionaries(raters, st.sampled_from(["4001", "4005", "4009"]))
given_points = st.dictionaries(
    raters, st.dictionaries(st.sampled_from([*ITEMS, "hidden"]), st.integers(0, 5))
)


def test_nobody_has_no_median() -> None:
    assert median_per_district({}, HOME) is None
    assert median_per_district({5: 3, 6: 3, 7: 3}, HOME) is None


def test_each_district_weighs_the_same_by_hand() -> None:
    assert median_per_district({1: 1, 2: 2, 3: 6, 4: 5}, HOME) == (2 + 5) / 2


def test_an_even_district_has_its_median_between_two() -> None:
    assert median_per_district({1: 1, 2: 4, 4: 5}, HOME) == (2.5 + 5) / 2


def test_who_is_of_no_district_counts_in_none() -> None:
    assert median_per_district({1: 1, 4: 3, 5: 5, 6: 5, 7: 5}, HOME) == 2


@brief
@given(answers, homes)
def test_the_means_of_medians_are_pandas(values, district_of) -> None:
    series = pd.Series(values, dtype="float64")
    groups = series.groupby(pd.Series(district_of, dtype="object").reindex(series.index))

    found, expected = median_per_district(values, district_of), groups.median().mean()

    assert pd.isna(expected) if found is None else found == pytest.approx(expected, abs=1e-9)


@brief
@given(answers, homes)
def test_a_district_that_sends_everybody_twice_weighs_no_more(values, district_of) -> None:
    sent = {rater: value for rater, value in values.items() if district_of.get(rater) == "4001"}
    more = values | {rater + 100: value for rater, value in sent.items()}
    homes_of_all = district_of | {rater + 100: "4001" for rater in sent}

    expected = pytest.approx(median_per_district(values, district_of), abs=1e-9)
    assert median_per_district(more, homes_of_all) == expected


# --- Points --------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [{}, {1: {}}, {1: {"a": 0}, 4: {"hidden": 9}}])
def test_without_points_every_share_is_zero(points) -> None:
    assert points_shares(points, ITEMS) == {"a": 0.0, "b": 0.0, "c": 0.0}
    assert points_shares_by_district(points, ITEMS, HOME) == {"a": 0.0, "b": 0.0, "c": 0.0}


def test_without_items_there_are_no_shares() -> None:
    assert points_shares({1: {"a": 3}}, []) == {}
    assert points_shares_by_district({1: {"a": 3}}, [], HOME) == {}


def test_the_shares_by_hand() -> None:
    points = {
        1: {"a": 3, "b": 1},  # 3/4, 1/4, 0
        2: {"a": 1},  # 1, 0, 0: one point weighs as much as four
        3: {},
        4: {"c": 2, "hidden": 8},  # 0, 0, 1
    }

    shares = {"a": 1.75 / 3, "b": 0.25 / 3, "c": 1 / 3}
    assert points_shares(points, ITEMS) == pytest.approx(shares)
    # Mueang 7/8, 1/8, 0 and Chum Phae 0, 0, 1.
    shares = {"a": 7 / 16, "b": 1 / 16, "c": 1 / 2}
    assert points_shares_by_district(points, ITEMS, HOME) == pytest.approx(shares)


def test_the_shares_keep_the_order_of_the_items() -> None:
    points = {1: {"a": 1, "c": 1}, 4: {"a": 1}}

    assert list(points_shares(points, iter("cabc")).items()) == [("c", 0.25), ("a", 0.75), ("b", 0)]
    by_district = points_shares_by_district(points, iter("cabc"), HOME)
    assert list(by_district.items()) == [("c", 0.25), ("a", 0.75), ("b", 0)]


def test_points_of_no_district_are_in_no_districts_share() -> None:
    points = {5: {"a": 1}, 6: {"a": 1}, 7: {"a": 1}, 4: {"b": 1}}

    assert points_shares_by_district(points, ITEMS, HOME) == {"a": 0.0, "b": 1.0, "c": 0.0}
    assert points_shares(points, ITEMS) == {"a": 0.75, "b": 0.25, "c": 0.0}


def test_negative_points_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        points_shares({1: {"a": 3, "b": -1}}, ITEMS)
    with pytest.raises(ValueError, match="negative"):
        points_shares_by_district({1: {"a": 3, "b": -1}}, ITEMS, HOME)


@brief
@given(given_points, homes, st.randoms(use_true_random=False))
def test_shares_sum_to_one_whoever_comes_first(points, district_of, random) -> None:
    shuffled = dict(random.sample(list(points.items()), len(points)))

    for share, again in [
        (points_shares(points, ITEMS), points_shares(shuffled, ITEMS[::-1])),
        (
            points_shares_by_district(points, ITEMS, district_of),
            points_shares_by_district(shuffled, ITEMS[::-1], district_of),
        ),
    ]:
        assert set(share) == set(ITEMS)
        assert again == pytest.approx(share, abs=1e-12)
        assert sum(share.values()) == pytest.approx(1) or set(share.values()) == {0.0}
        assert min(share.values()) >= 0


@brief
@given(given_points, homes)
def test_the_shares_are_pandas(points, district_of) -> None:
    frame = pd.DataFrame(points.values(), index=list(points), columns=ITEMS, dtype="float64")
    frame = frame.fillna(0)
    frame = frame.div(frame.sum(axis=1), axis=0).dropna()
    home = pd.Series(district_of, dtype="object").reindex(frame.index)

    expected = frame.mean().fillna(0).to_dict()
    assert points_shares(points, ITEMS) == pytest.approx(expected, abs=1e-9)
    expected = frame.groupby(home).mean().mean().fillna(0).to_dict()
    found = points_shares_by_district(points, ITEMS, district_of)
    assert found == pytest.approx(expected, abs=1e-9)


@brief
@given(given_points, homes)
def test_everybody_twice_gives_the_same_shares(points, district_of) -> None:
    twice = points | {rater + 100: given for rater, given in points.items()}
    homes_of_all = district_of | {rater + 100: home for rater, home in district_of.items()}

    expected = pytest.approx(points_shares(points, ITEMS), abs=1e-9)
    assert points_shares(twice, ITEMS) == expected
    expected = pytest.approx(points_shares_by_district(points, ITEMS, district_of), abs=1e-9)
    assert points_shares_by_district(twice, ITEMS, homes_of_all) == expected
