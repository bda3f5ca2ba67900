"""What leaves no doubt is found without the model; all else is left to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.extraction import readable
from bot.memory.facts import Statement
from bot.memory.grounding import stands_in
from bot.memory.patterns import also_said
from tests.memory.sayings import TOLD, UNTOLD


def said(message: str) -> list[str]:
    return [statement.line for statement in also_said(message, [])]


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        ("I live in Porto.", ["home city: Porto"]),
        ("hey, i live in porto now lol", ["home city: porto"]),
        ("I’m from Cork originally", ["hometown: Cork"]),
        ("i live in norway", ["home country: norway"]),
        ("I was born in 1987", ["birth year: 1987"]),
        ("I was born in Faro", ["birthplace: Faro"]),
        ("I'm 34, can you believe it?", ["age: 34"]),
        ("I work as a night nurse, pays ok", ["job: a night nurse"]),
        ("I work for Siemens", ["employer: Siemens"]),
        ("I'm badly allergic to bee stings!", ["allergy: bee stings"]),
        ("I'm vegan btw", ["diet: vegan"]),
        ("I play the cello", ["instrument: the cello"]),
        ("please call me Bobby", ["nickname: Bobby"]),
        ("my name is ana", ["name: ana"]),
        ("My cat is called Miso and she is fat", ["cat's name: Miso"]),
        ("I have a cat called Miso", ["cat's name: Miso"]),
        ("We have a little dog named Sir Barks, he is old", ["dog's name: Sir Barks"]),
        ("my sister is Ingrid", ["sister's name: Ingrid"]),
        ("my dentist is Dr. Okafor", ["dentist's name: Dr. Okafor"]),
        ("my locker number is 42", ["locker number: 42"]),
        ("my bedtime is 9:45 pm", ["bedtime: 9:45 pm"]),
        ("my favourite tree is the birch", ["favorite tree: the birch"]),
        ("teal is my favorite color!", ["favorite color: teal"]),
        ("my phone is a Pixel 8", ["phone: a Pixel 8"]),
        ("My blood type is O negative", ["blood type: O negative"]),
        (
            "I'm Zoe, my hometown is Ghent but I live in Lyon",
            ["hometown: Ghent", "home city: Lyon"],
        ),
    ],
)
def test_said_beyond_doubt(message: str, lines: list[str]) -> None:
    assert said(message) == lines


@pytest.mark.parametrize(
    "message",
    """
    my day is long
    my phone is broken
    my phone is so annoying
    my head is killing me
    my mood is great
    my point is that it's late
    my problem is money
    my guess is 42
    my bad
    my car is a mess
    my boss is a jerk
    my dog is sick
    my cat is 4 kilos too fat, my vet says so?
    my sister is pregnant
    my wifi is down again
    my favorite show is on
    my name is on the list
    my name is not important
    is my name Bob?
    what if my name is Bob
    I wish my name was Bob
    I live in fear
    I live in my pajamas
    I live in the kitchen today
    do you think I live in Rome?
    if I live in Rome one day
    I don't live in Rome
    I used to live in Rome
    I no longer live in Rome
    I work as hard as I can
    I work for myself
    I work for free
    I'm from the future
    I'm 20 minutes late
    I'm 100 percent sure
    I'm allergic to mondays
    I'm not allergic to nuts
    call me crazy
    call me back later
    call me Maybe? love that song
    they tried to call me Bee once
    my boss said my name is Bob
    he was like my favorite color is beige
    my cousin's favorite food is, well, everything
    my favorite breakfast is natto and rice
    my turn is next
    my plan is to sleep
    the aunt in my favorite novel is called Maren
    """.strip().split("\n"),
)
def test_left_to_the_model(message: str) -> None:
    assert said(message.strip()) == []


@pytest.mark.parametrize("case", TOLD.strip().split("\n"))
def test_more_ways_of_saying(case: str) -> None:
    message, lines = case.strip().split(" | ")
    assert said(message) == lines.split("; ")


@pytest.mark.parametrize("message", UNTOLD.strip().split("\n"))
def test_more_that_leaves_doubt(message: str) -> None:
    assert said(readable(message)) == []


@pytest.mark.parametrize("sign", ["?", " she said", " lol jk?"])
@pytest.mark.parametrize("case", ["I live in Graz", "I'm a plumber", "I play the oboe"])
def test_what_is_asked_or_anothers_is_not_told(case: str, sign: str) -> None:
    assert said(f"he was like {case}") == []
    assert said(f"what if {case}{sign}") == []


def test_curly_apostrophes_and_capitals_do_not_matter() -> None:
    assert said("I’M A PLUMBER") == ["job: PLUMBER"]
    assert said("i’m learning WELSH") == ["language being learned: WELSH"]


def test_two_languages() -> None:
    assert said("I speak Catalan and Dutch") == [
        "language spoken: Catalan",
        "language spoken: Dutch",
    ]


def test_what_the_model_found_is_not_said_again() -> None:
    found = [Statement("bike's name", "Rocinante")]
    assert also_said("my bike is called Rocinante", found) == []


def test_beside_what_the_model_found() -> None:
    found = [Statement("name", "Ana")]
    message = "I'm Ana and my lucky number is 17"
    assert also_said(message, found) == [Statement("lucky number", "17")]


@given(st.text(max_size=200))
def test_it_never_raises_and_stays_in_the_message(message: str) -> None:
    text = readable(message)
    for statement in also_said(text, []):
        assert stands_in(statement.value, text)


_WORDS = st.sampled_from(
    "my I I'm is are called named in from favorite cat name Porto 42 , . ? and but not the".split()
)


_PHRASES = st.sampled_from(
    [case.strip().split(" | ")[0] for case in (TOLD + UNTOLD).split("\n") if case.strip()]
)


@given(
    st.lists(_PHRASES, min_size=1, max_size=4), st.sampled_from([". ", ", ", " and ", "? ", " "])
)
def test_whatever_is_put_together_the_value_stands_in_it(parts: list[str], joint: str) -> None:
    message = joint.join(parts)
    for statement in also_said(message, []):
        assert stands_in(statement.value, message)
        assert not statement.retracts


@given(st.lists(_WORDS, max_size=14).map(" ".join))
def test_no_order_of_its_own_words_confuses_it(message: str) -> None:
    for statement in also_said(message, []):
        assert stands_in(statement.value, message)
        assert not statement.retracts
