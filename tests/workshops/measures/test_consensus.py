from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from tests.workshops.measures.properties import brief, scores, tables
from workshops.measures.consensus import (
    DEFAULTS,
    LABEL_MINIMUM,
    W_MINIMUM,
    Concordance,
    Rule,
    Stability,
    Verdict,
    complete_rows,
    joint_verdict,
    kendalls_w,
    stability,
    verdict_of,
    w_label,
)

# The example of DescTools::KendallW (data "anxiety" of the R package irr): three raters, twenty
# people, many ties. R answers 0.5396569 with correction.
ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]


def reference_w(table) -> float:
    """W by its definition with SciPy's ranks: the sums' variance by the largest possible."""
    ranks = np.array([stats.rankdata(row) for row in table])
    raters, items = ranks.shape
    squares = ((ranks.sum(axis=0) - ranks.sum() / items) ** 2).sum()
    repeated = [np.unique(row, return_counts=True)[1] for row in table]
    ties = sum(float((times**3.0 - times).sum()) for times in repeated)
    return float(12 * squares / (raters**2 * (items**3 - items) - raters * ties))


def test_the_minimums_and_defaults_are_the_methods() -> None:
    assert (LABEL_MINIMUM, W_MINIMUM) == (5, 3)
    assert dict(DEFAULTS.items()) == {Rule.IQR: Decimal(1), Rule.SHARE: Decimal("0.75")}


# --- One item ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "rule", "threshold", "verdict"),
    [
        ([], "iqr", "1", "too_few"),
        ([4, 4, 4, 4], "iqr", "1", "too_few"),
        ([1, 1, 5, 5], "share", "0.75", "too_few"),
        ([4, 4, 4, 4, 4], "iqr", "0", "agreed"),
        # Quartiles at the second and the fourth: 4 - 3 is exactly on the line, 5 - 3 is over it.
        ([1, 3, 3, 4, 5], "iqr", "1", "agreed"),
        ([1, 3, 3, 5, 5], "iqr", "1", "disputed"),
        # Positions 1.25 and 3.75 of 1 2 3 3 4 4: 2.25 and 3.75.
        ([1, 2, 3, 3, 4, 4], "iqr", "1.5", "agreed"),
        ([1, 2, 3, 3, 4, 4], "iqr", "1.49", "disputed"),
        ([4, 4, 5, 5, 4, 4, 1, 2], "share", "0.75", "agreed"),
        ([4, 4, 5, 5, 4, 3, 1, 2], "share", "0.75", "disputed"),
        ([1, 2, 1, 2, 1], "share", "1", "agreed"),
        ([1, 2, 1, 2, 3], "share", "1", "disputed"),
    ],
)
def test_the_verdict_by_hand(values, rule, threshold, verdict) -> None:
    assert verdict_of(values, Rule(rule), Decimal(threshold)) == Verdict(verdict)
    assert verdict_of(iter(values), rule, Decimal(threshold)) == Verdict(verdict)


@pytest.mark.parametrize("tenths", range(4, 11))
def test_exactly_the_share_agreed_upon_is_agreed(tenths) -> None:
    values = ([5] * tenths + [1, 3] * 3)[:10]
    exactly = Decimal(tenths) / 10

    assert verdict_of(values, Rule.SHARE, exactly) == Verdict.AGREED
    assert verdict_of(values, Rule.SHARE, min(exactly + Decimal("0.01"), Decimal(1))) == (
        Verdict.DISPUTED if tenths < 10 else Verdict.AGREED
    )


@pytest.mark.parametrize(
    ("rule", "threshold"), [("iqr", "-1"), ("share", "-0.1"), ("share", "75"), ("mean", "1")]
)
def test_a_rule_that_makes_no_sense_is_refused(rule, threshold) -> None:
    with pytest.raises(ValueError, match="threshold|not a valid Rule"):
        verdict_of([1, 2, 3, 4, 5], rule, Decimal(threshold))


