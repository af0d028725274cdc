"""Strengths, weaknesses, opportunities and threats of the clusters, and their four pairings.

Source of the pairings: Weihrich (1982), "The TOWS matrix: a tool for situational analysis",
Long Range Planning 15(2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.domain.arrangement import Arrangement
from workshops.enums import Stance
from workshops.models import Cluster

STRONGEST = 5


@dataclass(frozen=True)
class Strong:
    """A cluster in one field: `factors` of this stance, `points` of the whole cluster."""

    cluster: Cluster
    factors: int
    points: int
    query: str


@dataclass(frozen=True)
class Side:
    stance: Stance
    factors: int
    clusters: list[Strong]  # most points first, then most factors


@dataclass(frozen=True)
class Pairing:
    code: str
    name: str
    question: str
    inner: Side
    outer: Side

    @property
    def sides(self) -> list[tuple[Stance, list[Strong]]]:
        return [(side.stance, side.clusters[:STRONGEST]) for side in (self.inner, self.outer)]


PAIRINGS = (
    (
        "SO",
        pgettext_lazy("TOWS", "Pursue"),
        _("Which strength lets the area take which opportunity first?"),
        Stance.STRENGTH,
        Stance.OPPORTUNITY,
    ),
    (
        "WO",
        pgettext_lazy("TOWS", "Improve"),
        _("Which weakness must be overcome so that the opportunity is not missed?"),
        Stance.WEAKNESS,
        Stance.OPPORTUNITY,
    ),
    (
        "ST",
        pgettext_lazy("TOWS", "Protect"),
        _("Which strength shields the area from which threat?"),
        Stance.STRENGTH,
        Stance.THREAT,
    ),
    (
        "WT",
        pgettext_lazy("TOWS", "Withstand"),
        _("Where do a weakness and a threat meet, and what limits the damage?"),
        Stance.WEAKNESS,
        Stance.THREAT,
    ),
)


def sides_of(arrangement: Arrangement, points: Mapping[int, int]) -> dict[Stance, Side]:
    """Each cluster in every field in which it has factors; cards without cluster are counted only.

    `points` by the key of the cluster.
    """
    return {stance: _side(arrangement, points, stance) for stance in Stance}


def pairings_of(sides: Mapping[Stance, Side]) -> Sequence[Pairing]:
    return [
        Pairing(code, str(name), str(question), sides[inner], sides[outer])
        for code, name, question, inner, outer in PAIRINGS
    ]


def _side(arrangement: Arrangement, points: Mapping[int, int], stance: Stance) -> Side:
    found = [
        Strong(
            stack.cluster,
            stack.stances[stance],
            points.get(stack.cluster.pk, 0),
            f"?cluster={stack.cluster.pk}&stance={stance.value}",
        )
        for stack in arrangement.stacks
        if stack.stances.get(stance)
    ]
    loose = sum(factor.stance == stance for card in arrangement.loose for factor in card.members)
    found.sort(key=lambda one: (-one.points, -one.factors, one.cluster.number))
    return Side(stance, sum(one.factors for one in found) + loose, found)
