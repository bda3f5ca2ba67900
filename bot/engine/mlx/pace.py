"""How much the night does at a time: much while nobody is there, little while somebody talks.

A reply waits at most for the unit under way. So as long as somebody has talked lately, units are
small. Knows: a clock. Does not know: what the units do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

# Tokens a unit. The larger one keeps products efficient and memory bounded.
ALONE, TALKING = 512, 128
_LATELY_SECONDS = 60.0


class Pace:
    """Asked on the engine's thread before each unit; told of talk from any thread.

    Args:
        clock: seconds that only ever rise.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._talked = float("-inf")

    def talk(self) -> None:
        """Somebody talks now."""
        self._talked = self._clock()

    @property
    def tokens(self) -> int:
        """How many tokens the next unit may read."""
        return TALKING if self._clock() - self._talked < _LATELY_SECONDS else ALONE

    def rows(self, lengths: Sequence[int], most: int) -> Iterator[range]:
        """Cut rows, the shorter first, into units of at most `most` rows, and at least one.

        A unit reads its longest row's length in every row.
        """
        begin = 0
        while begin < len(lengths):
            end = begin + 1
            while (
                end < min(len(lengths), begin + most)
                and (end + 1 - begin) * lengths[end] <= self.tokens
            ):
                end += 1
            yield range(begin, end)
            begin = end
