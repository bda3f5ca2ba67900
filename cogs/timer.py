"""Time as it passes while something is said: a clock, and waiting.

Both are handed in, so that a test makes time pass. Knows nothing of what is waited for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timer:
    """`now` gives seconds from any start; `pause` waits that many."""

    now: Callable[[], float] = time.monotonic
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def until(self, moment: float, event: asyncio.Event) -> None:
        """Wait until that time has come, or the event has, whichever is first."""
        left = moment - self.now()
        if left <= 0 or event.is_set():
            return
        both = {
            asyncio.ensure_future(self.pause(left)),
            asyncio.ensure_future(event.wait()),
        }
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiting in both:
                waiting.cancel()
