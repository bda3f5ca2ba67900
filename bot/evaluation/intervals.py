"""How sure a measured figure is: 95 % intervals of shares, means and medians.

Knows: counts and figures. Does not know: what was counted, or how it is shown.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

# Of the normal distribution, so many standard deviations to either side hold 95 %.
_WIDTH = 1.959964
_OUTSIDE = 0.05
_DRAWS = 2000

Statistic = Callable[[Sequence[float]], float]


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both in the figure's own unit."""

    low: float
    high: float

    def meets(self, other: Interval) -> bool:
        """Whether both could hold the same figure: if so, a difference is not shown."""
        return self.low <= other.high and other.low <= self.high


def wilson(right: int, asked: int) -> Interval:
    """Wilson's score interval of a share, right near 0 and 1 and for few questions too.

    With nothing asked it is all from 0 to 1. Raises ValueError unless 0 <= right <= asked.
    """
    if not 0 <= right <= asked:
        raise ValueError(f"{right} right of {asked} is no share")
    if asked == 0:
        return Interval(0.0, 1.0)
    share, square = right / asked, _WIDTH**2
    middle = (share + square / (2 * asked)) / (1 + square / asked)
    spread = sqrt(share * (1 - share) / asked + square / (4 * asked**2))
    half = _WIDTH * spread / (1 + square / asked)
    return Interval(
        0.0 if right == 0 else middle - half,
        1.0 if right == asked else middle + half,
    )


def bootstrap(
    figures: Sequence[float],
    source: random.Random,
    *,
    statistic: Statistic = statistics.fmean,
    draws: int = _DRAWS,
) -> Interval:
    """Percentile bootstrap interval of a mean, or of another statistic such as the median.

    Of one figure it is that figure alone: nothing is known of its spread. Raises ValueError where
    there are none.
    """
    if not figures:
        raise ValueError("of no figures there is no interval")
    drawn = sorted(statistic(source.choices(figures, k=len(figures))) for _ in range(draws))
    cut = round(draws * _OUTSIDE / 2)
    return Interval(drawn[cut], drawn[draws - 1 - cut])
