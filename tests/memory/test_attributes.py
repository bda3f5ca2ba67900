"""One name for each attribute; values that are the same however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.attributes import canonical, holds_several, near_duplicate, same_value
from bot.memory.facts import Statement


@pytest.mark.parametrize(
    ("written", "value", "name"),
    [
        ("Favourite Colour", "blue", "favorite color"),
        ("mum's name", "Ana", "mother's name"),
        ("mom's job", "a nurse", "mother's job"),
        ("stepdad", "Ilias", "stepfather's name"),
        ("Mother’s name", "Ana", "mother's name"),
        ("name of my cat", "miso", "cat's name"),
        ("cat name", "miso", "cat's name"),
        ("cats name", "miso", "cat's name"),
        ("cat", "Miso", "cat's name"),
        ("cat", "a tabby", "cat"),
        ("dog", "Golden Retriever", "dog"),
        ("pet", "Labrador", "pet"),
        ("guinea pig", "Waffles", "guinea pig's name"),
        ("sister", "Ana Lucia", "sister's name"),
        ("the user's job", "baker", "job"),
        ("my occupation", "baker", "job"),
        ("city", "Porto", "home city"),
        ("hometown", "Porto", "hometown"),
        ("home town", "Porto", "hometown"),
        ("birth_date", "4 May", "birthday"),
        ("Allergies", "nuts", "allergy"),
        ("boss name", "Kim", "boss's name"),
        ("new year's resolution", "less sugar", "new year's resolution"),
        ("locker number", "42", "locker number"),
        ("best friend", "Tomás", "best friend's name"),
    ],
)
def test_each_attribute_has_one_name(written: str, value: str, name: str) -> None:
    assert canonical(written, value) == name


_PARTS = st.sampled_from(
    "my the user's mum mum's name of cat cats city Favourite film works at sister boss pet".split()
)


@given(st.lists(_PARTS, max_size=6).map(" ".join), st.sampled_from(["Miso", "a tabby", ""]))
def test_a_name_once_given_stays(attribute: str, value: str) -> None:
    once = canonical(attribute, value)
    assert canonical(once, value) == once


@given(st.text(), st.text())
def test_a_name_is_one_line_of_single_spaced_words(attribute: str, value: str) -> None:
    name = canonical(attribute, value)
    assert name == " ".join(name.split())


@pytest.mark.parametrize("attribute", ["pet", "hobby", "allergy", "sister's name", "cat's name"])
def test_some_hold_several(attribute: str) -> None:
    assert holds_several(attribute)


@pytest.mark.parametrize(
    "attribute",
    ["home city", "job", "mother's name", "boss's name", "cat's age", "favorite pet", ""],
)
def test_most_hold_one(attribute: str) -> None:
    assert not holds_several(attribute)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Porto", "porto."),
        ("São Paulo", "sao  paulo"),
        ("the violin", "Violin"),
        ("O'Neil", "O’Neil"),
        ("two", "2"),
        ("🦊", "🦊"),
    ],
)
def test_the_same_value_in_other_letters(one: str, two: str) -> None:
    assert same_value(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Porto", "Portugal"),
        ("12", "21"),
        ("C", "C++"),
        ("A", "An"),
        ("🦊", "🐻"),
        ("Jame", "James"),
    ],
)
def test_other_values(one: str, two: str) -> None:
    assert not same_value(one, two)


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (("home city", "Porto"), ("home city", "porto")),
        (("color", "blue"), ("favorite color", "Blue")),
        (("sister", "ana"), ("sister's name", "Ana")),
        (("allergy", "peanut"), ("allergy", "peanuts")),
    ],
)
def test_near_duplicates(held: tuple[str, str], found: tuple[str, str]) -> None:
    assert near_duplicate(Statement(*held), Statement(*found))


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (("job", "pilot"), ("dream job", "pilot")),
        (("cat's name", "Miso"), ("dog's name", "Miso")),
        (("hometown", "Porto"), ("birthplace", "Porto")),
        (("sister's name", "Jame"), ("sister's name", "James")),
        (("allergy", "nuts"), ("allergy", "milk")),
    ],
)
def test_different_facts(held: tuple[str, str], found: tuple[str, str]) -> None:
    assert not near_duplicate(Statement(*held), Statement(*found))
