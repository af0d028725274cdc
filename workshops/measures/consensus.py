"""Does the room agree: on one item by a rule, over all items by Kendall's W, between rounds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from workshops.measures.keys import Key
from workshops.measures.spread import largest_band, spread_of

# Below this many answers no item is called agreed or disputed.
LABEL_MINIMUM = 5
# Below this many raters there is no Kendall's W.
W_MINIMUM = 3
# A figure that fewer people stand behind is not shown: it would be somebody's own answer.
SHOWN_MINIMUM = 3

# The upper ends of the bands, half way between Schmidt's reference values .1, .3, .5 and .7.
W_BANDS = ((0.2, "very_weak"), (0.4, "weak"), (0.6, "moderate"))

Rater = TypeVar("Rater", bound=Key)
Item = TypeVar("Item")


class Rule(StrEnum):
    """When an item counts as agreed; chosen and shown before the room answers."""

    IQR = "iqr"  # the interquartile range is at most the threshold, in steps of the scale
    SHARE = "share"  # the share of the largest band is at least the threshold, 0..1


DEFAULTS: dict[Rule, Decimal] = {Rule.IQR: Decimal("1"), Rule.SHARE: Decimal("0.75")}


class Verdict(StrEnum):
    AGREED = "agreed"
    DISPUTED = "disputed"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Concordance:
    """Kendall's W (0..1), how many raters and items it is of, and its chi-square.

    `chi_square` has items - 1 degrees of freedom: raters * (items - 1) * w, Friedman's statistic.
    """

    w: float
    raters: int
    items: int
    chi_square: float


@dataclass(frozen=True)
class Stability:
    """What happened between two rounds, among those who answered in both.

    `mean_shift` is second minus first in steps of the scale; None if nobody answered in both.
    """

    both: int
    same: int
    moved: int
    mean_shift: float | None


def verdict_of(values: Iterable[int | float], rule: Rule | str, threshold: Decimal) -> Verdict:
    """Whether the answers to one item agree by the rule; too few below `LABEL_MINIMUM`.

    Exactly on the threshold is agreed; compared as fractions, so 7 of 10 reaches 0.7.
    Raises `ValueError` for an unknown rule, for a threshold below 0 or, of a share, above 1,
    and with the rule SHARE for a value that is not on the scale 1 to 5.
    Source: IQR at most 1 on five steps, and 75 % in agreement as the median of published
    thresholds: Diamond et al. (2014), "Defining consensus", J. of Clinical Epidemiology 67(4),
    for the share; the IQR's is background knowledge.
    """
    rule = Rule(rule)
    if threshold < 0 or (rule == Rule.SHARE and threshold > 1):
        raise ValueError(f"{threshold} is no threshold for {rule}")
    answers = list(values)
    if len(answers) < LABEL_MINIMUM:
        return Verdict.TOO_FEW
    if rule == Rule.SHARE:
        is_agreed = Fraction(*largest_band(answers)) >= Fraction(threshold)
    else:
        spread = spread_of(answers)
        assert spread is not None
        is_agreed = Fraction(spread.iqr) <= Fraction(threshold)
    return Verdict.AGREED if is_agreed else Verdict.DISPUTED


def joint_verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict of an item's axes: disputed if any is, else too few if any is, else agreed.

    Of no verdicts at all: too few.
    """
    found = set(verdicts)
    if Verdict.DISPUTED in found:
        return Verdict.DISPUTED
    if Verdict.TOO_FEW in found or not found:
        return Verdict.TOO_FEW
    return Verdict.AGREED


def kendalls_w(table: Sequence[Sequence[float]]) -> Concordance | None:
    """How far the raters order the items alike: 1.0 in one order, 0.0 without any agreement.

    table: one row per rater, one column per item, every cell a finite number; larger is more.
    Equal numbers in a row are ties and share their mean rank. Computed in whole numbers, but for
    the last division. Raises `ValueError` for a row that is incomplete.
    None below `W_MINIMUM` raters or 2 items, and if every rater gave all items the same.

    Source: Kendall & Babington Smith (1939), "The problem of m rankings", Annals of Mathematical
    Statistics 10(3): W = 12 S / (m² (n³ - n)); correction for ties, m times the sum of t³ - t
    taken from the divisor, as in Siegel & Castellan (1988), "Nonparametric statistics for the
    behavioral sciences", 2nd edition.
    """
    raters, items = len(table), len(table[0]) if table else 0
    if any(len(row) != items or not all(map(math.isfinite, row)) for row in table):
        raise ValueError("kendalls_w() needs a number from each rater for each item")
    if raters < W_MINIMUM or items < 2:
        return None
    ties = sum(times**3 - times for row in table for times in Counter(row).values())
    divisor = raters**2 * (items**3 - items) - raters * ties
    if divisor == 0:
        return None
    sums = [sum(column) for column in zip(*map(_doubled_ranks, table), strict=True)]
    # Ranks are doubled, so the squares are four times S and 12 S is 3 times their sum.
    squares = sum((one - raters * (items + 1)) ** 2 for one in sums)
    return Concordance(
        w=3 * squares / divisor,
        raters=raters,
        items=items,
        chi_square=3 * squares * raters * (items - 1) / divisor,
    )


def _doubled_ranks(row: Sequence[float]) -> list[int]:
    """Twice the rank of each value, 1 for the smallest; ties share their mean, so it is whole."""
    twice: dict[float, int] = {}
    before = 0
    for value, times in sorted(Counter(row).items()):
        twice[value] = 2 * before + times + 1
        before += times
    return [twice[value] for value in row]


def complete_rows(
    answers: Mapping[Rater, Mapping[Item, float | None]], items: Iterable[Item]
) -> list[list[float]]:
    """One row per rater who rated all the items, in the order of the raters' keys.

    Columns are the items in the order given. None counts as not rated; other items are left out.
    """
    wanted = list(items)
    rows = ([answers[rater].get(item) for item in wanted] for rater in sorted(answers))
    complete = ([value for value in row if value is not None] for row in rows)
    return [row for row in complete if len(row) == len(wanted)]


def w_label(concordance: Concordance | None) -> str:
    """A word for W: very_weak below 0.2, weak below 0.4, moderate below 0.6, strong from there.

    "none" means that there is no W (too few raters or items, or all tied), not that nobody agrees.
    Source: Schmidt (1997), "Managing Delphi surveys using nonparametric statistical techniques",
    Decision Sciences 28(3), names the values .1, .3, .5 and .7; each band reaches half way to the
    next. The values are background knowledge, not checked in the paper; the bands are ours.
    """
    if concordance is None:
        return "none"
    return next((word for end, word in W_BANDS if concordance.w < end), "strong")


def stability(first: Mapping[Rater, float], second: Mapping[Rater, float]) -> Stability:
    """What the raters who answered in both rounds did; others count for nothing.

    Source: Holey et al. (2007), "An exploration of the use of simple statistics to measure
    consensus and stability in Delphi studies", BMC Medical Research Methodology 7:52.
    """
    shifts = [second[rater] - value for rater, value in first.items() if rater in second]
    both, same = len(shifts), shifts.count(0)
    mean = math.fsum(shifts) / both if both else None
    return Stability(both=both, same=same, moved=both - same, mean_shift=mean)
