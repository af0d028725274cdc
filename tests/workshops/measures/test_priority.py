import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.workshops.measures.properties import brief
from workshops.measures.priority import Quadrant, Weights, priority, quadrant, ranked

EVEN = Weights(points=1, impact=1, uncertainty=1)

shares = st.floats(0, 1)
ratings = st.floats(1, 5)
weights = st.builds(
    Weights, points=st.floats(0.01, 10), impact=st.floats(0.01, 10), uncertainty=st.floats(0.01, 10)
)


@pytest.mark.parametrize(
    "parts", [(0, 0, 0), (-1, 1, 1), (1, -0.1, 1), (1, 1, math.inf), (math.nan, 1, 1)]
)
def test_weights_that_weigh_nothing_or_less_are_refused(parts) -> None:
    with pytest.raises(ValueError, match="weights"):
        Weights(*parts)


@pytest.mark.parametrize(
    ("points_share", "impact", "uncertainty", "parts", "score"),
    [
        (1, 5, 5, (1, 1, 1), 1.0),
        (0, 1, 1, (1, 1, 1), 0.0),
        (0.5, 3, 3, (3, 2, 7), 0.5),
        # (2 * 0.5 + 1 * 1.0 + 1 * 0.25) / 4
        (0.5, 5, 2, (2, 1, 1), 0.5625),
        # Without points: (0.75 + 3 * 0.25) / 4.
        (None, 4, 2, (9, 1, 3), 0.375),
        (0.25, None, None, (2, 1, 1), 0.25),
        (0.25, 5, None, (1, 1, 1), 0.625),
        (0.25, 5, 5, (1, 0, 0), 0.25),
        (None, None, None, (1, 1, 1), None),
        # What is known weighs nothing.
        (None, 5, 5, (1, 0, 0), None),
    ],
)
def test_the_score_by_hand(points_share, impact, uncertainty, parts, score) -> None:
    found = priority(
        points_share=points_share,
        impact=impact,
        uncertainty=uncertainty,
        weights=Weights(*parts),
    )

    assert found == (None if score is None else pytest.approx(score, abs=1e-12))


@pytest.mark.parametrize(
    "part",
    [
        {"points_share": 1.01},
        {"points_share": -0.01},
        {"impact": 0},
        {"impact": 5.5},
        {"uncertainty": 0.99},
        {"uncertainty": math.nan},
    ],
)
def test_a_part_outside_its_range_is_refused(part) -> None:
    with pytest.raises(ValueError, match="within"):
        priority(**{"points_share": 0.5, "impact": 3, "uncertainty": 3, "weights": EVEN} | part)


@brief
@given(shares, ratings, ratings, weights)
def test_the_score_is_numpys_weighted_mean(points_share, impact, uncertainty, weights) -> None:
    found = priority(
        points_share=points_share, impact=impact, uncertainty=uncertainty, weights=weights
    )

    parts = [points_share, (impact - 1) / 4, (uncertainty - 1) / 4]
    parts_weights = [weights.points, weights.impact, weights.uncertainty]
    assert found == pytest.approx(np.average(parts, weights=parts_weights), abs=1e-9)
    assert -1e-12 <= found <= 1 + 1e-12


@brief
@given(shares, ratings, weights, st.floats(0.1, 50))
def test_only_the_proportions_of_the_weights_matter(points_share, impact, weights, times) -> None:
    parts = {"points_share": points_share, "impact": impact, "uncertainty": None}
    more = Weights(weights.points * times, weights.impact * times, weights.uncertainty * times)

    assert priority(**parts, weights=more) == pytest.approx(
        priority(**parts, weights=weights), abs=1e-9
    )


# --- Ranking -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "ranking"),
    [
        ({}, []),
        ({7: 0.0}, [(1, 7)]),
        ({7: None, 3: None}, [(None, 3), (None, 7)]),
        ({1: 0.2, 2: 0.5, 3: 0.9, 4: 0.5}, [(1, 3), (2, 2), (2, 4), (4, 1)]),
        ({9: 1, 8: 1, 7: 1}, [(1, 7), (1, 8), (1, 9)]),
        ({1: None, 5: 0, 4: 0.1, 2: None}, [(1, 4), (2, 5), (None, 1), (None, 2)]),
        ({("b", 1): 0.5, ("a", 2): 0.5}, [(1, ("a", 2)), (1, ("b", 1))]),
        # A tie but for the computer's rounding.
        ({1: 0.1 + 0.2, 2: 0.3}, [(1, 1), (1, 2)]),
        ({1: 0.3, 2: 0.3000001}, [(1, 2), (2, 1)]),
    ],
)
def test_the_ranking_by_hand(scores, ranking) -> None:
    assert ranked(scores) == ranking


@brief
@given(
    st.dictionaries(st.integers(1, 30), st.none() | st.integers(0, 8).map(lambda n: n / 8)),
    st.randoms(use_true_random=False),
)
def test_the_ranks_are_scipys(scores, random) -> None:
    found = ranked(dict(random.sample(list(scores.items()), len(scores))))

    known = {item: score for item, score in scores.items() if score is not None}
    ranks = stats.rankdata([-score for score in known.values()], method="min").tolist()
    expected = sorted(zip(ranks, known, strict=True))
    assert found == [*expected, *((None, item) for item in sorted(scores.keys() - known.keys()))]


# --- The map -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("impact", "uncertainty", "field"),
    [
        (5, 1, "act"),
        (3, 2.99, "act"),
        (5, 5, "watch"),
        (3, 3, "watch"),
        (1, 5, "note"),
        (2.99, 3, "note"),
        (1, 1, "keep"),
        (2.99, 2.99, "keep"),
    ],
)
def test_the_field_of_the_map(impact, uncertainty, field) -> None:
    assert quadrant(impact, uncertainty) == Quadrant(field)


def test_the_middle_of_the_map_can_be_moved() -> None:
    assert quadrant(3, 3, middle=3.5) == Quadrant.KEEP
    assert quadrant(3.5, 3.4, middle=3.5) == Quadrant.ACT
