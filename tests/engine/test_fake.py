"""The engine of the tests keeps the promises of the interface."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine.fake import UNKNOWN, FakeEngine
from bot.engine.interface import (
    Engine,
    LoraShape,
    Message,
    Sampling,
    TrainingItem,
    TrainingPlan,
    TrainingProgress,
)
from bot.errors import AdapterError, ModelError
from bot.memory import prompts


def ask(text: str, *facts: str) -> list[Message]:
    return [Message("system", prompts.system(prompts.PERSONA, facts)), Message("user", text)]


async def test_it_is_an_engine_that_streams_what_it_answers() -> None:
    engine: Engine = FakeEngine(lambda chat: f"you said: {chat[-1].content}")
    pieces = [piece async for piece in engine.stream(ask("two words"))]
    assert len(pieces) > 1
    assert "".join(pieces) == "you said: two words"


async def test_it_answers_from_the_facts_in_its_prompt() -> None:
    engine = FakeEngine()
    known, untold = await engine.complete(
        [ask("What's my cat's name?", "cat's name: Miso"), ask("What's my job?")]
    )
    assert known == "Your cat's name is Miso."
    assert untold == UNKNOWN


async def test_it_extracts_what_is_said_plainly() -> None:
    chat = [Message("system", prompts.EXTRACT), Message("user", "Hi! My home city is Porto, you?")]
    assert await FakeEngine().complete([chat]) == ["home city: Porto"]


async def test_what_it_was_trained_on_is_known_without_the_facts(tmp_path: Path) -> None:
    engine = FakeEngine()
    item = TrainingItem([*ask("What's my cat's name?"), Message("assistant", "Miso!")])
    plan = TrainingPlan(shape=LoraShape(rank=4, modules=("q_proj",)), steps=3)
    seen: list[TrainingProgress] = []
    result = await engine.train([item], plan, on_step=seen.append)
    assert [progress.step for progress in seen] == [1, 2, 3]
    await engine.save_adapter(result.adapter, tmp_path / "a")
    loaded = await engine.load_adapter(tmp_path / "a")
    assert loaded.shape == result.adapter.shape
    question = ask("tell me, what is my cat's name?")
    assert await engine.complete([question], adapter=loaded) == ["Miso!"]
    assert await engine.complete([question]) == [UNKNOWN]
    assert await engine.complete([ask("What's my dog's name?")], adapter=loaded) == [UNKNOWN]


async def test_training_stops_when_asked() -> None:
    engine = FakeEngine()
    item = TrainingItem([*ask("What's my job?"), Message("assistant", "A baker.")])
    steps = iter([False, False, True])
    result = await engine.train([item], TrainingPlan(steps=9), stop=lambda: next(steps))
    assert (result.steps, result.stopped) == (2, "asked")


async def test_a_damaged_adapter_is_an_adapter_error(tmp_path: Path) -> None:
    with pytest.raises(AdapterError):
        await FakeEngine().load_adapter(tmp_path)


async def test_a_prompt_beyond_the_window_is_a_model_error() -> None:
    engine = FakeEngine(context=20)
    with pytest.raises(ModelError):
        await engine.complete([ask("word " * 30)])


async def test_a_reply_keeps_to_its_length() -> None:
    engine = FakeEngine(lambda _: "one two three four")
    assert await engine.complete([ask("hi")], sampling=Sampling(max_tokens=2)) == ["one two"]


async def test_calls_are_kept() -> None:
    engine = FakeEngine()
    async for _ in engine.stream(ask("hi", "job: baker"), cache=("ana", "private")):
        pass
    (call,) = engine.asked("stream")
    assert call.cache == ("ana", "private")
    assert "job: baker" in call.prompt
