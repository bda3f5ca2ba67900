"""A night yields to who talks: it pauses while they are answered, and does little at a time.

Measured in units of work and in tokens, never in seconds.
"""

from __future__ import annotations

import asyncio
import dataclasses
import random
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.companion import Companion
from bot.config import Bot
from bot.engine.interface import Adapter, Chat, Priority, Sampling, TrainingPlan, TrainingResult
from bot.engine.mlx.engine import EngineSettings, MlxEngine, open_engine
from bot.engine.mlx.pace import ALONE, TALKING, Pace
from bot.engine.worker import _Ticket
from bot.keeping import Speaker
from bot.sleep.shelf import AdapterShelf
from bot.store import open_store
from tests.engine import tiny
from tests.engine.tiny import SMALL, chat, item, items, largest_difference
from tests.sleep.made import NOW

PLAN = TrainingPlan(shape=SMALL, rate=3e-3, steps=4, batch_items=8, batch_tokens=4096, top_k=8)
ENDLESS = dataclasses.replace(PLAN, steps=10**9, seconds=1e9)
TALK = random.Random(3)
WORDS = "where do you live and what is my name the cat is called Miso".split()


def long_texts(count: int, words: int) -> list[str]:
    return [" ".join(TALK.choices(WORDS, k=words + at)) for at in range(count)]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_little_at_a_time_as_long_as_somebody_has_talked_lately() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.tokens == ALONE
    pace.talk()
    assert pace.tokens == TALKING
    clock.now += 59
    assert pace.tokens == TALKING
    clock.now += 2
    assert pace.tokens == ALONE


@given(st.lists(st.integers(1, 900), max_size=60), st.integers(1, 40), st.booleans())
def test_units_are_all_the_rows_in_order_and_none_is_too_large(
    lengths: list[int], most: int, talking: bool
) -> None:
    lengths.sort()
    pace = Pace()
    if talking:
        pace.talk()
    units = list(pace.rows(lengths, most))
    assert [row for unit in units for row in unit] == list(range(len(lengths)))
    for unit in units:
        assert 1 <= len(unit) <= most
        assert len(unit) == 1 or len(unit) * lengths[unit[-1]] <= pace.tokens


@dataclass
class Units:
    """What the engine's thread did: each unit's priority, and the most tokens read in one."""

    priorities: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    held_at: int = 0

    def clear(self) -> None:
        self.priorities.clear()
        self.tokens.clear()


@pytest.fixture
async def engine(folder: Path) -> AsyncIterator[MlxEngine]:
    async with open_engine(EngineSettings(str(folder)), tiny.BLAS) as opened:
        yield opened


@pytest.fixture
def units(engine: MlxEngine, monkeypatch: pytest.MonkeyPatch) -> Units:
    """The engine works as ever, and is watched."""
    seen = Units()
    worker, layers, step = engine._worker, engine._parts.layers, engine._worker._step

    def watched(ticket: _Ticket) -> bool:
        seen.priorities.append(ticket.priority)
        seen.tokens.append(0)
        if ticket.priority == Priority.NIGHT:
            seen.begun.set()
        return step(ticket)

    class Counted:
        """A model whose reading is counted."""

        def __getattr__(self, name: str) -> Any:
            return getattr(model, name)

        def __call__(self, inputs: mx.array, **more: Any) -> Any:
            seen.tokens[-1] += inputs.size
            return model(inputs, **more)

    def counted(run: Callable[..., mx.array]) -> Callable[..., mx.array]:
        def call(hidden: mx.array, *given: Any) -> mx.array:
            seen.tokens[-1] += hidden.shape[0] * hidden.shape[1]
            return run(hidden, *given)

        return call

    def holding(priority: int) -> Any:
        block = hold(priority)

        @contextmanager
        def noted() -> Iterator[None]:
            with block:
                seen.held_at = len(seen.priorities)
                yield

        return noted()

    model, hold = engine._parts.decoder._model, worker.holding
    monkeypatch.setattr(worker, "holding", holding)
    monkeypatch.setattr(worker, "_step", watched)
    monkeypatch.setattr(engine._parts.decoder, "_model", Counted())
    monkeypatch.setattr(layers, "run", counted(layers.run))
    monkeypatch.setattr(layers, "logits_at", counted(layers.logits_at))
    return seen


async def trained(engine: MlxEngine) -> TrainingResult:
    long = [item(text, "Miso", facts=text) for text in long_texts(6, 40)]
    return await engine.train([*items(), *long], PLAN)


async def asked(engine: MlxEngine, adapter: Adapter | None) -> list[str]:
    chats: Sequence[Chat] = [chat(text) for text in long_texts(20, 5)]
    return await engine.complete(chats, adapter=adapter, sampling=Sampling(max_tokens=4))


async def test_no_unit_of_a_night_is_large_while_somebody_talks(
    engine: MlxEngine, units: Units
) -> None:
    async with engine.attending():
        pass
    result = await trained(engine)
    await asked(engine, result.adapter)
    await engine.divergence([chat(t, "Miso") for t in long_texts(12, 30)], result.adapter)
    # One row alone may be longer; a chat's own prompts are read in such parts too.
    assert max(units.tokens) <= 256
    little = len(units.tokens)
    units.clear()
    engine._parts.pace._talked = float("-inf")
    result = await trained(engine)
    await asked(engine, result.adapter)
    assert 256 < max(units.tokens) <= ALONE
    assert len(units.tokens) < little


async def test_small_units_come_to_the_same(engine: MlxEngine, folder: Path) -> None:
    TALK.seed(7)
    large = await trained(engine)
    said = await asked(engine, large.adapter)
    async with open_engine(EngineSettings(str(folder)), tiny.BLAS) as other:
        other._parts.pace.talk()
        TALK.seed(7)
        small = await trained(other)
        assert await asked(other, small.adapter) == said
    assert largest_difference(large.adapter, small.adapter) < 1e-4
    assert abs(large.loss - small.loss) < 1e-4
    assert large.steps == small.steps
    assert large.tokens == small.tokens


async def test_a_night_pauses_while_somebody_is_answered(
    engine: MlxEngine, units: Units, tmp_path: Path
) -> None:
    ana = Speaker("terminal:ana", "Ana", "private", "terminal:ana")
    async with open_store(tmp_path, clock=lambda: NOW) as store:
        shelf = AdapterShelf(engine, store, tmp_path)
        companion = Companion(engine, store, shelf, Bot(reply_tokens=6, facts_tokens=50))
        night = asyncio.create_task(engine.train(items(), ENDLESS))
        await asyncio.to_thread(units.begun.wait, 20)
        for text in ("my cat is called Miso", "where do I live?"):
            units.clear()
            async with aclosing(companion.turn(ana, text)) as parts:
                async for _ in parts:
                    pass
            # Only the unit that was under way is finished; until the turn's last one there is none
            # of the night between them, though they are several jobs.
            turn = [at for at, priority in enumerate(units.priorities) if priority < 2]
            assert len(turn) > 6
            assert units.priorities[units.held_at : turn[-1]].count(Priority.NIGHT) <= 1
            assert Priority.NIGHT not in units.priorities[turn[0] : turn[-1]]
        # Afterwards it goes on.
        units.clear()
        units.begun.clear()
        assert await asyncio.to_thread(units.begun.wait, 20)
        night.cancel()
        with pytest.raises(asyncio.CancelledError):
            await night
