"""Time for tests: it passes only when a test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from cogs.timer import Timer


class HandTime:
    """A clock that stands still, and pauses that end when it is moved on. Times in seconds."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self.now = 0.0
        self._wake = wake
        self._pauses: list[tuple[float, asyncio.Future[None]]] = []

    @property
    def timer(self) -> Timer:
        return Timer(lambda: self.now, self._pause)

    @property
    def pauses(self) -> int:
        """How many are waiting for time to pass."""
        return sum(not future.done() for _, future in self._pauses)

    def move_on(self, seconds: float) -> None:
        self.now += seconds
        for moment, future in self._pauses:
            if moment <= self.now and not future.done():
                future.set_result(None)

    async def _pause(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._pauses.append((self.now + seconds, future))
        self._wake()
        await future