@brief
@given(st.lists(scores, min_size=5, max_size=30), st.sampled_from(Rule))
def test_a_milder_rule_never_disputes_what_a_stricter_one_agreed_on(values, rule) -> None:
    steps = [Decimal(n) / 4 for n in range(5)]
    strict_first = steps if rule == Rule.IQR else steps[::-1]
    verdicts = [verdict_of(values, rule, step) for step in strict_first]

    assert verdicts == sorted(verdicts, key=[Verdict.DISPUTED, Verdict.AGREED].index)


@pytest.mark.parametrize(
    ("verdicts", "joint"),
    [
        ([], "too_few"),
        (["agreed"], "agreed"),
        (["agreed", "agreed"], "agreed"),
        (["agreed", "too_few"], "too_few"),
        (["too_few", "disputed"], "disputed"),
        (["agreed", "disputed"], "disputed"),
    ],
)
def test_one_disputed_axis_disputes_the_item(verdicts, joint) -> None:
    assert joint_verdict(Verdict(one) for one in verdicts) == Verdict(joint)
    assert joint_verdict(Verdict(one) for one in reversed(verdicts)) == Verdict(joint)


# --- All items -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [
        [],
        [[1, 2, 3], [1, 2, 3]],
        [[1], [2], [3]],
        [[], [], []],
        [[3, 3, 3], [5, 5, 5], [1, 1, 1]],
    ],
    ids=["nobody", "two raters", "one item", "no item", "all tied"],
)
def test_there_is_no_w_of_too_little(table) -> None:
    assert kendalls_w(table) is None


def test_w_at_its_ends() -> None:
    assert kendalls_w([[1, 2, 3]] * 3) == Concordance(w=1.0, raters=3, items=3, chi_square=6.0)
    # Each item is first, second and third once: all sums are 6.
    square = [[1, 2, 3], [2, 3, 1], [3, 1, 2]]
    assert kendalls_w(square) == Concordance(w=0.0, raters=3, items=3, chi_square=0.0)


def test_w_by_hand() -> None:
    # Sums of ranks 4, 6, 8 about 6: S = 8; 12 * 8 / (9 * 24) = 4/9; chi-square 3 * 2 * 4/9.
    assert kendalls_w([[1, 2, 3], [1, 3, 2], [2, 1, 3]]) == Concordance(
        w=pytest.approx(4 / 9), raters=3, items=3, chi_square=pytest.approx(8 / 3)
    )


def test_w_with_ties_by_hand() -> None:
    # Ranks 1.5 1.5 3, 1 2 3, 2 2 2: sums 4.5, 5.5, 8 about 6, S = 2.25 + 0.25 + 4 = 6.5.
    # Ties (8 - 2) + 0 + (27 - 3) = 30: 12 * 6.5 / (9 * 24 - 3 * 30) = 78 / 126.
    found = kendalls_w([[4, 4, 5], [1, 2, 5], [3, 3, 3]])

    assert (found.w, found.chi_square) == pytest.approx((78 / 126, 6 * 78 / 126), abs=1e-12)


def test_w_is_that_of_a_published_example() -> None:
    found = kendalls_w(ANXIETY)

    assert (found.raters, found.items, round(found.w, 7)) == (3, 20, 0.5396569)


@pytest.mark.parametrize(
    "table",
    [
        [[1, 2, 3], [1, 2], [1, 2, 3]],
        [[1, 2], [1, 2, 3], [1, 2, 3]],
        [[1, 2, float("nan")], [1, 2, 3], [1, 2, 3]],
        [[1, 2], [1]],
    ],
)
def test_an_incomplete_table_is_refused(table) -> None:
    with pytest.raises(ValueError, match="each rater"):
        kendalls_w(table)


@brief
@given(tables(raters=(3, 9), items=(3, 8)))
def test_w_is_scipys(table) -> None:
    found = kendalls_w(table)
    if found is None:
        assert all(len(set(row)) == 1 for row in table)
        return

    friedman = stats.friedmanchisquare(*np.array(table).T)
    assert found.w == pytest.approx(reference_w(table), abs=1e-9)
    assert found.chi_square == pytest.approx(friedman.statistic, abs=1e-9)
    assert 0 <= found.w <= 1


