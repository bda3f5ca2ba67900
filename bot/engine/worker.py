"""The engine's one thread, and its queue of small units of work.

A job is a generator: each `next` is one unit (a chunk of a prompt, a token, a training step), and
what it yields is handed to whoever awaits the job. After every unit the thread takes the most
urgent job again, so a reply never waits for more than one training step; while a reply is made in
several jobs, the less urgent ones can be held back between them. Knows threads and event loops.
Does not know what the units do.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Job = Generator[Any, None, Any]
_log = logging.getLogger(__name__)


@dataclass(order=True, slots=True)
class _Ticket:
    priority: int
    order: int
    start: Callable[[], Job] = field(compare=False)
    loop: asyncio.AbstractEventLoop = field(compare=False)
    out: asyncio.Queue[tuple[str, Any]] = field(compare=False)
    job: Job | None = field(default=None, compare=False)
    cancelled: bool = field(default=False, compare=False)

    def tell(self, kind: str, value: Any) -> None:
        try:
            self.loop.call_soon_threadsafe(self.out.put_nowait, (kind, value))
        except RuntimeError:
            # The loop was closed in the middle of the job: nobody listens any more.
            self.cancelled = True

    def end(self) -> None:
        """Break the job off, on the thread that ran it."""
        try:
            if self.job is not None:
                self.job.close()
        # Its last acts may fail as well, and nobody awaits it any more.
        except Exception:  # noqa: BLE001
            _log.exception("A job failed as it was broken off.")


class Worker:
    """Runs jobs on one thread, the most urgent first, equals in turn.

    Args:
        name: of the thread.
        at_end: called on the thread as its last act.
    """

    def __init__(self, name: str, at_end: Callable[[], None] | None = None) -> None:
        self._ready = threading.Condition()
        self._heap: list[_Ticket] = []
        self._order = itertools.count()
        self._held: list[int] = []
        self._closing = False
        self._at_end = at_end
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    async def items(self, start: Callable[[], Job], priority: int) -> AsyncGenerator[Any, None]:
        """Run the job that `start` makes; give what it yields, as it comes.

        Leaving the loop early (or being cancelled) ends the job before its next unit.
        """
        ticket = self._submit(start, priority)
        try:
            while True:
                kind, value = await ticket.out.get()
                if kind == "item":
                    yield value
                elif kind == "error":
                    raise value
                else:
                    return
        finally:
            ticket.cancelled = True

    async def result(
        self,
        start: Callable[[], Job],
        priority: int,
        on_item: Callable[[Any], None] | None = None,
    ) -> Any:
        """Run the job to its end and give what it returns."""
        ticket = self._submit(start, priority)
        try:
            while True:
                kind, value = await ticket.out.get()
                if kind == "item":
                    if on_item is not None and value is not None:
                        on_item(value)
                elif kind == "error":
                    raise value
                else:
                    return value
        finally:
            ticket.cancelled = True

    async def call(self, function: Callable[[], Any], priority: int) -> Any:
        """Run a plain function as a job of one unit."""

        def job() -> Job:
            return function()
            yield

        return await self.result(job, priority)

    @contextmanager
    def holding(self, priority: int) -> Iterator[None]:
        """While the block lasts, no unit of this priority, or of a less urgent one, is begun."""
        with self._ready:
            self._held.append(priority)
        try:
            yield
        finally:
            with self._ready:
                self._held.remove(priority)
                self._ready.notify()

    async def close(self) -> None:
        """Cancel what is under way and end the thread."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        await asyncio.to_thread(self._thread.join)

    def _submit(self, start: Callable[[], Job], priority: int) -> _Ticket:
        loop = asyncio.get_running_loop()
        ticket = _Ticket(priority, next(self._order), start, loop, asyncio.Queue())
        with self._ready:
            if self._closing:
                raise RuntimeError("the engine is closed")
            heapq.heappush(self._heap, ticket)
            self._ready.notify()
        return ticket

    def _run(self) -> None:
        try:
            while (ticket := self._next()) is not None:
                if not self._step(ticket):
                    with self._ready:
                        ticket.order = next(self._order)
                        heapq.heappush(self._heap, ticket)
        finally:
            for ticket in self._heap:
                ticket.end()
                ticket.tell("error", asyncio.CancelledError())
            self._heap.clear()
            if self._at_end is not None:
                self._at_end()

    def _next(self) -> _Ticket | None:
        with self._ready:
            while not self._closing and not self._may_begin():
                self._ready.wait()
            return None if self._closing else heapq.heappop(self._heap)

    def _may_begin(self) -> bool:
        """Whether there is a unit that is not held back; the first in the heap is most urgent."""
        return bool(self._heap) and all(self._heap[0].priority < held for held in self._held)

    def _step(self, ticket: _Ticket) -> bool:
        """Do one unit; say whether the job is done."""
        if ticket.cancelled:
            ticket.end()
            return True
        try:
            if ticket.job is None:
                ticket.job = ticket.start()
            ticket.tell("item", next(ticket.job))
            return False
        except StopIteration as stop:
            ticket.tell("done", stop.value)
        # Any error of a job belongs to the one who awaits it, never to this thread.
        except BaseException as error:  # noqa: BLE001
            ticket.tell("error", error)
        return True
