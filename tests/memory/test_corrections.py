"""What a person takes back or puts right, and what they only seem to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.corrections import Correction, read, superseded, taken_back
from bot.memory.facts import Fact, Statement

NOW = datetime(2025, 6, 1, tzinfo=UTC)


def fact(number: int, attribute: str, value: str) -> Fact:
    return Fact(number, 1, "private", attribute, value, "", NOW)


NAME = fact(1, "name", "Ana")
CITY = fact(2, "home city", "Porto")
CAT = fact(3, "cat's name", "Miso")
AGE = fact(4, "age", "33")
JOB = fact(5, "job", "nurse")
FACTS = [NAME, CITY, CAT, AGE, JOB]


@pytest.mark.parametrize(
    "message",
    [
        "that's wrong",
        "No, that's not right!",
        "that’s not true anymore",
        "thats wrong lol",
        "nope, you're wrong",
        "hm, that isn't correct, sorry",
        "forget that",
        "scratch that",
        "just kidding",
        "I take that back.",
        "wrong!",
        "you got that wrong, Ember",
    ],
)
def test_taking_back_what_the_bot_just_said(message: str) -> None:
    assert read(message, "You live in Porto, right?", FACTS) == Correction("retract", CITY)


def test_taking_back_what_oneself_just_said() -> None:
    assert read("just kidding", "Cute name!", FACTS, "my cat is Miso") == Correction("retract", CAT)


@pytest.mark.parametrize(
    ("message", "value"),
    [
        ("no, it's Lisbon", "Lisbon"),
        ("No it is Lisbon.", "Lisbon"),
        ("actually it's lisbon now", "lisbon"),
        ("it's actually Lisbon", "Lisbon"),
        ("I meant Lisbon", "Lisbon"),
        ("sorry, I meant New York", "New York"),
        ("that's wrong, it's Lisbon", "Lisbon"),
        ("not Porto but Lisbon", "Lisbon"),
        ("not Porto, it's Lisbon", "Lisbon"),
        ("it's Lisbon, not Porto", "Lisbon"),
        ("Lisbon, not Porto!", "Lisbon"),
        ("oops, make that Lisbon", "Lisbon"),
    ],
)
def test_putting_right(message: str, value: str) -> None:
    correction = read(message, "So you live in Porto, Ana!", FACTS)
    assert correction == Correction("replace", CITY, value)


def test_a_number_is_put_right_by_a_number() -> None:
    assert read("no, I'm 34", "You're 33 and live in Porto.", FACTS) == Correction(
        "replace", AGE, "34"
    )


def test_what_was_just_told_is_put_right() -> None:
    assert read("I meant Miso Mix", "How nice!", [CAT], "my cat is Miso") == Correction(
        "replace", CAT, "Miso Mix"
    )


@pytest.mark.parametrize(
    "message",
    [
        "no, it's fine",
        "no, it's raining",
        "actually it's a long story",
        "no, it's not",
        "no it's my sister's",
        "no, it's 5 pm already",
        "it's Friday!",
        "no way",
        "no",
        "that's wrong on so many levels",
        "is that wrong?",
        "no, is it Lisbon?",
        "no, it's Porto",
        "I mean Lisbon is nice",
        "I meant Lisbon is nicer",
        "not bad but not great",
        "wrong number lol",
        "what is wrong with you",
        "I was wrong about the soup",
        "",
        "word " * 100,
    ],
)
def test_no_correction(message: str) -> None:
    assert read(message, "You live in Porto.", FACTS) is None


def test_without_a_fact_that_was_spoken_of_nothing_is_meant() -> None:
    assert read("that's wrong", "The moon is a cheese.", FACTS, "tell me about the moon") is None
    assert read("no, it's Lisbon", "The moon is far.", FACTS) is None


def test_of_two_facts_spoken_of_none_is_meant() -> None:
    assert read("that's wrong", "Miso lives in Porto with you.", FACTS) is None


@pytest.mark.parametrize(
    ("message", "gone"),
    [
        ("I don't live in Porto anymore", [CITY]),
        ("i no longer work as a nurse, phew", [JOB]),
        ("my cat's name isn't Miso anymore", [CAT]),
        ("I can't find Miso anymore", []),
        ("I don't go to Porto anymore", []),
        ("do I no longer live in Porto?", []),
        ("I live in Porto", []),
    ],
)
def test_no_longer_so(message: str, gone: list[Fact]) -> None:
    assert taken_back(message, FACTS) == gone


def test_one_value_takes_the_place_of_the_other() -> None:
    new = Statement("home city", "Lisbon")
    assert superseded(new, FACTS, "I live in Lisbon") == [CITY]


def test_several_values_stand_side_by_side() -> None:
    new = Statement("cat's name", "Rex")
    assert superseded(new, FACTS, "I also have a cat called Rex") == []
    assert superseded(new, FACTS, "Miso is away, my cat is Rex") == []


@pytest.mark.parametrize(
    "message",
    ["My cat is Rex, not Miso", "I call my cat Rex instead of Miso", "it's not Miso, he's Rex"],
)
def test_unless_one_is_set_against_the_other(message: str) -> None:
    assert superseded(Statement("cat's name", "Rex"), FACTS, message) == [CAT]


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_read(message: str, reply: str) -> None:
    correction = read(message, reply, FACTS, reply)
    assert correction is None or correction.fact in FACTS
    assert set(taken_back(message, FACTS)) <= set(FACTS)
