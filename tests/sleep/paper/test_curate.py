"""What an exchange is worth, and what is kept of a talk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Sleep
from bot.sleep.paper.curate import curate, scores
from bot.store import Exchange, LogLine
from tests.sleep.made import NOW

DEFAULT = Sleep().curation


def exchange(number: int, text: str, facts: int = 0) -> Exchange:
    line = LogLine(number, 1, "talk", "private", "user", text, NOW)
    return Exchange(line, None, tuple(range(facts)))


exchanges = st.lists(st.tuples(st.text(max_size=400), st.integers(0, 3))).map(
    lambda said: [exchange(number, text, facts) for number, (text, facts) in enumerate(said)]
)


@given(st.text(max_size=2000), st.integers(0, 5))
def test_every_score_is_a_share(text: str, told: int) -> None:
    worth = scores(text, told=told)
    for score in (worth.novelty, worth.importance, worth.utility, worth.combined):
        assert 0 <= score <= 1
    assert worth.combined == pytest.approx((worth.novelty + worth.importance + worth.utility) / 3)


@given(exchanges, st.floats(0, 1), st.floats(0, 1))
def test_a_talk_is_parted_at_the_threshold(talk: list[Exchange], one: float, other: float) -> None:
    low, high = sorted((one, other))
    found = curate(talk, high)
    assert all(worth.combined >= high for _, worth in found.kept)
    assert all(worth.combined < high for _, worth in found.dropped)
    assert [e for e in talk if e in [kept for kept, _ in found.kept]] == [e for e, _ in found.kept]
    assert len(found.kept) + len(found.dropped) == len(talk)
    assert set(found.kept) <= set(curate(talk, low).kept)
    assert curate(talk, 0.0).dropped == ()


@given(st.text(max_size=400), st.integers(1, 5))
def test_what_told_a_fact_is_worth_more_and_always_enough(text: str, told: int) -> None:
    assert scores(text, told=told).combined > scores(text).combined
    assert scores(text, told=told).combined >= DEFAULT


@pytest.mark.parametrize("text", ["hello", "Good morning!", "how are you today?", "lol ok", "🙂"])
def test_small_talk_is_dropped(text: str) -> None:
    assert curate([exchange(1, text)], DEFAULT).kept == ()


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("No, I meant the other one over there", "Yes, it is the other one over there"),
        ("I live by the sea in a house", "They live by the sea in a house"),
        ("We met on 3 May and then at 10:30", "We met on a day and then at noon"),
        ("How do I plant tomatoes in a pot?", "Shall we plant tomatoes in a pot?"),
        ("I'm building a shed for the winter", "I'm seeing a shed for the winter"),
        ("a long message " * 10, "a message " * 5),
    ],
)
def test_what_the_paper_looks_for_counts(more: str, less: str) -> None:
    assert scores(more).combined > scores(less).combined
