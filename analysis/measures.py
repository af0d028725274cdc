"""Numbers that the plan derives from its own. Pure functions; no database, no pandas."""

from __future__ import annotations

import decimal
from collections.abc import Iterable, Mapping

from analysis.models import WholePlanRule

ZERO = decimal.Decimal(0)
FOURTH = decimal.Decimal("0.0001")


def whole_plan_value(
    rule: WholePlanRule | str, targets: Mapping[int, decimal.Decimal]
) -> decimal.Decimal | None:
    """The value for the whole plan, in the indicator's own unit; None without any target.

    targets: by fiscal year; years without a target are not in it and count for nothing.
    SUM adds them, LAST takes the latest year's, MEAN divides their sum by how many there are
    (rounded half up to four places, as targets are kept).
    """
    if not targets:
        return None
    if rule == WholePlanRule.LAST:
        return targets[max(targets)]
    total = sum(targets.values(), ZERO)
    if rule == WholePlanRule.SUM:
        return total
    if rule == WholePlanRule.MEAN:
        mean = total / len(targets)
        return mean.quantize(FOURTH, rounding=decimal.ROUND_HALF_UP)
    raise ValueError(rule)


def total_thb(amounts: Iterable[decimal.Decimal]) -> decimal.Decimal | None:
    """The sum in baht; None for no amounts, which is not the same as zero baht."""
    listed = list(amounts)
    return sum(listed, ZERO) if listed else None
