"""What a screen shows of a workshop: a function of the database, nothing kept beside it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from workshops.enums import Category
from workshops.models import District, Factor, Workshop


@dataclass(frozen=True)
class Column:
    category: Category
    factors: list[Factor]  # newest first, with district


@dataclass(frozen=True)
class Board:
    workshop: Workshop
    columns: list[Column]  # all six, in the order of the method
    participants_total: int

    @property
    def factors_total(self) -> int:
        """How many are on the board; hidden ones, which only the desk shows, do not count."""
        return sum(factor.is_on_board for column in self.columns for factor in column.factors)


@dataclass(frozen=True)
class DistrictPresence:
    district: District
    participants_total: int


def board_of(workshop: Workshop, *, with_hidden: bool = False) -> Board:
    """The six columns; `with_hidden` for facilitators. Two queries."""
    factors = workshop.factors.select_related("district").newest_first()
    factors = factors.filter(withdrawn_at=None) if with_hidden else factors.on_board()
    by_category: dict[str, list[Factor]] = defaultdict(list)
    for factor in factors:
        by_category[factor.category].append(factor)
    columns = [Column(category, by_category[category]) for category in Category]
    return Board(workshop, columns, workshop.participants.count())


def presence_of(workshop: Workshop) -> list[DistrictPresence]:
    """Who is in, by district, districts as listed, empty ones too. Two queries."""
    joined: dict[str, int] = defaultdict(int)
    for code in workshop.participants.values_list("district", flat=True):
        joined[code] += 1
    districts = workshop.districts.as_listed()
    return [DistrictPresence(district, joined[district.pk]) for district in districts]
