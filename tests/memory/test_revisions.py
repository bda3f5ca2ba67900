from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.memory.facts import Fact
from bot.memory.ledger import Change
from bot.memory.revisions import revised, swapped

MOON = datetime(2025, 6, 1, tzinfo=UTC)


def fact(number: int, attribute: str, value: str) -> Fact:
    return Fact(number, 1, "private", attribute, value, "", MOON, message_id=7)


CITY = fact(1, "home city", "Porto")
CAT = fact(2, "cat's name", "Miso")
JOB = fact(3, "job", "baker")


def told(changes: list[Change]) -> list[tuple[str, str]]:
    return [(change.kind, change.notice) for change in changes]


@pytest.mark.parametrize(
    ("output", "message", "own", "expected"),
    [
        (
            "home city: Lisbon",
            "I live in Lisbon",
            [CITY],
            [("changed", "Noted: home city: Lisbon (was Porto).")],
        ),
        (
            "cat's name: Mimo",
            "my cat is called Mimo",
            [CAT],
            [("changed", "Noted: cat's name: Mimo (was Miso).")],
        ),
        ("none", "never mind", [CITY], [("retracted", "No longer noted: home city: Porto.")]),
        ("none", "I live in Porto, by the way", [CITY], []),
        (
            "home city: Porto\njob: cook",
            "I live in Porto and work as a cook",
            [CITY],
            [("learned", "Noted: job: cook.")],
        ),
        (
            "dog's name: Miso",
            "my dog is called Miso",
            [CAT],
            [
                ("learned", "Noted: dog's name: Miso."),
                ("retracted", "No longer noted: cat's name: Miso."),
            ],
        ),
        (
            "none",
            "I no longer live in Porto",
            [CITY],
            [("retracted", "No longer noted: home city: Porto.")],
        ),
    ],
)
def test_what_an_edit_changes(
    output: str, message: str, own: list[Fact], expected: list[tuple[str, str]]
) -> None:
    assert told(revised(output, message, own, own)) == expected


def test_what_other_messages_told_stays() -> None:
    assert revised("none", "never mind", [], [CITY, JOB]) == []
    (change,) = revised("none", "never mind", [CITY], [CITY, JOB])
    assert change.replaces == (CITY,)


def test_a_new_value_takes_the_place_of_what_other_messages_told_too() -> None:
    (change,) = revised("job: cook", "my job is cook", [], [JOB])
    assert told([change]) == [("changed", "Noted: job: cook (was baker).")]


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("my cat is called Miso", "my cat is called Mimo", "Mimo"),
        ("Miso", "Mimo", "Mimo"),
        ("Miso is my cat!", "Mimo Maria is my cat!", "Mimo Maria"),
    ],
)
def test_a_value_alone_that_is_another_is_a_slip_put_right(old: str, new: str, value: str) -> None:
    found = swapped(old, new, [CITY, CAT])
    assert found is not None
    assert (found.kind, found.fact, found.value) == ("replace", CAT, value)
    changes = revised("none", new, [CAT], [CAT], correction=found)
    assert told(changes) == [("changed", f"Noted: cat's name: {value} (was Miso).")]


@pytest.mark.parametrize(
    "new",
    [
        "my cat is called Miso",
        "my cat is called Miso, and I like tea",
        "my cat is dead",
        "my cat is called that",
        "my cat is called what you called it the other day when I came home",
        "my cat is called ",
        "mine is called Mimo",
        "my",
    ],
)
def test_what_is_no_slip(new: str) -> None:
    assert swapped("my cat is Miso", "my cat is happy", [CAT]) is None
    assert swapped("my cat is called Miso", new, [CAT]) is None
