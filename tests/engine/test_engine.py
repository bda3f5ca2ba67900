"""One thread for all: chat comes first, and whatever is broken off leaves it free."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any, cast

import mlx.core as mx
import pytest
from mlx_lm.models import llama

from bot.engine.interface import Engine, Sampling, TrainingPlan, TrainingProgress
from bot.engine.mlx.engine import EngineSettings, MlxEngine, open_engine
from bot.errors import ModelError
from tests.engine import tiny
from tests.engine.tiny import SMALL, chat, items

LONG = TrainingPlan(shape=SMALL, steps=100_000, batch_items=3, rate=1e-4)
ASKED = chat("What is my name?")


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "engine"]


async def test_it_is_an_engine(engine: MlxEngine, folder: Path) -> None:
    whole: Engine = engine
    assert whole.info.name == str(folder)
    assert await whole.count_tokens(ASKED) == len(tiny.reference(folder).tokens(ASKED))


async def test_a_reply_comes_between_two_steps_of_a_training(
    engine: MlxEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    asked, handed_in = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    original: Callable[..., mx.array] = llama.Model.__call__

    def reading(self: Any, *given: Any, **more: Any) -> mx.array:
        events.append("chat")
        return original(self, *given, **more)

    def stop() -> bool:
        events.append("step")
        if len(events) == 10:
            # The thread waits here until the chat is in the queue behind this training.
            loop.call_soon_threadsafe(asked.set)
            assert handed_in.wait(20)
        return len(events) > 30

    training = asyncio.create_task(engine.train(items(), LONG, stop=stop))
    await asked.wait()
    monkeypatch.setattr(llama.Model, "__call__", reading)
    reply = asyncio.create_task(engine.complete([ASKED, ASKED[:1]], sampling=Sampling(5)))
    pieces: list[str] = []

    async def stream() -> None:
        async for piece in engine.stream(ASKED, sampling=Sampling(5)):
            pieces.append(piece)
            assert not training.done()

    chatting = asyncio.create_task(stream())
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(engine._worker._heap) == 2
    handed_in.set()
    await asyncio.gather(chatting, reply)
    result = await training
    assert result.stopped == "asked"
    assert pieces
    first, last = events.index("chat"), len(events) - events[::-1].index("chat")
    assert events[:first].count("step") == 10
    assert "step" not in events[first:last], "no step before the replies were done"
    assert events[last:].count("step") > 0


async def test_leaving_a_stream_frees_the_thread(engine: MlxEngine) -> None:
    pieces = engine.stream(ASKED, sampling=Sampling(480, temperature=3.0, seed=1))
    async with aclosing(cast(Any, pieces)):
        async for _ in pieces:
            break
    await engine.complete([ASKED], sampling=Sampling(3))
    assert engine._worker._heap == []


async def test_a_cancelled_wait_ends_its_training(engine: MlxEngine) -> None:
    steps = 0

    def stop() -> bool:
        nonlocal steps
        steps += 1
        return False

    begun = asyncio.Event()

    def on_step(_: TrainingProgress) -> None:
        begun.set()

    training = asyncio.create_task(engine.train(items(), LONG, on_step=on_step, stop=stop))
    await begun.wait()
    training.cancel()
    with pytest.raises(asyncio.CancelledError):
        await training
    # Less urgent than a training: it is done when that is gone.
    await engine._worker.call(lambda: None, 9)
    seen = steps
    await engine.complete([ASKED], sampling=Sampling(3))
    assert steps == seen
    assert (await engine.train(items(), TrainingPlan(shape=SMALL, steps=2))).steps == 2


async def test_closing_ends_a_training_that_runs(folder: Path) -> None:
    before = threads()
    begun = asyncio.Event()

    def on_step(_: TrainingProgress) -> None:
        begun.set()

    async with open_engine(EngineSettings(str(folder)), tiny.BLAS) as engine:
        assert len(threads()) == len(before) + 1
        training = asyncio.create_task(engine.train(items(), LONG, on_step=on_step))
        waiting = asyncio.create_task(
            engine.divergence([chat("hi", "Ho.")], tiny.adapter(engine, 1))
        )
        await begun.wait()
    assert threads() == before
    found = await asyncio.gather(training, waiting, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    with pytest.raises(RuntimeError, match="closed"):
        await engine.complete([ASKED])
    await engine.close()


async def test_a_model_that_cannot_be_loaded_leaves_no_thread(tmp_path: Path) -> None:
    before = threads()
    with pytest.raises(ModelError):
        async with open_engine(EngineSettings(str(tmp_path)), tiny.BLAS):
            pass
    assert threads() == before


async def test_tokens_are_counted_while_others_encode(engine: MlxEngine) -> None:
    chats = [chat(f"What is {number} and my name?", system="S" * number) for number in range(60)]
    expected = [await engine.count_tokens(one) for one in chats]
    scored = asyncio.create_task(engine.complete(chats, sampling=Sampling(1)))
    counted = []
    for one in chats:
        counted.append(await engine.count_tokens(one))
        await asyncio.sleep(0)
    await scored
    assert counted == expected


async def test_a_memory_limit_is_harmless_where_there_is_no_gpu(folder: Path) -> None:
    settings = EngineSettings(str(folder), memory_gb=8.0)
    async with open_engine(settings, tiny.BLAS) as engine:
        assert await engine.complete([ASKED], sampling=Sampling(2))
