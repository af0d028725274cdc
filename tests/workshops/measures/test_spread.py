import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workshops.measures.properties import brief, scores
from workshops.measures.spread import Spread, agreement_share, quantile, spread_of


def test_no_value_has_no_spread() -> None:
    assert spread_of([]) is None
    assert agreement_share([]) is None


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ([4], Spread(n=1, median=4.0, low=4.0, high=4.0)),
        ([5, 1], Spread(n=2, median=3.0, low=2.0, high=4.0)),
        # Positions 1, 2 and 3 of the sorted 1 2 3 4 5.
        ([5, 3, 1, 4, 2], Spread(n=5, median=3.0, low=2.0, high=4.0)),
        # Positions 0.75, 1.5 and 2.25 of 1 2 4 5: 1 + 0.75, 2 + 0.5 * 2, 4 + 0.25.
        ([1, 2, 4, 5], Spread(n=4, median=3.0, low=1.75, high=4.25)),
        ([1] * 45, Spread(n=45, median=1.0, low=1.0, high=1.0)),
    ],
)
def test_the_spread_by_hand(values, spread) -> None:
    assert spread_of(values) == spread
    assert spread_of(iter(values)) == spread


def test_the_range_is_between_the_quartiles() -> None:
    assert Spread(n=4, median=3.0, low=1.75, high=4.25).iqr == 2.5
    assert Spread(n=1, median=4.0, low=4.0, high=4.0).iqr == 0


def test_the_ends_of_the_values_are_their_quantiles() -> None:
    assert [quantile([1, 2, 5], share) for share in (0, 0.5, 1)] == [1.0, 2.0, 5.0]


@pytest.mark.parametrize("odd", [math.nan, math.inf])
def test_what_is_no_number_is_refused(odd) -> None:
    with pytest.raises(ValueError, match="finite"):
        spread_of([1, odd, 3])


@brief
@given(st.lists(st.integers(1, 5) | st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_the_spread_is_numpys_and_pandas(values) -> None:
    spread = spread_of(values)

    expected = np.percentile(values, [50, 25, 75])
    assert [spread.median, spread.low, spread.high] == pytest.approx(expected, abs=1e-9)
    assert spread.iqr == pytest.approx(pd.Series(values).quantile([0.25, 0.75]).diff().iloc[-1])


@brief
@given(st.lists(scores, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_nobodys_place_matters_for_the_spread(values, random) -> None:
    shuffled = random.sample(values, len(values))

    assert spread_of(shuffled) == spread_of(values)
    assert agreement_share(shuffled) == agreement_share(values)


@brief
@given(st.lists(scores, min_size=1, max_size=40))
def test_the_spread_of_a_turned_scale_is_turned(values) -> None:
    spread, turned = spread_of(values), spread_of([6 - value for value in values])

    assert turned == Spread(spread.n, 6 - spread.median, 6 - spread.high, 6 - spread.low)
    assert agreement_share([6 - value for value in values]) == agreement_share(values)


@pytest.mark.parametrize(
    ("values", "share"),
    [
        ([3], 1.0),
        ([1, 2, 1, 2], 1.0),
        ([4, 5, 5, 1], 0.75),
        ([2, 3, 4], 1 / 3),
        ([1, 2, 3, 3, 3, 5], 0.5),
        ([1, 5], 0.5),
    ],
)
def test_the_share_of_the_largest_band_by_hand(values, share) -> None:
    assert agreement_share(values) == share


@brief
@given(st.lists(scores, min_size=1, max_size=40))
def test_the_share_is_pandas(values) -> None:
    bands = pd.cut(pd.Series(values), [0, 2, 3, 5]).value_counts(normalize=True)

    assert agreement_share(values) == pytest.approx(bands.max())
    assert agreement_share(values * 2) == agreement_share(values)


@pytest.mark.parametrize("odd", [0, 6, 2.5, -1])
def test_a_value_beside_the_scale_is_in_no_band(odd) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        agreement_share([1, 2, odd])
