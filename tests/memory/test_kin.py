"""What people tell of those near them, read from plain phrases."""

from __future__ import annotations

import pytest

from tests.memory.test_habits import read


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        ("my sister Ana is a nurse", ["sister's name: Ana", "sister's job: nurse"]),
        ("My husband Tom works as a plumber.", ["husband's name: Tom", "husband's job: plumber"]),
        ("My brother is a doctor, he hates it", ["brother's job: doctor"]),
        (
            "my wife Sanna teaches chemistry",
            ["wife's name: Sanna", "wife's job: teaches chemistry"],
        ),
        ("my brother lives in Oslo", ["brother's city: Oslo"]),
        ("grandma lives in Belém, the calls last hours", ["grandmother's city: Belém"]),
        ("my daughter Lea is 6", ["daughter's name: Lea", "daughter's age: 6"]),
        ("My mom just turned 70!", ["mother's age: 70"]),
        ("my cat Miso is 3 years old", ["cat's name: Miso", "cat's age: 3"]),
        ("We have two cats, Miso and Luna.", ["cat's name: Miso", "cat's name: Luna"]),
        (
            "I've got three brothers: Ivo, Jan and Piet",
            [
                "number of brothers: three",
                *(f"brother's name: {n}" for n in ("Ivo", "Jan", "Piet")),
            ],
        ),
    ],
)
def test_told(message: str, facts: list[str]) -> None:
    assert sorted(read(message)) == sorted(facts)


@pytest.mark.parametrize(
    "message",
    [
        "my brother is an idiot",
        "is my brother a nurse?",
        "my sister is a bit late",
        "I wish my brother lived in Oslo",
        "My friend says my sister is a nurse",
        "my house is 70 years old",
        "I have two tickets, Oslo and Porto",
        "my train is 5 minutes late",
    ],
)
def test_not_told(message: str) -> None:
    assert read(message) == []
