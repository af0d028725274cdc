"""Where the answers to one item lie and how far apart: median, quartiles, the largest band."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# The scale of a rating, both ends included, and the bands that count as one opinion.
SCALE = (1, 5)
BANDS = ((1, 2), (3,), (4, 5))


@dataclass(frozen=True)
class Spread:
    """How many answered, their median, and the quartiles, in the unit of the answers."""

    n: int
    median: float
    low: float
    high: float

    @property
    def iqr(self) -> float:
        """The interquartile range: how wide the middle half of the answers is."""
        return self.high - self.low


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie; at least one value, sorted.

    Linear between the two neighbours of position (n - 1) * share, counted from 0.
    Source: Hyndman & Fan (1996), "Sample quantiles in statistical packages", The American
    Statistician 50(4), definition 7; what numpy.percentile does unless told otherwise.
    """
    position = (len(ordered) - 1) * share
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    step = ordered[above] - ordered[below]
    return float(ordered[below] + (position - below) * step)


def spread_of(values: Iterable[int | float]) -> Spread | None:
    """Median and quartiles of the values, in any order; None for no values.

    Quartiles as `quantile` forms them, so one value is its own median and quartiles. Exact for
    whole numbers. Raises `ValueError` for a value that is no finite number.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    if not all(map(math.isfinite, ordered)):
        raise ValueError("spread_of() needs finite numbers")
    low, median, high = (quantile(ordered, share) for share in (0.25, 0.5, 0.75))
    return Spread(n=len(ordered), median=median, low=low, high=high)


def largest_band(values: Iterable[int | float]) -> tuple[int, int]:
    """How many answers lie in the fullest of the three bands, and how many there are.

    Raises `ValueError` for a value that is not on the scale 1, 2, 3, 4, 5.
    """
    answers = list(values)
    counts = [sum(answer in band for answer in answers) for band in BANDS]
    if sum(counts) != len(answers):
        raise ValueError("the bands are of the whole numbers 1 to 5")
    return max(counts), len(answers)


def agreement_share(values: Iterable[int | float]) -> float | None:
    """The share (0..1) of the largest band: low (1-2), middle (3) or high (4-5); None for none.

    With answers it is at least 1/3. Raises `ValueError` as `largest_band` does.
    Source: percent agreement, the commonest rule in Delphi studies, by Diamond et al. (2014),
    "Defining consensus", Journal of Clinical Epidemiology 67(4); the three bands are ours.
    """
    largest, n = largest_band(values)
    return largest / n if n else None
