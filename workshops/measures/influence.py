"""Cross-impact: who drives whom, directly and by detours, and the four classes (MICMAC).

Source: Duperrin & Godet (1973), "Méthode de hiérarchisation des éléments d'un système", CEA-R-4541;
Godet (1994), "From anticipation to action". A matrix is square: row i, column j says how strongly
i acts on j, 0 (not at all) to 3. Its diagonal, a factor's effect on itself, is ignored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Matrix = Sequence[Sequence[int]]
# The strongest direct influence of one factor on another.
STRONGEST = 3


@dataclass(frozen=True)
class Influence:
    """For each factor how much it drives the others, and how much it depends on them."""

    driving: list[int]
    dependence: list[int]


@dataclass(frozen=True)
class Indirect(Influence):
    """The same by paths of `power` steps; `is_stable` if their ranks had settled by then."""

    power: int
    is_stable: bool


@dataclass(frozen=True)
class Cell:
    """What several raters say of one cell: strength 0..3, potential or not, how many raters."""

    strength: int
    is_potential: bool
    n: int


class InfluenceClass(StrEnum):
    DRIVING = "driving"  # high driving, low dependence
    RELAY = "relay"  # high driving, high dependence
    DEPENDENT = "dependent"  # low driving, high dependence
    AUTONOMOUS = "autonomous"  # low driving, low dependence


def direct(matrix: Matrix) -> Influence:
    """The sums of the rows (driving) and of the columns (dependence), without the diagonal.

    Raises `ValueError` for a matrix that is not square or has a negative cell.
    """
    return _sums(_without_diagonal(matrix))


def indirect(matrix: Matrix, *, limit: int = 12) -> Indirect:
    """The sums of the matrix's first power whose ranks are those of the power before.

    The ranks of driving and of dependence must both be the same, ties included. Cells of a power
    are sums over paths of that length of the product of their strengths; loops back to the start
    count, so the diagonal of a power does (only that of the matrix itself is ignored). Exact.
    That ranks stayed once is the method's rule, no proof: a later power may still change them.

    Not stable: if no power up to `limit` settles, the sums are of that power; if the influences
    form no circle, all paths end and a power becomes 0 (nilpotent), the sums are of the last
    power before that - the matrix itself if nothing acts on anything that acts.
    Raises `ValueError` as `direct` does, and for a limit below 2.
    """
    if limit < 2:
        raise ValueError("indirect() compares at least two powers")
    base = _without_diagonal(matrix)
    power, sums = base, _sums(base)
    for exponent in range(2, limit + 1):
        power = _product(power, base)
        before, sums = sums, _sums(power)
        if not any(sums.driving):
            return Indirect(before.driving, before.dependence, exponent - 1, is_stable=False)
        if _ranks(sums) == _ranks(before):
            return Indirect(sums.driving, sums.dependence, exponent, is_stable=True)
    return Indirect(sums.driving, sums.dependence, limit, is_stable=False)


def classes(influence: Influence) -> list[InfluenceClass]:
    """Each factor's class, cut at the mean of driving and at the mean of dependence.

    On the line counts as high; 0 never does, so without any influence all are autonomous.
    """
    named = {
        (True, False): InfluenceClass.DRIVING,
        (True, True): InfluenceClass.RELAY,
        (False, True): InfluenceClass.DEPENDENT,
        (False, False): InfluenceClass.AUTONOMOUS,
    }
    pairs = zip(_are_high(influence.driving), _are_high(influence.dependence), strict=True)
    return [named[pair] for pair in pairs]


def merged_cell(answers: Sequence[int | None]) -> Cell:
    """One cell from several raters' answers: 0 to 3, or None for P(otential).

    strength: the median of the numbers, rounded half up; 0 without any. Potential if at least
    half of the raters say P. n counts all of them. Nobody: Cell(0, False, 0).
    Raises `ValueError` for a number outside 0..3.
    """
    numbers = sorted(answer for answer in answers if answer is not None)
    if any(not 0 <= number <= STRONGEST for number in numbers):
        raise ValueError(f"an influence is 0 to {STRONGEST}")
    potentials = len(answers) - len(numbers)
    middle = (numbers[(len(numbers) - 1) // 2], numbers[len(numbers) // 2]) if numbers else (0, 0)
    return Cell(
        strength=(sum(middle) + 1) // 2,
        is_potential=potentials > 0 and 2 * potentials >= len(answers),
        n=len(answers),
    )


def _without_diagonal(matrix: Matrix) -> list[list[int]]:
    if any(len(row) != len(matrix) or any(cell < 0 for cell in row) for row in matrix):
        raise ValueError("an influence matrix is square, its cells 0 or more")
    return [[0 if i == j else cell for j, cell in enumerate(row)] for i, row in enumerate(matrix)]


def _product(left: list[list[int]], right: list[list[int]]) -> list[list[int]]:
    columns = list(zip(*right, strict=True))
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in left
    ]


def _sums(matrix: list[list[int]]) -> Influence:
    return Influence(
        driving=[sum(row) for row in matrix],
        dependence=[sum(column) for column in zip(*matrix, strict=True)],
    )


def _ranks(influence: Influence) -> list[list[int]]:
    """The competition ranks of driving and of dependence, 1 for the largest."""
    both = (influence.driving, influence.dependence)
    return [[1 + sum(other > one for other in sums) for one in sums] for sums in both]


def _are_high(sums: Sequence[int]) -> list[bool]:
    """Whether each is at least the mean; in whole numbers, so nothing is rounded."""
    total = sum(sums)
    return [one > 0 and one * len(sums) >= total for one in sums]
