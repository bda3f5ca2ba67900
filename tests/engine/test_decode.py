"""Replies are those of the whole model run plainly, whatever is cached, shared or batched."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any, cast

import mlx.core as mx
import pytest
from mlx_lm.models import llama

from bot.engine.interface import Adapter, Chat, Message, Sampling
from bot.engine.mlx import decode
from bot.engine.mlx.engine import EngineSettings, MlxEngine, open_engine
from bot.errors import ModelError
from tests.engine import tiny
from tests.engine.tiny import chat

MOST = 8
SHORT = Sampling(max_tokens=MOST)
CHATS: list[list[Message]] = [
    chat("What is my name?"),
    chat("hi"),
    chat("Where do I live, and what is the dog called, do you remember?", "No.", "Try again!"),
    chat("What is my dog called?"),
    chat("What is my name?", system="Another prompt altogether, and a longer one."),
]


async def streamed(engine: MlxEngine, asked: Chat, **more: Any) -> str:
    more.setdefault("sampling", SHORT)
    return "".join([piece async for piece in engine.stream(asked, **more)])


def shown(text: str) -> str:
    """Without what a broken character leaves at the end."""
    return text.rstrip("\ufffd")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tokens each call of the model read."""
    seen: list[int] = []
    original: Callable[..., mx.array] = llama.Model.__call__

    def counting(self: Any, inputs: mx.array, *rest: Any, **more: Any) -> mx.array:
        seen.append(inputs.shape[0] * inputs.shape[1])
        return original(self, inputs, *rest, **more)

    monkeypatch.setattr(llama.Model, "__call__", counting)
    return seen


async def test_a_stream_is_the_greedy_reply(any_engine: MlxEngine, any_folder: Path) -> None:
    reference = tiny.reference(any_folder)
    replies = [await streamed(any_engine, asked) for asked in CHATS]
    assert replies == [shown(reference.greedy(asked, MOST)) for asked in CHATS]
    assert len(set(replies)) > 2


async def test_many_at_once_are_what_each_is_alone(any_engine: MlxEngine, any_folder: Path) -> None:
    reference = tiny.reference(any_folder)
    expected = [shown(reference.greedy(asked, MOST)).strip() for asked in CHATS]
    assert await any_engine.complete(CHATS, sampling=SHORT) == expected
    assert await any_engine.complete(CHATS[1:2], sampling=SHORT) == expected[1:2]
    assert await any_engine.complete([], sampling=SHORT) == []


async def test_more_chats_than_fit_in_one_batch(engine: MlxEngine) -> None:
    asked = [chat(f"What is {number} and {number % 7}?") for number in range(40)]
    alone = [(await streamed(engine, one, sampling=Sampling(4))).strip() for one in asked[::3]]
    together = await engine.complete(asked, sampling=Sampling(4))
    assert together[::3] == alone
    assert len(together) == 40


async def test_with_an_adapter_all_ways_give_its_own_reply(any_engine: MlxEngine) -> None:
    adapter = tiny.adapter(any_engine, 3)
    plain = await any_engine.complete(CHATS, sampling=SHORT)
    adapted = await any_engine.complete(CHATS, adapter=adapter, sampling=SHORT)
    assert adapted != plain
    assert adapted == [
        (await streamed(any_engine, asked, adapter=adapter)).strip() for asked in CHATS
    ]


async def test_what_all_prompts_start_with_is_read_once(
    engine: MlxEngine, reads: list[int]
) -> None:
    system = "You are Ember, and this is a long prompt that everybody shares. " * 4
    asked = [chat(text, system=system) for text in ("hi", "What is my name?", "And my dog?")]
    alone = [await engine.count_tokens(one) for one in asked]
    reads.clear()
    await engine.complete(asked, sampling=Sampling(1))
    assert sum(reads) < min(alone) + 3 * 30


