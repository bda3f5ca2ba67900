"""What the model writes down of messages, as far as it is sure of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.engine.fake import FakeEngine
from bot.engine.interface import Adapter, Chat, Priority
from bot.extracting import asking, extracted
from bot.store import Store
from tests.waking import World, made


class Doubting(FakeEngine):
    """Gives what speaks of doubt a small probability."""

    async def likelihood(
        self,
        chats: Sequence[Chat],
        *,
        adapter: Adapter | None = None,
        priority: Priority = Priority.WORK,
    ) -> list[float]:
        await super().likelihood(chats, adapter=adapter, priority=priority)
        return [0.01 if "maybe" in chat[-2].content else 0.9 for chat in chats]


async def test_what_the_model_doubts_is_left_out() -> None:
    engine = Doubting()
    texts = ["My cat is Miso.", "maybe My job is baker.", "hello"]
    assert await extracted(engine, [asking(text) for text in texts]) == ["cat: Miso", "", "none"]
    (asked,) = engine.asked("likelihood")
    assert [chat[-1].content for chat in asked.chats] == ["cat: Miso", "job: baker"]


async def test_where_nothing_is_told_nothing_is_asked() -> None:
    engine = Doubting()
    assert await extracted(engine, [asking("hello")]) == ["none"]
    assert await extracted(engine, []) == []
    assert engine.asked("likelihood") == []


async def test_plain_phrases_are_noted_where_the_model_doubts(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.waking.FakeEngine", Doubting)
    world: World = made(store, tmp_path)
    await world.say("maybe it rains. My sofa is green and I live in Porto.")
    assert await world.facts() == ["home city: Porto"]