@pytest.mark.parametrize("seed", range(5))
def test_w_of_a_whole_province_is_scipys(seed) -> None:
    table = np.random.default_rng(seed).integers(1, 6, size=(300, 40))

    found = kendalls_w(table.tolist())

    assert found.w == pytest.approx(reference_w(table), abs=1e-9)
    friedman = stats.friedmanchisquare(*table.T).statistic
    assert found.chi_square == pytest.approx(friedman, abs=1e-9)


@brief
@given(tables(), st.randoms(use_true_random=False))
def test_nobodys_place_matters_for_w(table, random) -> None:
    raters = random.sample(table, len(table))
    order = random.sample(range(len(table[0])), len(table[0]))
    items = [[row[place] for place in order] for row in table]

    assert kendalls_w(raters) == kendalls_w(items) == kendalls_w(table)


@brief
@given(tables())
def test_the_same_raters_once_more_agree_as_much(table) -> None:
    found, doubled = kendalls_w(table), kendalls_w(table * 2)
    assume(found is not None)

    assert doubled.w == pytest.approx(found.w, abs=1e-12)
    assert doubled.chi_square == pytest.approx(2 * found.chi_square)


@brief
@given(tables())
def test_only_the_order_counts_for_w(table) -> None:
    assert kendalls_w([[10 * score - 7.5 for score in row] for row in table]) == kendalls_w(table)
    assert kendalls_w([[6 - score for score in row] for row in table]) == kendalls_w(table)


def test_only_who_rated_all_items_is_in_the_table() -> None:
    answers = {
        3: {"a": 1, "b": 2, "c": 9},
        1: {"b": 4, "a": 5},
        2: {"a": 3},
        4: {"a": 3, "b": None},
    }

    assert complete_rows(answers, ["a", "b"]) == [[5, 4], [1, 2]]
    assert complete_rows(answers, ["c", "a"]) == [[9, 1]]
    assert complete_rows(answers, iter(["a"])) == [[5], [3], [1], [3]]
    assert complete_rows({}, ["a"]) == []
    assert kendalls_w(complete_rows(answers, [])) is None


@pytest.mark.parametrize(
    ("w", "label"),
    [
        (0.0, "very_weak"),
        (0.1, "very_weak"),
        (0.2, "weak"),
        (0.3, "weak"),
        (0.399, "weak"),
        (0.4, "moderate"),
        (0.5, "moderate"),
        (0.6, "strong"),
        (0.7, "strong"),
        (1.0, "strong"),
    ],
)
def test_the_word_for_w_is_the_nearest_of_schmidts(w, label) -> None:
    assert w_label(Concordance(w=w, raters=5, items=5, chi_square=w * 20)) == label


def test_without_w_there_is_no_word() -> None:
    assert w_label(None) == "none"


# --- Two rounds ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "moved"),
    [
        ({}, {}, Stability(both=0, same=0, moved=0, mean_shift=None)),
        ({1: 3}, {2: 3}, Stability(both=0, same=0, moved=0, mean_shift=None)),
        ({1: 3}, {1: 3}, Stability(both=1, same=1, moved=0, mean_shift=0.0)),
        ({1: 1, 2: 5}, {1: 5, 2: 1}, Stability(both=2, same=0, moved=2, mean_shift=0.0)),
        # +2, 0 and -1 of three; 4 and 5 answered once.
        (
            {1: 2, 2: 3, 3: 5, 4: 1},
            {1: 4, 2: 3, 3: 4, 5: 5},
            Stability(both=3, same=1, moved=2, mean_shift=pytest.approx(1 / 3)),
        ),
    ],
)
def test_what_moved_between_the_rounds(first, second, moved) -> None:
    assert stability(first, second) == moved


@brief
@given(st.dictionaries(st.integers(1, 9), scores), st.dictionaries(st.integers(1, 9), scores))
def test_the_way_back_is_the_way_there_turned(first, second) -> None:
    there, back = stability(first, second), stability(second, first)

    assert (there.both, there.same, there.moved) == (back.both, back.same, back.moved)
    assert there.same + there.moved == there.both == len(first.keys() & second.keys())
    assert there.mean_shift == (None if back.mean_shift is None else -back.mean_shift)
