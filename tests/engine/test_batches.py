from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.interface import TrainingPlan
from bot.engine.mlx.batches import Prepared, batches, halves
from bot.engine.mlx.caches import common_prefix
from bot.engine.mlx.state import rate_factor

TOKENS = st.lists(st.integers(0, 3), max_size=12)


def prepared(lengths: list[int]) -> list[Prepared]:
    """Items of these lengths; each one's first label is its number."""
    return [Prepared([7] * length, [0], [at], 1.0) for at, length in enumerate(lengths)]


def numbers(batch: list[Prepared]) -> list[int]:
    return [item.labels[0] for item in batch]


@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=120),
    most=st.integers(1, 9),
    tokens=st.integers(1, 200),
    seed=st.integers(0, 5),
)
def test_each_pass_takes_every_item_once_in_batches_within_their_limits(
    lengths: list[int], most: int, tokens: int, seed: int
) -> None:
    plan = TrainingPlan(steps=150, batch_items=most, batch_tokens=tokens, seed=seed)
    made = list(batches(prepared(lengths), plan))
    assert len(made) == 150
    taken: Counter[int] = Counter()
    for batch in made:
        assert 1 <= len(batch) <= most
        longest = max(item.length for item in batch)
        assert len(batch) == 1 or longest * len(batch) <= tokens
        taken.update(numbers(batch))
        # Nobody's next turn comes before everybody else has had this one.
        assert max(taken.values()) - min(taken[at] for at in range(len(lengths))) <= 1
    again = list(batches(prepared(lengths), plan))
    assert [numbers(batch) for batch in again] == [numbers(batch) for batch in made]


def test_items_of_like_length_go_together() -> None:
    plan = TrainingPlan(steps=25, batch_items=4)
    lengths = [5, 50] * 48
    padded = sum(
        max(item.length for item in batch) * len(batch)
        for batch in batches(prepared(lengths), plan)
    )
    assert padded < 1.2 * sum(lengths)


def test_no_steps_are_no_batches() -> None:
    assert list(batches(prepared([3, 4]), TrainingPlan(steps=0))) == []


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(1, 3))
def test_parts_of_a_batch_hold_all_of_it_in_shares_alike(lengths: list[int], parts: int) -> None:
    found = halves(prepared(lengths), parts)
    assert 1 <= len(found) <= parts
    assert all(found)
    assert sorted(number for part in found for number in numbers(part)) == list(range(len(lengths)))
    if len(found) == 2:
        first, second = (sum(item.length for item in part) for part in found)
        assert abs(first - second) <= max(lengths)


@given(TOKENS, TOKENS)
def test_the_common_prefix_is_the_longest(first: list[int], second: list[int]) -> None:
    same = common_prefix(first, second)
    assert first[:same] == second[:same]
    assert same in (len(first), len(second)) or first[same] != second[same]


def test_the_rate_warms_up_and_falls() -> None:
    plan = TrainingPlan(steps=100, warmup=0.1, final_rate=0.2)
    course = [rate_factor(step, plan) for step in range(100)]
    assert course[:10] == pytest.approx([0.1 * (step + 1) for step in range(10)])
    assert max(course) == course[9] == pytest.approx(1.0)
    assert all(one > other for one, other in itertools.pairwise(course[10:]))
    assert 0.2 < course[-1] < 0.22
    assert rate_factor(0, TrainingPlan(steps=1, warmup=0.0)) == 1