async def test_a_second_turn_reads_its_new_tokens_alone(
    engine: MlxEngine, folder: Path, reads: list[int]
) -> None:
    first = chat("What is my name, and where do I live?")
    await streamed(engine, first, cache="ana", sampling=Sampling(1))
    second = [*first, Message("assistant", "Ana, in Porto."), Message("user", "And the dog?")]
    new = await engine.count_tokens(second) - await engine.count_tokens(first)
    reads.clear()
    cached = await streamed(engine, second, cache="ana", sampling=Sampling(1))
    assert sum(reads) <= new + 1
    assert sum(reads) < await engine.count_tokens(second) / 2
    assert cached == shown(tiny.reference(folder).greedy(second, 1))


async def test_a_reply_that_is_said_back_is_not_read_again(
    engine: MlxEngine, reads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = engine._parts.encoder.plain("Your name is Ana.")
    drawn = iter([*said, 2, 2])
    monkeypatch.setattr(decode, "_draw", lambda *_: mx.array([next(drawn)]))
    first = chat("What is my name?")
    assert await streamed(engine, first, cache=1, sampling=Sampling(60)) == "Your name is Ana."
    second = [*first, Message("assistant", "Your name is Ana."), Message("user", "hm")]
    new = await engine.count_tokens(second) - await engine.count_tokens(first) - len(said)
    reads.clear()
    await streamed(engine, second, cache=1, sampling=Sampling(1))
    assert sum(reads) == new


async def test_a_changed_past_is_read_anew_from_where_it_differs(
    engine: MlxEngine, folder: Path
) -> None:
    long = chat("What is my name, and where do I live?", "Ana, in Porto.", "And the dog?")
    other = chat("What is my name, and where do I live?", "Bo, in Rome.", "And the cat?")
    await streamed(engine, long, cache="one")
    reference = tiny.reference(folder)
    for asked in (other, long, long[:2], long):
        assert await streamed(engine, asked, cache="one") == shown(reference.greedy(asked, MOST))


async def test_a_cache_is_never_used_by_another_adapter(
    engine: MlxEngine, reads: list[int]
) -> None:
    asked = chat("What is my name, and where do I live?")
    length = await engine.count_tokens(asked)
    adapters: list[Adapter | None] = [None, tiny.adapter(engine, 1), tiny.adapter(engine, 2)]
    alone = [await streamed(engine, asked, adapter=adapter) for adapter in adapters]
    assert len(set(alone)) == 3
    for adapter, expected in zip(adapters, alone, strict=True):
        reads.clear()
        assert await streamed(engine, asked, adapter=adapter, cache="c") == expected
        assert reads[0] == length, "each reads the whole prompt itself"
    for adapter, expected in zip(adapters, alone, strict=True):
        reads.clear()
        assert await streamed(engine, asked, adapter=adapter, cache="c") == expected
        assert reads[0] == 1, "and finds its own cache again"


async def test_only_the_last_few_caches_are_kept(folder: Path, reads: list[int]) -> None:
    asked = chat("What is my name?")
    async with open_engine(EngineSettings(str(folder), caches=2), tiny.BLAS) as engine:
        for name in ("a", "b", "a", "c"):
            await streamed(engine, asked, cache=name, sampling=Sampling(1))
        again = []
        for name in ("a", "b"):
            reads.clear()
            await streamed(engine, asked, cache=name, sampling=Sampling(1))
            again.append(reads[0])
        assert again == [1, await engine.count_tokens(asked)]


async def test_a_broken_off_reply_leaves_a_cache_that_is_right(
    engine: MlxEngine, folder: Path
) -> None:
    asked = chat("What is my name, and where do I live?")
    pieces = engine.stream(asked, cache="k", sampling=Sampling(200, temperature=3.0, seed=1))
    async with aclosing(cast(Any, pieces)):
        async for _ in pieces:
            break
    expected = shown(tiny.reference(folder).greedy(asked, MOST))
    assert await streamed(engine, asked, cache="k") == expected


async def test_a_failed_reply_leaves_no_cache(
    engine: MlxEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = chat("What is my name, and where do I live?")
    original = llama.Attention.__call__
    calls = 0

    def failing(self: Any, *given: Any, **more: Any) -> mx.array:
        nonlocal calls
        calls += 1
        if calls == 7:
            raise RuntimeError("out of memory")
        found: mx.array = original(self, *given, **more)
        return found

    monkeypatch.setattr(llama.Attention, "__call__", failing)
    with pytest.raises(RuntimeError, match="out of memory"):
        await streamed(engine, asked, cache="k")
    assert len(engine._parts.caches) == 0
    assert await streamed(engine, asked, cache="k") == shown(
        tiny.reference(folder).greedy(asked, MOST)
    )


async def test_replies_end_at_the_window(folder: Path) -> None:
    asked = chat("What is my name?")
    settings = EngineSettings(str(folder), context=0)
    async with open_engine(settings, tiny.BLAS) as engine:
        length = await engine.count_tokens(asked)
    async with open_engine(EngineSettings(str(folder), context=length + 3), tiny.BLAS) as engine:
        assert engine.info.context == length + 3
        reference = tiny.reference(folder)
        expected = shown(reference.greedy(asked, 3))
        assert await streamed(engine, asked, sampling=Sampling(50)) == expected
        assert await engine.complete([asked], sampling=Sampling(50)) == [expected.strip()]
        with pytest.raises(ModelError, match="window") as caught:
            await streamed(engine, chat("What is my name, my name, my name?"))
        assert caught.value.mend
        with pytest.raises(ModelError, match="window"):
            await engine.complete([asked, chat("What is my name, my name, my name?")])


async def test_draws_repeat_with_their_seed_and_differ_without(engine: MlxEngine) -> None:
    warm = Sampling(MOST, temperature=5.0, top_p=0.9, seed=4)
    once = await streamed(engine, CHATS[0], sampling=warm)
    assert await streamed(engine, CHATS[0], sampling=warm) == once
    others = {
        await streamed(engine, CHATS[0], sampling=Sampling(MOST, temperature=5.0, seed=seed))
        for seed in range(4)
    }
    assert len(others) == 4
    free = [
        await streamed(engine, CHATS[0], sampling=Sampling(MOST, temperature=5.0)) for _ in range(2)
    ]
    assert free[0] != free[1]


async def test_a_tiny_nucleus_leaves_the_likeliest_token(engine: MlxEngine) -> None:
    drawn = Sampling(MOST, temperature=3.0, top_p=1e-6, seed=1)
    assert await engine.complete(CHATS, sampling=drawn) == await engine.complete(
        CHATS, sampling=SHORT
    )


async def test_two_streams_side_by_side_keep_apart(engine: MlxEngine) -> None:
    first, second = tiny.adapter(engine, 1), tiny.adapter(engine, 2)
    asked = chat("What is my name?")
    alone = [await streamed(engine, asked, adapter=one) for one in (first, second, None)]
    assert len(set(alone)) == 3
    together = await asyncio.gather(
        *(streamed(engine, asked, adapter=one, cache="c") for one in (first, second, None))
    )
    assert together == alone


async def test_what_was_read_of_some_conversations_can_be_dropped(
    engine: MlxEngine, reads: list[int]
) -> None:
    asked = chat("What is my name?")
    for name in ("ana", "ben"):
        await streamed(engine, asked, cache=name, sampling=Sampling(1))
    assert await engine.drop_caches(lambda name: name == "ana") == 1
    assert await engine.drop_caches(lambda name: name == "ana") == 0
    reads.clear()
    await streamed(engine, asked, cache="ben", sampling=Sampling(1))
    kept = sum(reads)
    reads.clear()
    await streamed(engine, asked, cache="ana", sampling=Sampling(1))
    assert sum(reads) > kept == 1
