"""Counted answers: so many of so many, their share, and how sure it is.

Knows: counts. Does not know: what was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.evaluation import tables
from bot.evaluation.intervals import Interval, wilson


@dataclass(frozen=True, slots=True)
class Count:
    """`hits` of `asked`; in a record it is a list of the two."""

    hits: int
    asked: int

    @classmethod
    def of(cls, held: Iterable[bool]) -> Count:
        every = list(held)
        return cls(sum(every), len(every))

    @classmethod
    def pooled(cls, lists: Iterable[Sequence[int]]) -> Count:
        """All of several records' counts together."""
        every = list(lists)
        return cls(sum(one[0] for one in every), sum(one[1] for one in every))

    @property
    def share(self) -> float:
        """0 to 1; no number (NaN) where nothing was asked."""
        return self.hits / self.asked if self.asked else float("nan")

    @property
    def interval(self) -> Interval:
        return wilson(self.hits, self.asked)

    def as_list(self) -> list[int]:
        return [self.hits, self.asked]

    def text(self) -> str:
        """The share in per cent with its interval."""
        return tables.share(self.share, self.interval)
