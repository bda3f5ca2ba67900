"""A value stands in a text by whole words, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.grounding import nearly, places, stands_in


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("porto", "I live in Porto."),
        ("New  York", "I live in new-york"),
        ("O'Neil", "my name is O’Neil, hi"),
        ("C++", "I write C++ all day"),
        ("🦊", "my favorite emoji is 🦊!"),
        ("7:30", "I get up at 7:30"),
        ("Ελένη", "με λένε Ελένη"),
        ("שרה", "קוראים לי שרה."),
    ],
)
def test_it_stands_there(value: str, text: str) -> None:
    assert stands_in(value, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("port", "I live in Porto."),
        ("C++", "I write C all day"),
        ("New Jersey", "New York and Jersey"),
        ("", "anything"),
        ("🦊", "my favorite emoji is 🐻"),
    ],
)
def test_it_does_not(value: str, text: str) -> None:
    assert not stands_in(value, text)


def test_a_place_is_where_the_words_are() -> None:
    text = "Porto? I'm from Porto!"
    assert [text[start:end] for start, end in places("porto", text)] == ["Porto", "Porto"]


def test_a_slip_in_a_long_name_is_found() -> None:
    text = "My aunt is called Katarzyna."
    assert [text[start:end] for start, end in nearly("Katarzina", text)] == ["Katarzyna"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Anna", "My aunt is called Ana."),
        ("Marianne", "My aunts are Mariann and Mariane."),
        ("Lisbon", "I live in Brisbane"),
        ("A1234567", "my code is A1234568"),
        ("", "words"),
    ],
)
def test_no_slip_is_made_up(value: str, text: str) -> None:
    assert nearly(value, text) == []


@given(st.text(max_size=20), st.text(max_size=60), st.text(max_size=60))
def test_a_word_of_the_text_is_found_wherever_it_is(word: str, before: str, after: str) -> None:
    text = f"{before} {word.strip()} {after}"
    assert stands_in(word, text) == bool(word.strip())
