"""How many factors each category has in each district: a table in five shades."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workshops.enums import Category
from workshops.models import District, Factor

STEPS = 5


@dataclass(frozen=True)
class HeatCell:
    category: Category
    count: int
    step: int  # 0 for none, else 1 (few) to 5 (most)


@dataclass(frozen=True)
class HeatRow:
    district: District
    cells: list[HeatCell]  # in the order of the method
    total: int


@dataclass(frozen=True)
class HeatStep:
    """What a shade means: so many, both ends included."""

    step: int
    low: int
    high: int


@dataclass(frozen=True)
class HeatPicture:
    categories: list[Category]
    rows: list[HeatRow]
    totals: list[int]  # by category
    total: int
    legend: list[HeatStep]  # of shades that some number can have

    @property
    def is_empty(self) -> bool:
        return not self.total


def counts_of(factors: Iterable[Factor]) -> Counter[tuple[str, str]]:
    """How many factors by category and the code of the district."""
    return Counter((factor.category, factor.district_id) for factor in factors)


def heat_picture(counts: Counter[tuple[str, str]], districts: Sequence[District]) -> HeatPicture:
    """One row for each district, as listed; factors of other districts are counted in none."""
    most = max((counts[c, one.pk] for c in Category for one in districts), default=0)
    rows = []
    for district in districts:
        found = [(category, counts[category, district.pk]) for category in Category]
        cells = [HeatCell(category, n, step_of(n, most)) for category, n in found]
        rows.append(HeatRow(district, cells, sum(cell.count for cell in cells)))
    totals = [sum(row.cells[place].count for row in rows) for place in range(len(Category))]
    return HeatPicture(list(Category), rows, totals, sum(totals), _legend(most))


def step_of(count: int, most: int) -> int:
    """The fifth of the way from none to the most that this count lies in; 0 for none."""
    return math.ceil(STEPS * count / most) if count else 0


def _legend(most: int) -> list[HeatStep]:
    by_step: dict[int, list[int]] = {}
    for count in range(1, most + 1):
        by_step.setdefault(step_of(count, most), []).append(count)
    return [HeatStep(step, found[0], found[-1]) for step, found in sorted(by_step.items())]
