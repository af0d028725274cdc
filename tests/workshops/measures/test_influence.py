import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.workshops.measures.properties import brief, matrices
from workshops.measures.influence import (
    Cell,
    Indirect,
    Influence,
    InfluenceClass,
    classes,
    direct,
    indirect,
    merged_cell,
)

# a drives b, b drives c and a little a, c drives a: one circle of three and one of two.
SMALL = [[0, 3, 0], [1, 0, 2], [2, 0, 0]]
CHAIN = [[0, 2, 0], [0, 0, 3], [0, 0, 0]]

# J. Catumba's example of MICMAC with the fourth power, after R. Díaz (2013), "Indirect
# influences", Advanced Studies in Contemporary Mathematics 23: who acts on whom, and the shares
# of influence and dependence, in sixteenths.
PUBLISHED = {0: [5], 1: [0, 2, 9], 2: [3, 9], 3: [0, 1, 5], 4: [3], 6: [3, 5, 7, 8], 7: [9]}
PUBLISHED_DRIVING = [0, 0.25, 0.1875, 0.1875, 0.1875, 0, 0.1875, 0, 0, 0]
PUBLISHED_DEPENDENCE = [0.125, 0.0625, 0.0625, 0.1875, 0, 0.3125, 0, 0, 0, 0.25]


def from_lists(acts_on, size):
    return [[int(j in acts_on.get(i, ())) for j in range(size)] for i in range(size)]


def reference(matrix, power):
    """The sums of a power of the matrix, by NumPy in Python's own whole numbers."""
    base = np.array(matrix, dtype=object)
    np.fill_diagonal(base, 0)
    raised = np.linalg.matrix_power(base, power)
    return raised.sum(axis=1).tolist(), raised.sum(axis=0).tolist()


def ranks(sums) -> list[list[float]]:
    # Ranks of ranks: SciPy takes no whole number beyond 64 bits.
    places = [[sorted(set(one)).index(value) for value in one] for one in sums]
    return [stats.rankdata(one, method="min").tolist() for one in places]


def test_nothing_has_no_influence() -> None:
    assert direct([]) == Influence([], [])
    assert indirect([]) == Indirect([], [], 1, is_stable=False)
    assert classes(direct([])) == []


def test_the_direct_influence_is_the_sums_without_the_diagonal() -> None:
    matrix = [[3, 3, 0], [1, 3, 2], [2, 0, 3]]

    assert direct(matrix) == Influence(driving=[3, 3, 2], dependence=[3, 3, 2])
    assert matrix == [[3, 3, 0], [1, 3, 2], [2, 0, 3]]


def test_the_indirect_influence_by_hand() -> None:
    # Squared: 3 0 6 / 4 3 0 / 0 6 0. Rows 9 7 6, columns 7 9 6; directly 3 3 2 and 3 3 2.
    # Cubed: 12 9 0 / 3 12 6 / 6 0 12. Rows 21 21 18, columns 21 21 18.
    assert indirect(SMALL, limit=2) == Indirect([9, 7, 6], [7, 9, 6], 2, is_stable=False)
    assert indirect(SMALL, limit=3) == Indirect([21, 21, 18], [21, 21, 18], 3, is_stable=False)


def test_it_is_stable_as_soon_as_both_ranks_stay() -> None:
    # Rows 3 2 2, columns 2 2 3. Squared: 3 2 1 / 1 2 2 / 1 1 3, rows 6 5 5, columns 5 5 6.
    assert indirect([[0, 1, 2], [1, 0, 1], [1, 1, 0]]) == Indirect(
        [6, 5, 5], [5, 5, 6], 2, is_stable=True
    )


def test_the_indirect_influence_is_that_of_a_published_example() -> None:
    found = indirect(from_lists(PUBLISHED, 10), limit=4)

    assert (found.power, found.is_stable) == (4, False)
    assert [one / sum(found.driving) for one in found.driving] == PUBLISHED_DRIVING
    assert [one / sum(found.dependence) for one in found.dependence] == PUBLISHED_DEPENDENCE


def test_a_circle_of_unlike_strength_never_settles() -> None:
    # a acts on b with 1, b on a with 3: now the one has more, now both have the same.
    found = indirect([[0, 1, 0], [3, 0, 0], [0, 0, 0]])

    assert (found.power, found.is_stable) == (12, False)
    assert (found.driving, found.dependence) == ([729, 729, 0], [729, 729, 0])


def test_without_a_circle_the_last_detours_count() -> None:
    # a acts on b with 2 and b on c with 3: squared 2 * 3 from a to c, cubed nothing.
    assert indirect(CHAIN) == Indirect([6, 0, 0], [0, 0, 6], 2, is_stable=False)
    # Nothing acts on what acts: the square is nothing, so the direct influence stays.
    assert indirect([[0, 3], [0, 0]]) == Indirect([3, 0], [0, 3], 1, is_stable=False)
    assert indirect([[3, 0], [0, 3]]) == Indirect([0, 0], [0, 0], 1, is_stable=False)


@pytest.mark.parametrize("matrix", [[[0, 1]], [[0], [1]], [[0, 1], [1]], [[0, -1], [1, 0]]])
def test_what_is_no_influence_matrix_is_refused(matrix) -> None:
    with pytest.raises(ValueError, match="square"):
        direct(matrix)
    with pytest.raises(ValueError, match="square"):
        indirect(matrix)


def test_one_power_alone_cannot_be_stable() -> None:
    with pytest.raises(ValueError, match="two powers"):
        indirect(SMALL, limit=1)


