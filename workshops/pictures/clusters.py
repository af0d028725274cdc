"""The clusters as the projector lists them: most factors first."""

from __future__ import annotations

from dataclasses import dataclass

from workshops.domain.arrangement import Arrangement, Stack
from workshops.models import District


@dataclass(frozen=True)
class ClusterCard:
    number: int
    name: str
    category: str
    factors: int
    agreeing: int
    districts: list[District]  # that say something in it, as listed


@dataclass(frozen=True)
class ClustersPicture:
    cards: list[ClusterCard]
    factors: int  # in all of them
    loose: int  # in no cluster

    @property
    def is_empty(self) -> bool:
        return not self.cards


def clusters_picture(arrangement: Arrangement) -> ClustersPicture:
    cards = [_card(stack) for stack in arrangement.stacks]
    cards.sort(key=lambda card: (-card.factors, card.number))
    loose = sum(len(card.members) for card in arrangement.loose)
    return ClustersPicture(cards, sum(card.factors for card in cards), loose)


def _card(stack: Stack) -> ClusterCard:
    districts = {factor.district_id: factor.district for factor in stack.factors}
    listed = sorted(
        districts.values(),
        key=lambda one: (one.pilot_order is None, one.pilot_order, one.sort_key, one.pk),
    )
    one = stack.cluster
    return ClusterCard(
        number=one.number,
        name=one.name,
        category=one.category,
        factors=stack.factors_total,
        agreeing=stack.agreeing_total,
        districts=listed,
    )
