from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.evaluation.bench import timing


class Clock:
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timing, "time", made)
    return made


async def test_a_reply_is_timed_piece_by_piece(clock: Clock) -> None:
    async def pieces() -> AsyncIterator[str]:
        for wait, text in ((2.0, "Hello"), (0.5, " there"), (1.5, "!")):
            clock.now += wait
            yield text
        # What comes after the last piece belongs to no piece.
        clock.now += 50

    reply = await timing.timed(pieces())

    assert (reply.text, reply.first, reply.gaps, reply.each) == ("Hello there!", 2.0, (0.5, 1.5), 1)


async def test_a_reply_without_words_was_whole_when_it_ended(clock: Clock) -> None:
    async def silence() -> AsyncIterator[str]:
        clock.now += 3
        nothing: tuple[str, ...] = ()
        for text in nothing:
            yield text

    reply = await timing.timed(silence())

    assert (reply.text, reply.first, reply.each) == ("", 3.0, None)


async def test_work_is_timed_and_gives_its_result(clock: Clock) -> None:
    async def work() -> str:
        clock.now += 4
        return "done"

    assert await timing.seconds_of(work()) == (4.0, "done")