@brief
@given(matrices(size=(1, 7)))
def test_the_influences_are_numpys(matrix) -> None:
    found, limit = indirect(matrix, limit=8), 8

    assert direct(matrix) == Influence(*reference(matrix, 1))
    assert (found.driving, found.dependence) == reference(matrix, found.power)
    sums = [reference(matrix, power) for power in range(1, limit + 2)]
    ends = [not any(driving) for driving, _ in sums]
    stays = [ranks(one) == ranks(before) for before, one in zip(sums, sums[1:], strict=False)]
    # Power 2 is at place 0: the first power that stays, or the last before nothing is left.
    for power in range(2, limit + 1):
        if ends[power - 1]:
            assert (found.power, found.is_stable) == (power - 1, False)
            return
        if stays[power - 2]:
            assert (found.power, found.is_stable) == (power, True)
            return
    assert (found.power, found.is_stable) == (limit, False)


@pytest.mark.parametrize("seed", range(6))
def test_the_largest_matrix_is_numpys_to_the_last_digit(seed) -> None:
    matrix = np.random.default_rng(seed).integers(0, 4, size=(12, 12)).tolist()

    found = indirect(matrix)

    assert (found.driving, found.dependence) == reference(matrix, found.power)
    before = reference(matrix, found.power - 1)
    assert found.is_stable == (ranks((found.driving, found.dependence)) == ranks(before))
    assert found.is_stable or found.power == 12


@brief
@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_the_factors_does_not_matter(matrix, random) -> None:
    order = random.sample(range(len(matrix)), len(matrix))
    moved = [[matrix[i][j] for j in order] for i in order]

    found, again = indirect(matrix), indirect(moved)
    assert (again.power, again.is_stable) == (found.power, found.is_stable)
    assert again.driving == [found.driving[i] for i in order]
    assert again.dependence == [found.dependence[i] for i in order]
    assert classes(again) == [classes(found)[i] for i in order]


@brief
@given(matrices())
def test_whoever_drives_depends_in_the_turned_matrix(matrix) -> None:
    found, turned = indirect(matrix), indirect(list(zip(*matrix, strict=True)))

    assert (turned.driving, turned.dependence) == (found.dependence, found.driving)
    assert (turned.power, turned.is_stable) == (found.power, found.is_stable)
    assert sum(found.driving) == sum(found.dependence)


# --- The four classes ----------------------------------------------------------------------------


def test_the_classes_by_hand() -> None:
    # Means 5 and 5.
    found = classes(Influence(driving=[9, 8, 2, 1], dependence=[1, 8, 9, 2]))

    assert found == [InfluenceClass(one) for one in ("driving", "relay", "dependent", "autonomous")]


def test_on_the_line_is_high() -> None:
    # The means are 3 and 3, and 1 and 1.
    assert classes(Influence([3, 4, 2], [3, 2, 4])) == ["relay", "driving", "dependent"]
    assert classes(Influence([1, 1, 1], [1, 1, 1])) == ["relay"] * 3


def test_without_any_influence_all_are_autonomous() -> None:
    assert classes(direct([[0, 0], [0, 0]])) == ["autonomous", "autonomous"]


def test_the_classes_of_numbers_beyond_a_float_are_exact() -> None:
    huge = 10**30

    assert classes(Influence([huge, huge + 1], [huge + 1, huge])) == ["dependent", "driving"]


@brief
@given(matrices())
def test_the_classes_are_cut_at_numpys_means(matrix) -> None:
    sums = direct(matrix)

    driving, dependence = np.array(sums.driving), np.array(sums.dependence)
    high = (driving >= driving.mean() - 1e-9) & (driving > 0)
    much = (dependence >= dependence.mean() - 1e-9) & (dependence > 0)
    words = {(1, 0): "driving", (1, 1): "relay", (0, 1): "dependent", (0, 0): "autonomous"}
    assert classes(sums) == [words[pair] for pair in zip(high, much, strict=True)]


# --- Cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "merged"),
    [
        ([], (0, False, 0)),
        ([0], (0, False, 1)),
        ([3], (3, False, 1)),
        ([None], (0, True, 1)),
        ([None, None], (0, True, 2)),
        ([1, 2], (2, False, 2)),
        ([0, 1], (1, False, 2)),
        ([0, 3], (2, False, 2)),
        ([3, 0, 1], (1, False, 3)),
        ([2, None], (2, True, 2)),
        ([2, 1, None], (2, False, 3)),
        ([3, None, None], (3, True, 3)),
    ],
)
def test_one_cell_of_several_raters(answers, merged) -> None:
    assert merged_cell(answers) == Cell(*merged)
    assert merged_cell(answers[::-1]) == Cell(*merged)


@brief
@given(st.lists(st.none() | st.integers(0, 3), max_size=9))
def test_the_strength_is_numpys_median_rounded_up(answers) -> None:
    numbers = [answer for answer in answers if answer is not None]
    median = np.median(numbers) if numbers else 0

    found = merged_cell(answers)
    assert (found.strength, found.n) == (int(np.floor(median + 0.5)), len(answers))
    assert found.is_potential == (bool(answers) and answers.count(None) / len(answers) >= 0.5)
    assert merged_cell(answers * 2) == Cell(found.strength, found.is_potential, 2 * found.n)


@pytest.mark.parametrize("odd", [-1, 4])
def test_a_strength_beside_the_scale_is_refused(odd) -> None:
    with pytest.raises(ValueError, match="0 to 3"):
        merged_cell([1, odd])
