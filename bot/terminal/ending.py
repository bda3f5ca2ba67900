"""How the program ends when it is told to: by unwinding, so that files are closed and locks freed.

Knows: SIGTERM, SIGHUP, the event loop. Does not know: what there is to be closed.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def signals_unwind() -> Iterator[None]:
    """While the block lasts, a signal to end raises SystemExit wherever the program is."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run(work: Coroutine[Any, Any, int]) -> int:
    """Run an event loop for the work; a signal to end cancels it, and it puts itself away.

    Returns:
        What the work gave, or 128 and the signal's number.
    """
    return asyncio.run(_until_told(work))


async def _until_told(work: Coroutine[Any, Any, int]) -> int:
    # The loop must be woken for a signal: one that comes just before it begins to wait would else
    # be heard only when something else wakes it.
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    told: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        told.append(number)
        task.cancel()

    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number in _SIGNALS:
        loop.add_signal_handler(number, end, number)
    try:
        return await task
    except asyncio.CancelledError:
        if not told:
            raise
        return 128 + told[0]
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
