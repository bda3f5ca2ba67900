"""Rehearsal: what is known well is asked ever more seldom, what was missed soon again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.rehearsal import Rehearsal, rating

NOW = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
rehearsal = Rehearsal()


def due(card: str) -> datetime:
    return datetime.fromisoformat(json.loads(card)["due"])


def lives(answers: list[int], start: datetime = NOW) -> list[timedelta]:
    """Reviewed each time when due, with so many of three forms right: the intervals after each."""
    card, now, intervals = None, start, []
    for right in answers:
        card = rehearsal.reviewed(1, card, right, 3, now)
        intervals.append(due(card) - now)
        now = due(card)
    return intervals


@pytest.mark.parametrize(
    ("right", "asked", "expected"),
    [
        (3, 3, Rating.Good),
        (2, 3, Rating.Hard),
        (1, 3, Rating.Hard),
        (0, 3, Rating.Again),
        (0, 0, Rating.Again),
    ],
)
def test_ratings(right: int, asked: int, expected: Rating) -> None:
    assert rating(right, asked) is expected


@given(st.lists(st.just(3), min_size=2, max_size=12))
def test_intervals_grow_as_long_as_it_is_known(answers: list[int]) -> None:
    found = lives(answers)
    assert found == sorted(found)
    assert found[-1] > found[0] >= timedelta(days=1)


@given(st.lists(st.sampled_from([2, 3]), min_size=1, max_size=8))
def test_a_lapse_shortens(answers: list[int]) -> None:
    *_, before, lapsed, after = lives([*answers, 3, 0, 3])
    assert timedelta(0) < lapsed < before
    assert lapsed < after < before


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_it_is_always_asked_again_but_not_the_same_night(answers: list[int]) -> None:
    assert all(timedelta(hours=20) <= interval for interval in lives(answers))


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=5),
    st.integers(-12, 14),
)
def test_only_utc_is_kept(answers: list[int], hours: int) -> None:
    there = timezone(timedelta(hours=hours))
    card = None
    for right in answers:
        card = rehearsal.reviewed(7, card, right, 3, NOW.astimezone(there))
    assert card is not None
    kept = json.loads(card)
    assert kept["card_id"] == 7
    assert kept["due"].endswith("+00:00")
    assert kept["last_review"].endswith("+00:00")
    assert rehearsal.due(card, due(card).astimezone(there))
    assert not rehearsal.due(card, (due(card) - timedelta(seconds=1)).astimezone(there))


def test_the_same_reviews_give_the_same_card() -> None:
    """No fuzz: a test or an experiment can be run again."""
    assert lives([3, 2, 0, 3, 3]) == lives([3, 2, 0, 3, 3])


def test_never_reviewed_is_due() -> None:
    assert rehearsal.due(None, NOW)


def test_memory_fades() -> None:
    card = rehearsal.reviewed(1, None, 3, 3, NOW)
    days = [rehearsal.retrievability(card, NOW + timedelta(days=n)) for n in (0, 1, 10, 100)]
    assert days == sorted(days, reverse=True)
    assert 1 >= days[0] > 0.99
    assert rehearsal.retrievability(card, due(card)) == pytest.approx(0.9, abs=0.02)
