"""Which exchanges come again, and how their priorities fade."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sleep.paper.replay import again, chosen, taken_up
from bot.store import Exchange, LogLine, Replayed
from tests.sleep.made import NOW


def exchange(number: int, priority: float | None) -> Exchange:
    line = LogLine(number, 1, "talk", "private", "user", "hi", NOW)
    return Exchange(line, None, (), None if priority is None else Replayed(priority))


buffers = st.lists(st.none() | st.floats(0, 1)).map(
    lambda worth: [exchange(number, priority) for number, priority in enumerate(worth)]
)


@given(buffers, st.floats(0, 1))
def test_the_worthiest_share_of_the_buffer_comes_again(
    buffer: list[Exchange], share: float
) -> None:
    held = [one for one in buffer if one.replayed is not None]
    found = chosen(buffer, share)
    assert abs(len(found) - share * len(held)) < 1
    assert all(one in held for one in found)
    left = [one.replayed.priority for one in held if one not in found and one.replayed]
    assert all(one.replayed and one.replayed.priority >= max(left, default=0) for one in found)


@pytest.mark.parametrize(("size", "count"), [(0, 0), (1, 1), (5, 1), (6, 2), (10, 2), (15, 3)])
def test_a_fifth_is_a_fifth(size: int, count: int) -> None:
    assert len(chosen([exchange(number, 0.5) for number in range(size)], 0.2)) == count


@given(st.floats(-1, 2), st.integers(0, 60))
def test_a_priority_fades_with_every_replay(score: float, times: int) -> None:
    item = start = taken_up(score)
    assert 0 <= start.priority <= 1
    for _ in range(times):
        item = again(item, 0.85)
    assert item.replays == times
    assert item.priority == pytest.approx(start.priority * math.pow(0.85, times))


@given(st.lists(st.floats(0.05, 1), min_size=1, max_size=8))
def test_everything_comes_again_some_day(worth: list[float]) -> None:
    items = {number: Replayed(priority) for number, priority in enumerate(worth)}
    for _ in range(100):
        buffer = [exchange_of(number, item) for number, item in items.items()]
        for one in chosen(buffer, 0.2):
            items[one.said.id] = again(items[one.said.id], 0.85)
    assert all(item.replays for item in items.values())


def exchange_of(number: int, item: Replayed) -> Exchange:
    return Exchange(exchange(number, None).said, None, (), item)
