"""From the signs of a pair to one score: how sure it is that both say the same.

A logistic regression with few, rounded weights, found on the tuning part of
fixtures/similarity/pairs.csv (L2 0.3); the figures on the unseen part are in
docs/measurements.md. Cox (1958), "The regression analysis of binary sequences".
"""

from __future__ import annotations

import math

from workshops.similarity.comparing import Comparison, compare
from workshops.similarity.reading import read

SAME = 0.8  # offered to somebody who types: on the tuning part 99 of 100 offers are right
LIKELY = 0.5  # suggested to the facilitator, who decides

_BASE = -7.6
_SHARED, _LEAST = 7.1, 5.9
_OPPOSITE, _SILENT, _NEGATIONS = -5.7, -2.4, -1.0
_NUMBERS, _KINDS, _PLACES = -4.7, -7.2, -3.0
_SWAPPED, _SWAPPED_ALONE = 0.8, -2.5
_SWAPPED_IN_TWINS, _NEGATED_IN_TWINS = -1.8, -4.8


def likeness(first: str, second: str) -> float:
    """0..1: whether two texts say the same. Symmetric; 0 if one of them is empty."""
    one, other = read(first), read(second)
    if not one.tokens or not other.tokens:
        return 0.0
    return judge(compare(one, other))


def judge(signs: Comparison) -> float:
    """0..1 from the signs of one pair.

    One swapped word or one negation weighs the more the more the texts are twins otherwise: among
    many changes it is a rephrasing, alone it is the point.
    """
    twins = max(0.0, signs.shared - 0.75) / 0.25
    total = (
        _BASE
        + _SHARED * signs.shared
        + _LEAST * signs.least
        + _OPPOSITE * min(signs.opposite, 2)
        + _SILENT * min(signs.silent, 2)
        + _NEGATIONS * min(signs.negations, 2)
        + _NUMBERS * signs.numbers
        + _KINDS * min(signs.kinds, 1)
        + _PLACES * min(signs.places, 1)
        + _SWAPPED * min(signs.swapped, 2.0)
        + _SWAPPED_ALONE * signs.alone
        + _SWAPPED_IN_TWINS * min(signs.swapped, 1.0) * twins
        + _NEGATED_IN_TWINS * min(signs.negations, 1) * twins
    )
    return 1 / (1 + math.exp(-total))
