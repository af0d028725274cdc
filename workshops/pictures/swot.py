"""Strengths, weaknesses, opportunities and threats: what stands for most factors in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workshops.domain.arrangement import Arrangement
from workshops.enums import Stance


@dataclass(frozen=True)
class SwotItem:
    number: int | None  # of the cluster; none for a single card
    name: str
    category: str
    factors: int  # with this stance
    agreeing: int


@dataclass(frozen=True)
class SwotField:
    stance: Stance
    factors: int
    items: list[SwotItem]  # most factors first, then most agreement; clusters before cards


@dataclass(frozen=True)
class SwotPicture:
    fields: list[SwotField]  # strength, weakness, opportunity, threat

    @property
    def is_empty(self) -> bool:
        return not any(field.factors for field in self.fields)


def swot_picture(arrangement: Arrangement) -> SwotPicture:
    """A cluster stands in each field in which it has factors; a card without cluster by itself."""
    return SwotPicture([_field(arrangement, stance) for stance in Stance])


def _field(arrangement: Arrangement, stance: Stance) -> SwotField:
    items = sorted(_items(arrangement, stance), key=_order)
    return SwotField(stance, sum(item.factors for item in items), items)


def _order(item: SwotItem) -> tuple[int, bool, int, int]:
    return -item.factors, item.number is None, -item.agreeing, item.number or 0


def _items(arrangement: Arrangement, stance: Stance) -> Iterator[SwotItem]:
    for stack in arrangement.stacks:
        if found := stack.stances.get(stance, 0):
            one = stack.cluster
            yield SwotItem(one.number, one.name, one.category, found, stack.agreeing_total)
    for card in arrangement.loose:
        if found := sum(factor.stance == stance for factor in card.members):
            said = card.factor
            yield SwotItem(None, said.text, said.category, found, card.agreeing_total)
