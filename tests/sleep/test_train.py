"""How long a night trains, and on what."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Sleep
from bot.engine.fake import FakeEngine
from bot.engine.interface import Adapter, LoraShape, Message, TrainingItem, TrainingProgress
from bot.sleep.dream import Dream
from bot.sleep.train import first_round, second_round, shape_of, train

START = Adapter("some", LoraShape(), {})


def item(text: str) -> TrainingItem:
    return TrainingItem([Message("user", text), Message("assistant", f"{text}!")])


def dream(facts: int, per_fact: int = 4, rest: int = 20) -> Dream:
    own = {at: [item(f"fact {at} form {n}") for n in range(per_fact)] for at in range(facts)}
    items = [one for several in own.values() for one in several]
    return Dream(items=items + [item(f"other {n}") for n in range(rest)], per_fact=own)


def test_the_shape_is_the_configs() -> None:
    settings = Sleep(rank=4, scale=3.0, layers=2, modules=("up_proj", "down_proj"))
    assert shape_of(settings) == LoraShape(4, 3.0, 2, ("down_proj", "up_proj"))
    other = Sleep(rank=4, scale=3.0, layers=2, modules=("down_proj", "up_proj"))
    assert shape_of(other) == shape_of(settings)


@given(
    st.integers(0, 40),
    st.floats(0.1, 20),
    st.integers(1, 1000),
    st.integers(1, 64),
    st.floats(-10, 1000),
)
def test_the_first_round(facts: int, passes: float, most: int, batch: int, seconds: float) -> None:
    settings = Sleep(passes=passes, steps=most, batch_items=batch, rate=2e-3)
    made = dream(facts)
    found = first_round(made, settings, START, seconds, 7)
    assert found.items == tuple(made.items)
    assert found.start is START
    assert 1 <= found.plan.steps <= most
    assert found.plan.seconds >= 1
    assert (found.plan.rate, found.plan.seed, found.plan.batch_items) == (2e-3, 7, batch)


def test_all_items_are_passed_over_so_many_times() -> None:
    found = first_round(dream(40), Sleep(passes=4, batch_items=8), None, 60, 0)
    assert found.plan.steps == 4 * len(dream(40).items) / 8
    assert first_round(dream(0), Sleep(), None, 60, 0).plan.steps == 60


@given(st.sets(st.integers(0, 12), max_size=5), st.integers(0, 40), st.integers(0, 9))
def test_the_second_round_is_about_what_was_missed(missed: set[int], rest: int, seed: int) -> None:
    made, settings = dream(10, rest=rest), Sleep()
    before = first_round(made, settings, None, 60, 0)
    found = second_round(made, missed, settings, before, START, 30, random.Random(seed))
    assert found.start is START
    assert found.plan.rate == settings.rate / 2
    assert 15 <= found.plan.steps <= max(15, before.plan.steps)
    texts = [one.chat[0].content for one in found.items]
    for at in missed & made.per_fact.keys():
        assert all(texts.count(f"fact {at} form {n}") == 2 for n in range(4))
    wanted = [text for text in texts if texts.count(text) == 2]
    others = [text for text in texts if texts.count(text) == 1]
    assert len(wanted) + len(others) == len(texts)
    assert len(others) >= min(len(made.items) - len(wanted) // 2, len(wanted))


async def test_it_is_trained_as_planned() -> None:
    engine = FakeEngine()
    made = first_round(dream(1), Sleep(passes=4), START, 60, 0)
    told: list[TrainingProgress] = []
    result = await train(engine, made, told.append, lambda: len(told) >= 2)
    assert (result.steps, result.stopped) == (2, "asked")
    (call,) = engine.asked("train")
    assert call.adapter is START
    assert len(call.chats) == len(made.items)


@pytest.mark.parametrize("facts", [0, 3])
async def test_what_it_trains_on_is_what_was_dreamt(facts: int) -> None:
    engine = FakeEngine()
    made = first_round(dream(facts), Sleep(), None, 60, 0)
    result = await train(engine, made, lambda _: None, lambda: False)
    assert len(result.adapter.weights) == 4 * facts + 20
