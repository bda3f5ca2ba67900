"""Facts are found by the person's own words for them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.facts import Fact
from bot.memory.search import about

NOW = datetime(2025, 6, 1, tzinfo=UTC)
FACTS = [
    Fact(number, 1, "private", attribute, value, "my cat and my mum live here", NOW)
    for number, (attribute, value) in enumerate(
        [
            ("cat's name", "Miso"),
            ("mother's name", "Lucía"),
            ("home city", "São Paulo"),
            ("favorite emoji", "🦊"),
        ]
    )
]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("cat", [0]),
        ("my cat's name", [0]),
        ("MISO", [0]),
        ("mum", [1]),
        ("lucia", [1]),
        ("name", [0, 1]),
        ("sao paulo", [2]),
        ("the city", [2]),
        ("paulo cat", []),
        ("🦊", [3]),
        ("ity", []),
        ("", []),
        ("?!", []),
    ],
)
def test_words_find_facts(words: str, found: list[int]) -> None:
    assert [fact.id for fact in about(FACTS, words)] == found


@given(st.text(max_size=30))
def test_any_words_can_be_sought(words: str) -> None:
    assert set(about(FACTS, words)) <= set(FACTS)
