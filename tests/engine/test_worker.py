"""The queue alone, with jobs that only keep a record."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Self

import pytest

from bot.engine.worker import Job, Worker


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    made = Worker("tested")
    yield made
    await made.close()


class Gate:
    """Keeps the thread busy until it is opened, so that a test can fill the queue meanwhile."""

    def __init__(self, worker: Worker) -> None:
        self._entered, self._opened = threading.Event(), threading.Event()
        self._worker = worker

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._worker.call(self._wait, -1))
        await asyncio.to_thread(self._entered.wait, 20)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._opened.set()
        await self._task

    def _wait(self) -> None:
        self._entered.set()
        assert self._opened.wait(20)


def counting(name: str, units: int, record: list[str]) -> Callable[[], Job]:
    def job() -> Job:
        for unit in range(units):
            record.append(f"{name}{unit}")
            yield unit
        return name

    return job


async def queued() -> None:
    """Let the tasks that were just made hand in their jobs."""
    for _ in range(3):
        await asyncio.sleep(0)


async def test_a_job_gives_its_items_and_its_result(worker: Worker) -> None:
    record: list[str] = []
    seen: list[int] = []
    assert [item async for item in worker.items(counting("a", 3, record), 0)] == [0, 1, 2]
    assert await worker.result(counting("b", 3, record), 0, seen.append) == "b"
    assert seen == [0, 1, 2]
    assert await worker.call(lambda: 7, 0) == 7
    assert await worker.result(counting("c", 2, record), 0) == "c"


async def test_all_is_done_on_one_thread_of_that_name(worker: Worker) -> None:
    names = {await worker.call(lambda: threading.current_thread().name, 0) for _ in range(3)}
    assert names == {"tested"}


async def test_the_most_urgent_job_is_taken_after_every_unit(worker: Worker) -> None:
    record: list[str] = []
    async with Gate(worker):
        slow = asyncio.create_task(worker.result(counting("night", 3, record), 2))
        await queued()
        quick = asyncio.create_task(worker.result(counting("chat", 2, record), 0))
        await queued()
    await asyncio.gather(slow, quick)
    assert record == ["chat0", "chat1", "night0", "night1", "night2"]


async def test_an_urgent_job_comes_between_two_units_of_another(worker: Worker) -> None:
    record: list[str] = []
    first, go_on = threading.Event(), threading.Event()

    def night() -> Job:
        for unit in range(3):
            record.append(f"night{unit}")
            if unit == 0:
                first.set()
                assert go_on.wait(20)
            yield None

    slow = asyncio.create_task(worker.result(night, 2))
    await asyncio.to_thread(first.wait, 20)
    quick = asyncio.create_task(worker.result(counting("chat", 2, record), 0))
    await queued()
    go_on.set()
    await asyncio.gather(slow, quick)
    assert record == ["night0", "chat0", "chat1", "night1", "night2"]


async def test_equals_take_turns(worker: Worker) -> None:
    record: list[str] = []
    async with Gate(worker):
        tasks = []
        for name in "ab":
            tasks.append(asyncio.create_task(worker.result(counting(name, 3, record), 0)))
            await queued()
    await asyncio.gather(*tasks)
    assert record == ["a0", "b0", "a1", "b1", "a2", "b2"]


async def test_an_error_goes_to_the_one_who_awaits_it(worker: Worker) -> None:
    def failing() -> Job:
        yield 1
        raise KeyError("lost")

    def never() -> Job:
        raise ValueError("no start")

    with pytest.raises(KeyError, match="lost"):
        await worker.result(failing, 0)
    with pytest.raises(ValueError, match="no start"):
        await worker.result(never, 0)
    items = worker.items(failing, 0)
    assert await anext(items) == 1
    with pytest.raises(KeyError, match="lost"):
        await anext(items)
    assert await worker.call(lambda: "alive", 0) == "alive"


async def test_leaving_early_ends_the_job_before_its_next_unit(worker: Worker) -> None:
    closed = threading.Event()

    def endless() -> Job:
        try:
            while True:
                yield 0
        finally:
            closed.set()

    async with aclosing(worker.items(endless, 0)) as items:
        async for _ in items:
            break
    assert await asyncio.to_thread(closed.wait, 20)


async def test_a_cancelled_wait_frees_the_thread(worker: Worker) -> None:
    closed = threading.Event()
    begun = threading.Event()

    def endless() -> Job:
        try:
            while True:
                begun.set()
                yield None
        finally:
            closed.set()

    task = asyncio.create_task(worker.result(endless, 0))
    await asyncio.to_thread(begun.wait, 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await worker.call(lambda: "free", 2) == "free"
    assert await asyncio.to_thread(closed.wait, 20)


async def test_a_job_cancelled_before_its_turn_never_starts(worker: Worker) -> None:
    record: list[str] = []
    async with Gate(worker):
        task = asyncio.create_task(worker.result(counting("a", 2, record), 0))
        await queued()
        task.cancel()
        await queued()
    assert await worker.call(lambda: "done", 2) == "done"
    assert record == []


async def test_a_job_that_fails_as_it_is_broken_off_harms_nobody(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    def bad() -> Job:
        try:
            while True:
                yield 0
        finally:
            raise RuntimeError("cannot clean up")

    with caplog.at_level(logging.ERROR):
        async with aclosing(worker.items(bad, 0)) as items:
            async for _ in items:
                break
        assert await worker.call(lambda: "alive", 2) == "alive"
    assert "cannot clean up" in caplog.text


async def test_closing_cancels_what_is_under_way_and_what_waits() -> None:
    ended: list[str] = []
    begun = threading.Event()
    worker = Worker("closed", at_end=lambda: ended.append("thread"))

    def endless() -> Job:
        try:
            while True:
                begun.set()
                yield None
        finally:
            ended.append("job")

    running = asyncio.create_task(worker.result(endless, 0))
    waiting = asyncio.create_task(worker.result(counting("b", 1, []), 2))
    await asyncio.to_thread(begun.wait, 20)
    await worker.close()
    assert ended == ["job", "thread"]
    for task in (running, waiting):
        with pytest.raises(asyncio.CancelledError):
            await task
    with pytest.raises(RuntimeError, match="closed"):
        await worker.call(lambda: 1, 0)
    await worker.close()


def test_a_loop_that_is_gone_ends_its_jobs() -> None:
    closed, begun = threading.Event(), threading.Event()

    def endless() -> Job:
        try:
            while True:
                begun.set()
                yield None
        finally:
            closed.set()

    async def abandon(worker: Worker) -> None:
        # Held, so that no garbage collection cancels it in place of the loop's end.
        worker._submit(endless, 0)
        await asyncio.to_thread(begun.wait, 20)

    worker = Worker("abandoned")
    asyncio.run(abandon(worker))
    assert closed.wait(20)
    asyncio.run(worker.close())


async def test_what_is_held_back_waits_for_the_end_of_the_block(worker: Worker) -> None:
    record: list[str] = []
    with worker.holding(2):
        night = asyncio.create_task(worker.result(counting("night", 2, record), 2))
        await queued()
        for name in ("a", "b"):
            await worker.result(counting(name, 1, record), 1)
        with worker.holding(1):
            work = asyncio.create_task(worker.result(counting("work", 1, record), 1))
            await queued()
            await worker.result(counting("chat", 1, record), 0)
            assert record == ["a0", "b0", "chat0"]
        await work
        assert not night.done()
    await night
    assert record == ["a0", "b0", "chat0", "work0", "night0", "night1"]


async def test_what_is_held_back_may_be_broken_off_and_closed() -> None:
    worker = Worker("held")
    record: list[str] = []
    with worker.holding(2):
        first = asyncio.create_task(worker.result(counting("a", 1, record), 2))
        second = asyncio.create_task(worker.result(counting("b", 1, record), 2))
        await queued()
        first.cancel()
        await worker.close()
    for task in (first, second):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert record == []
