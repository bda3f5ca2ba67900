"""How long things take.

Knows: a clock. Does not know: what takes that long.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, Awaitable
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it came: seconds to its first piece, and between that and each later one."""

    text: str
    first: float
    gaps: tuple[float, ...]

    @property
    def each(self) -> float | None:
        """Seconds a piece after the first; None where there was only one."""
        return sum(self.gaps) / len(self.gaps) if self.gaps else None


async def timed(pieces: AsyncIterable[str]) -> Reply:
    """Take all pieces, and note when each came."""
    began = last = time.perf_counter()
    first: float | None = None
    texts, gaps = [], []
    async for piece in pieces:
        at = time.perf_counter()
        if first is None:
            first = at - began
        else:
            gaps.append(at - last)
        last = at
        texts.append(piece)
    # A reply without words was whole when it ended.
    return Reply(
        "".join(texts), time.perf_counter() - began if first is None else first, tuple(gaps)
    )


async def seconds_of(work: Awaitable[_T]) -> tuple[float, _T]:
    """How long it took, and what it gave."""
    began = time.perf_counter()
    result = await work
    return time.perf_counter() - began, result
