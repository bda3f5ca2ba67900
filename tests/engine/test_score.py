"""Probabilities and divergences are those of a direct computation."""

from __future__ import annotations

import math
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest

from bot.engine.interface import Adapter, LoraShape, Message
from bot.engine.mlx.engine import MlxEngine
from tests.engine import tiny
from tests.engine.tiny import chat

TALKS = [
    chat("What is my name?", "Ana"),
    chat("What is my name?", "Your name is Ana, and you live in Porto."),
    chat("hi", "Hello.", "Where do I live?", "In Porto."),
    chat("Where does the dog live, and what is he called?", "Rex"),
    chat("hi", "I"),
]


def direct(reference: tiny.Reference, talks: list[list[Message]]) -> list[float]:
    found = []
    for talk in talks:
        labels, logs = reference.answer(talk)
        found.append(math.exp(sum(float(logs[at, label]) for at, label in enumerate(labels))))
    return found


async def test_likelihood_is_the_product_of_the_tokens_probabilities(
    any_engine: MlxEngine, any_folder: Path, tmp_path: Path
) -> None:
    adapter = tiny.adapter(any_engine, 3, size=0.1)
    await any_engine.save_adapter(adapter, tmp_path)
    for given, folder in ((None, None), (adapter, tmp_path)):
        expected = direct(tiny.Reference(any_folder, folder), TALKS)
        found = await any_engine.likelihood(TALKS, adapter=given)
        assert [math.log(value) for value in found] == pytest.approx(
            [math.log(value) for value in expected], rel=2e-3
        )
        assert all(0 < value < 1 for value in found)


async def test_what_follows_the_last_answer_does_not_count(engine: MlxEngine) -> None:
    talk = chat("What is my name?", "Ana")
    later = [*talk, Message("user", "Thank you, and the dog?")]
    first, second = await engine.likelihood([talk, later])
    assert first == pytest.approx(second, rel=1e-4)


async def test_many_chats_are_each_scored_in_their_place(engine: MlxEngine) -> None:
    talks = [chat(f"What is {number}?", "Porto " * (number % 5 + 1)) for number in range(37)]
    together = await engine.likelihood(talks)
    alone = [(await engine.likelihood([talk]))[0] for talk in talks[::9]]
    assert together[::9] == pytest.approx(alone, rel=1e-3)
    assert await engine.likelihood([]) == []


async def test_an_adapter_that_does_nothing_has_no_divergence(engine: MlxEngine) -> None:
    slots, shape = engine._parts.slots, LoraShape(4, 2.0, 4)
    weights = slots.fresh(shape, mx.random.key(0))
    mx.eval(weights)
    fresh = Adapter("fresh", shape, weights)
    assert await engine.divergence(TALKS, fresh) == 0
    assert await engine.divergence([], fresh) == 0


async def test_divergence_is_the_mean_kl_over_the_answers_tokens(
    any_engine: MlxEngine, any_folder: Path, tmp_path: Path
) -> None:
    adapter = tiny.adapter(any_engine, 3, size=0.1)
    await any_engine.save_adapter(adapter, tmp_path)
    base, adapted = tiny.reference(any_folder), tiny.Reference(any_folder, tmp_path)
    # More than are kept together, in an order that mixes lengths.
    talks = TALKS * 4
    values: list[float] = []
    for talk in talks:
        one, other = (np.array(model.answer(talk)[1], np.float64) for model in (base, adapted))
        values += (np.exp(one) * (one - other)).sum(axis=-1).tolist()
    found = await any_engine.divergence(talks, adapter)
    assert found == pytest.approx(np.mean(values), rel=5e-3)
    assert found > 0.05
    weaker = await any_engine.rescale(adapter, 0.3)
    assert 0 < await any_engine.divergence(talks, weaker) < found
