"""What the model found is called what the message plainly says it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.extraction import parse
from bot.memory.grounding import stands_in
from bot.memory.naming import completed

PUT_RIGHT = [
    ("I grew up in Kirkwall", "favorite singer: Kirkwall", "hometown: Kirkwall"),
    ("I'm a plumber", "favorite color: plumber", "job: plumber"),
    ("I'm a plumber", "previous job: a plumber", "job: a plumber"),
    ("I'm a marine biologist", "hobby: biologist", "job: marine biologist"),
    ("I play the cello", "favorite composer: cello", "instrument: cello"),
    ("I'm learning Welsh", "language spoken: Welsh", "language being learned: Welsh"),
    ("we have a dachshund, her name is Wilma", "name: Wilma", "dog's name: Wilma"),
    ("my cat is called Miso", "pet: a cat called Miso", "cat's name: Miso"),
    ("my best friend Lerato is here", "name: Lerato", "best friend's name: Lerato"),
    ("my best friend Lerato is here", "friend's name: Lerato", "best friend's name: Lerato"),
    ("I have a boat named Sirena", "cat's name: Sirena", "boat's name: Sirena"),
    ("My favorite season is late autumn", "favorite month: autumn", "favorite season: late autumn"),
    ("my favorite board game is Go", "favorite game: Go", "favorite board game: Go"),
    ("I was born in Faro", "hometown: Faro", "birthplace: Faro"),
    ("I'm terrified of moths", "pet: moths", "fear: moths"),
    ("I get up at 5:30", "bedtime: 5:30", "wake-up time: 5:30"),
    ("my lucky number is 31", "age: 31", "lucky number: 31"),
    ("I live in Graz, it rains", "hometown: Graz\nhome city: Graz", "home city: Graz"),
]


@pytest.mark.parametrize(("message", "lines", "better"), PUT_RIGHT)
def test_what_is_plain_is_called_what_it_is(message: str, lines: str, better: str) -> None:
    assert [each.line for each in completed(message, parse(lines, message))] == [better]


KEPT = [
    ("I grew up in Kirkwall", "hometown: Kirkwall"),
    ("I drive a Skoda", "car brand: Skoda"),
    ("I'm from Malta", "nationality: Malta"),
    ("I live in Peru", "country of residence: Peru"),
    ("my older brother Sam is here", "older brother's name: Sam"),
    ("my brother Sam is here", "older brother's name: Sam"),
    ("My boat is Sirena", "boat's name: Sirena"),
    ("my number is 42", "lucky number: 42"),
    ("my sign is Leo", "star sign: Leo"),
    ("my favorite pizza is margherita", "favorite pizza topping: margherita"),
    ("My favorite book is Emma by Jane Austen", "favorite author: Jane Austen"),
    ("please call me Bobby", "name: Bobby"),
    ("I support Ajax", "football team: Ajax"),
    ("I work for Maersk", "company: Maersk"),
    ("I'm a plumber", "occupation: a plumber"),
    ("the cello is lovely", "favorite instrument: cello"),
    ("I live in Graz and my cat is called Graz", "cat's name: Graz"),
    ("I no longer live in Graz", "no longer home city: Graz"),
]


@pytest.mark.parametrize(("message", "line"), KEPT)
def test_the_models_line_stays_where_it_is_right_or_says_more(message: str, line: str) -> None:
    found = parse(line, message)
    assert found
    assert completed(message, found)[:1] == found


def test_what_the_model_missed_comes_after_what_it_found() -> None:
    message = "I'm Ana, I grew up in Kirkwall and I'm a plumber"
    lines = [each.line for each in completed(message, parse("favorite singer: Kirkwall", message))]
    assert lines == ["hometown: Kirkwall", "job: plumber"]


@given(
    st.lists(st.sampled_from([*PUT_RIGHT, *KEPT]), min_size=1, max_size=4),
    st.sampled_from([". ", ", ", " and ", "? ", " "]),
)
def test_whatever_is_put_together_the_value_stands_in_it(
    cases: list[tuple[str, ...]], joint: str
) -> None:
    message = joint.join(case[0] for case in cases)
    found = parse("favorite singer: Porto\nhobby: oboe", message)
    for statement in completed(message, found):
        assert stands_in(statement.value, message)
