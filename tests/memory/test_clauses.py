"""What a part of a message is, by its outer signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.clauses import Clause, asks_something, clause_at, clauses, only_tells


def of(word: str, text: str) -> Clause:
    clause = clause_at(clauses(text), text.index(word))
    assert clause is not None
    return clause


@pytest.mark.parametrize(
    "text",
    [
        "Is Porto a nice city?",
        "do you like Porto",
        "Do you like Lisbon, Porto or Faro?",
        "hey, what is Porto like",
        "tell me about Porto",
        "Tell me what Porto is called",
        "If I moved there, would Porto be fun?",
        "so, have you been to Porto",
        "Porto?",
    ],
)
def test_asked(text: str) -> None:
    assert of("Porto", text).asks


@pytest.mark.parametrize(
    "text",
    [
        "I live in Porto, do you know it?",
        "I have a cat named Porto, isn't she cute?",
        "Did I tell you I live in Porto?",
        "What I love is Porto",
        "When I was little we moved to Porto",
        "My city? Porto.",
        "can you believe my street in Porto is flooded",
    ],
)
def test_told_though_there_is_a_question(text: str) -> None:
    assert of("Porto", text).told


@pytest.mark.parametrize(
    "text",
    [
        "I'd love to live in Porto",
        "If I lived in Oslo, my dog would run about Porto",
        "maybe one day I'll see Porto",
        "I hope to move to Porto",
        "I’d like a house in Porto",
    ],
)
def test_wished(text: str) -> None:
    assert of("Porto", text).wishes


@pytest.mark.parametrize(
    "text",
    [
        "I wish I lived in Porto",
        "imagine being born in Porto",
        "it would be so nice to see Porto",
        "in my dream I was mayor of Porto",
    ],
)
def test_imagined(text: str) -> None:
    assert of("Porto", text).imagines


def test_a_wish_ends_where_telling_begins() -> None:
    assert of("Porto", "I'd love a coffee, I live in Porto").told


@pytest.mark.parametrize(
    "text",
    [
        "my boss said he lives in Porto",
        "he was like I own Porto",
        "everyone thinks I'm from Porto",
        "I live in Porto, she said",
        "some guy told me Porto is the place",
    ],
)
def test_somebody_elses_words(text: str) -> None:
    assert of("Porto", text).reports


@pytest.mark.parametrize(
    "text",
    ["My doctor says I'm allergic to Porto", "My passport says Porto", "my boss goes to Porto"],
)
def test_not_somebody_elses_words(text: str) -> None:
    assert of("Porto", text).told


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("I no longer live in Porto", True),
        ("I don't live in Porto anymore", True),
        ("I can't wait any longer: Porto it is", False),
        ("I live in Porto", False),
    ],
)
def test_no_longer_so(text: str, ended: bool) -> None:
    at = text.index("Porto")
    assert of("Porto", text).ended(at, at + 5) is ended


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("I'm not from Porto", True),
        ("I don’t live in Porto", True),
        ("I've never been to Porto", True),
        ("I can't stand Porto", False),
        ("I don't like Porto", False),
        ("I'm not kidding, Porto", False),
    ],
)
def test_said_not_to_be_so(text: str, denied: bool) -> None:
    assert of("Porto", text).denied(text.index("Porto")) is denied


def test_the_past_is_marked() -> None:
    assert of("Porto", "I used to live in Porto").past


def test_a_title_ends_no_sentence() -> None:
    (clause,) = clauses("My dentist is Dr. Porto")
    assert clause.text == "My dentist is Dr. Porto"


def test_asking_anything() -> None:
    assert asks_something("I'm Ana. what's your name")
    assert not asks_something("I'm Ana. Nice to meet you")


@pytest.mark.parametrize(
    "text", ["I'm a baker", "my cat's Miso", "I like tea. we moved here", "my job is hard"]
)
def test_telling_only(text: str) -> None:
    assert only_tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "my fav song again",
        "eggs how do i like them",
        "what tent do i have",
        "my sport is which one",
        "library card nr pls",
        "I'm off, what's my job",
        "name of my coach",
    ],
)
def test_maybe_asking(text: str) -> None:
    assert not only_tells(text)


@given(st.text(max_size=300))
def test_clauses_cover_every_word_once(text: str) -> None:
    found = clauses(text)
    assert "".join(clause.text for clause in found).split() == text.split()
    assert all(text[clause.start : clause.end] == clause.text for clause in found)
