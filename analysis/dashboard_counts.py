"""What the dashboards count in the databases: factors, people, and how many of them took part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from workshops.enums import Category
from workshops.measures.consensus import SHOWN_MINIMUM
from workshops.models import (
    District,
    Factor,
    Participant,
    Rating,
    Round,
    Seat,
    Support,
    Vote,
    Workshop,
)


@dataclass(frozen=True)
class Took:
    """How many people of one district did what; each person once."""

    people: int = 0
    agencies: int = 0  # as they wrote them
    by_scribe: int = 0  # entered by somebody at a laptop
    factors: int = 0  # that they wrote
    wrote: int = 0
    agreed: int = 0  # with anything that others said
    gave_points: int = 0  # in a revealed round
    rated: int = 0  # in a revealed round

    @property
    def is_few(self) -> bool:
        """Too few people for a figure per person."""
        return self.people < SHOWN_MINIMUM

    @property
    def per_person(self) -> float | None:
        return None if self.is_few else self.factors / self.people

    @property
    def points_share(self) -> float | None:
        return None if self.is_few else self.gave_points / self.people


@dataclass(frozen=True)
class Seats:
    printed: int
    used: int

    @property
    def share(self) -> int:
        """Percent."""
        return round(100 * self.used / self.printed) if self.printed else 0


@dataclass(frozen=True)
class Tallies:
    """What is counted over all rows, and kept until one of the workshops changes."""

    factors: Counter[tuple[str, str]]  # by category and the code of the district
    took: dict[str, Took]  # by the code of the district


@dataclass(frozen=True)
class Counts:
    workshops: int
    factors: Counter[tuple[str, str]]
    took: Mapping[str, Took]
    seats: Seats
    districts: list[District] = field(default_factory=list)  # of the workshops, or heard of

    def of(self, code: str) -> Took:
        return self.took.get(code, Took())

    @property
    def total(self) -> Took:
        names = ("people", "by_scribe", "factors", "wrote", "agreed", "gave_points", "rated")
        return Took(
            **{name: sum(getattr(one, name) for one in self.took.values()) for name in names}
        )

    def factors_of(self, code: str) -> int:
        return sum(self.factors[category, code] for category in Category)

    def empty_of(self, code: str) -> list[Category]:
        """The categories in which nobody said anything about the district."""
        return [one for one in Category if not self.factors[one, code]]

    @property
    def cells(self) -> int:
        return len(self.districts) * len(Category)

    @property
    def empty(self) -> list[tuple[District, list[Category]]]:
        found = ((one, self.empty_of(one.pk)) for one in self.districts)
        return [(district, categories) for district, categories in found if categories]

    @property
    def empty_cells(self) -> int:
        return sum(len(categories) for _district, categories in self.empty)


def tallies_of(workshops: Collection[Workshop]) -> Tallies:
    """Six queries, however many workshops."""
    return Tallies(_factors(workshops), _took(workshops))


def counts_of(
    tallies: Tallies,
    workshops: Collection[Workshop],
    held_for: Iterable[District],
    all_districts: Iterable[District],
) -> Counts:
    """`all_districts` as they are listed. One query."""
    factors, took = tallies.factors, tallies.took
    seen = {one.pk for one in held_for} | {code for _, code in factors} | took.keys()
    districts = [one for one in all_districts if one.pk in seen]
    return Counts(len(workshops), factors, took, _seats(workshops), districts)


def _factors(workshops: Collection[Workshop]) -> Counter[tuple[str, str]]:
    rows = Factor.objects.on_board().filter(workshop__in=workshops).order_by()
    counted = rows.values_list("category", "district_id").annotate(n=Count("pk"))
    return Counter({(category, code): n for category, code, n in counted})


def _took(workshops: Collection[Workshop]) -> dict[str, Took]:
    """Who came, wrote, agreed and answered. Five queries."""
    revealed = Round.objects.revealed().filter(workshop__in=workshops)
    rows: dict[str, Any] = {
        "agreed": Support.objects.filter(participant__workshop__in=workshops),
        "gave_points": Vote.objects.filter(round__in=revealed, points__gt=0),
        "rated": Rating.objects.filter(round__in=revealed, is_skipped=False),
    }
    found: dict[str, dict[str, int]] = {}
    people = Participant.objects.counted().filter(workshop__in=workshops).order_by()
    for code, *numbers in people.values_list("district_id").annotate(
        n=Count("pk"),
        agencies=Count("agency", filter=~Q(agency=""), distinct=True),
        by_scribe=Count("scribe"),
    ):
        found[code] = dict(zip(("people", "agencies", "by_scribe"), numbers, strict=True))
    wrote = _by_person(Factor.objects.on_board().filter(workshop__in=workshops))
    for code, factors, persons in wrote.annotate(n=Count("pk"), persons=_persons()):
        found.setdefault(code, {}).update(factors=factors, wrote=persons)
    for name, those in rows.items():
        for code, persons in _by_person(those).annotate(persons=_persons()):
            found.setdefault(code, {})[name] = persons
    return {code: Took(**numbers) for code, numbers in found.items()}


def _by_person(rows: Any) -> Any:  # noqa: ANN401
    """Grouped by the district of whoever it was, under whichever entry."""
    home = Coalesce(F("participant__merged_into__district"), F("participant__district"))
    return rows.order_by().values_list(home)


def _persons() -> Count:
    return Count(Coalesce("participant__merged_into", "participant"), distinct=True)


def _seats(workshops: Collection[Workshop]) -> Seats:
    taken = Q(participants__isnull=False, participants__merged_into=None)
    seats = Seat.objects.filter(workshop__in=workshops)
    return Seats(
        **seats.aggregate(
            printed=Count("pk", distinct=True), used=Count("pk", filter=taken, distinct=True)
        )
    )
