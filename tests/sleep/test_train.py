"""How long a night trains, and on what."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Sleep
from bot.engine.fake import FakeEngine
from bot.engine.interface import Adapter, LoraShape, Message, TrainingItem, TrainingProgress
from bot.sleep.dream import Dream
from bot.sleep.train import first_round, next_round, shape_of, train

START = Adapter("some", LoraShape(), {})


def item(text: str) -> TrainingItem:
    return TrainingItem([Message("user", text), Message("assistant", f"{text}!")])


def dream(facts: int, per_fact: int = 4, rest: int = 20) -> Dream:
    own = {at: [item(f"fact {at} form {n}") for n in range(per_fact)] for at in range(facts)}
    told = [one for several in own.values() for one in several]
    return Dream(kept=told, untold=[item(f"other {n}") for n in range(rest)], per_fact=own)


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
def test_the_next_round_has_all_and_twice_what_was_missed(
    missed: set[int], rest: int, seed: int
) -> None:
    made = dream(10, rest=rest)
    found = next_round(made, missed, Sleep(), START, 30, random.Random(seed))
    twice = [one for at in missed & made.per_fact.keys() for one in made.per_fact[at]]
    # The very same items: what is kept for them serves again.
    assert Counter(found.items) == Counter(made.items) + Counter(twice)
    assert found.start is START
    assert found.plan.seconds == 30
    assert found.plan.shape == shape_of(Sleep())


def test_the_untold_stands_there_twice_where_it_was_made_up() -> None:
    made = dream(3, rest=200)
    steady, loose = (
        next_round(made, [1], Sleep(), START, 30, random.Random(0), makes_up=makes_up)
        for makes_up in (False, True)
    )
    assert Counter(loose.items) == Counter(steady.items) + Counter(made.untold)
    assert loose.plan.steps > steady.plan.steps


@given(st.floats(1e-5, 1), st.sampled_from([START, None]))
def test_its_rate_begins_where_the_first_round_ends(rate: float, start: Adapter | None) -> None:
    made, settings, source = dream(3), Sleep(rate=rate), random.Random(1)
    first = first_round(made, settings, start, 60, 0).plan
    others = [next_round(made, [1], settings, START, 30, source).plan for _ in range(2)]
    assert first.final_rate < 1
    for other in others:
        assert other.rate == pytest.approx(rate * first.final_rate)
        assert other.rate * other.final_rate < other.rate
    assert len({first.seed, *(other.seed for other in others)}) == 3


@given(st.integers(0, 40), st.integers(1, 1000), st.integers(1, 64), st.floats(-10, 1000))
def test_the_next_round_keeps_its_limits(facts: int, most: int, batch: int, seconds: float) -> None:
    made, settings = dream(facts), Sleep(steps=most, batch_items=batch)
    found = next_round(made, [0, 1], settings, START, seconds, random.Random(0))
    assert 1 <= found.plan.steps <= most
    assert found.plan.steps == most or found.plan.steps * batch >= len(found.items)
    assert found.plan.seconds >= 1
    assert found.plan.batch_items == batch


def test_the_more_was_missed_the_longer_it_takes() -> None:
    made = dream(40)
    steps = [
        next_round(made, range(missed), Sleep(), START, 60, random.Random(0)).plan.steps
        for missed in (0, 20, 40)
    ]
    assert steps[0] < steps[1] < steps[2]
    assert steps[0] < first_round(made, Sleep(), None, 60, 0).plan.steps


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
