"""A fact is kept only if the person's own words bear it out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.extraction import (
    MOST_CHARACTERS,
    MOST_FACTS,
    believed,
    first_part,
    lines,
    parse,
    readable,
    worth_reading,
)
from bot.memory.facts import Statement
from bot.memory.grounding import stands_in


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("look:\n```py\nname = 'Rex'\n```\nI live in Porto", "look:\nI live in Porto"),
        ("see `x = Rex` ok", "see ok"),
        ("unclosed ```Rex is my dog", "unclosed"),
        ("> I live in Rome\nme too!", "me too!"),
        (">>> I live in Rome\nand all of this", ""),
        ('he yelled "I was born in a barn" at me', "he yelled at me"),
        ("“I never drink any coffee” is on my mug", "is on my mug"),
        ('my dog is "Rex the Great"', 'my dog is "Rex the Great"'),
        ("my site https://example.org/x?y=1 is up", "my site is up"),
        ("hi <:wave:12345> I'm <@!987> now", "hi I'm now"),
        ("P\u200bor\u2060to", "Porto"),
        ("a\u0000b\u202ec", "abc"),
        ("**Porto** and __Faro__", "Porto and Faro"),
        ("I live in ~~Lisbon~~ Porto", "I live in Porto"),
        ("  much   \n\n   space ", "much\nspace"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_only_the_persons_own_words_are_read(message: str, left: str) -> None:
    assert readable(message) == left


def test_a_long_message_is_read_up_to_a_sentences_end() -> None:
    text = readable("This is a sentence of eight words or so. " * 200)
    assert MOST_CHARACTERS - 100 < len(text) <= MOST_CHARACTERS
    assert text.endswith("or so.")


def test_a_long_message_without_sentences_is_cut_at_a_word() -> None:
    assert first_part("word " * 1000, 22) == "word word word word"
    assert first_part("x" * 50, 20) == "x" * 20


@given(st.text(max_size=3000))
def test_no_message_is_read_beyond_its_limit(message: str) -> None:
    assert len(readable(message)) <= MOST_CHARACTERS


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("I live in Porto", True),
        ("What's my name? I'm Ana", True),
        ("what's my name?", False),
        ("🎉🎉", False),
        ("...", False),
        ("", False),
    ],
)
def test_what_states_nothing_is_not_read(text: str, worth: bool) -> None:
    assert worth_reading(text) is worth


def test_lines_become_statements() -> None:
    message = "I'm Ana, I live in Porto and my cat is called Miso!"
    output = "- name: Ana\n2. Home City: porto.\ncat's name: 'Miso'\nnone"
    assert parse(output, message) == [
        Statement("name", "Ana"),
        Statement("home city", "Porto"),
        Statement("cat's name", "Miso"),
    ]


def test_the_spelling_is_the_persons() -> None:
    assert parse("aunt's name: Katarzina", "My aunt is Katarzyna.") == [
        Statement("aunt's name", "Katarzyna")
    ]


def test_an_article_goes_only_where_the_person_has_none() -> None:
    assert parse("job: a nurse", "I'm a nurse") == [Statement("job", "a nurse")]
    assert parse("job: a nurse", "my job is nurse") == [Statement("job", "nurse")]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("home city: Lisbon", "I live in Porto"),
        ("home city: Port", "I live in Porto"),
        ("home city: Rome", "I'd love to live in Rome"),
        ("home city: Rome", "I wish I lived in Rome"),
        ("home city: Rome", "Is Rome nice?"),
        ("home city: Rome", "if I had money I would move to Rome"),
        ("home city: Rome", "my boss said she lives in Rome"),
        ("home city: Rome", "I'm not from Rome"),
        ("home city: Rome", "I used to live in Rome"),
        ("mood: I'm so tired right now", "I'm so tired right now"),
        ("name: me", "it's me"),
        ("x: Porto", "I live in Porto"),
        ("home city; Porto", "I live in Porto"),
        ("12: Porto", "I live in Porto"),
        ("a very long attribute that nobody would ever use: Porto", "I live in Porto"),
        ("city: city", "what a nice city"),
        ("note: " + "very " * 30 + "long", "very " * 30 + "long"),
    ],
)
def test_what_is_not_borne_out_is_dropped(output: str, message: str) -> None:
    assert parse(output, message) == []


def test_a_favorite_may_be_told_as_a_condition() -> None:
    message = "If I could eat one thing forever I'd have ramen"
    assert parse("favorite food: ramen", message) == [Statement("favorite food", "ramen")]


def test_a_bare_answer_counts_only_after_a_question() -> None:
    assert parse("home city: Porto", "Porto") == []
    assert parse("home city: Porto", "Porto", answering=True) == [Statement("home city", "Porto")]


def test_taking_back_is_kept_apart() -> None:
    message = "I no longer have a cat"
    assert parse("no longer pet: a cat", message) == [Statement("pet", "a cat", retracts=True)]


def test_what_the_model_missed_to_take_back_is_taken_back() -> None:
    message = "I don't live in Porto anymore, I live in Faro"
    assert parse("home city: Porto\nhome city: Faro", message) == [
        Statement("home city", "Porto", retracts=True),
        Statement("home city", "Faro"),
    ]


def test_several_on_one_line() -> None:
    assert parse("hobby: chess and long walks", "I love chess and long walks") == [
        Statement("hobby", "chess"),
        Statement("hobby", "long walks"),
    ]
    assert parse("favorite song: Up and Down", "My favorite song is Up and Down") == [
        Statement("favorite song", "Up and Down")
    ]


def test_no_more_than_a_few_are_kept() -> None:
    words = [f"word{number}" for number in range(20)]
    output = "\n".join(
        f"thing {'abcdefghijklmnopqrst'[at]}: {word}" for at, word in enumerate(words)
    )
    assert len(parse(output, "I have " + " ".join(words))) == MOST_FACTS


_LINES = st.lists(
    st.tuples(st.sampled_from(["name", "no longer pet", "hobby", "x"]), st.text(max_size=30)).map(
        ": ".join
    )
).map("\n".join)


@given(st.one_of(st.text(), _LINES), st.text(), st.booleans())
def test_nothing_raises_and_all_is_grounded(output: str, message: str, answering: bool) -> None:
    for statement in parse(output, readable(message), answering=answering):
        assert stands_in(statement.value, readable(message))
        assert 2 <= len(statement.attribute) <= 40
        assert 0 < len(statement.value) <= 100


@pytest.mark.parametrize(("output", "count"), [("", 0), ("none", 0), (" None.\n", 0), ("a: b", 1)])
def test_lines(output: str, count: int) -> None:
    assert len(lines(output)) == count


@given(st.floats(0, 1), st.integers(1, 6))
def test_what_is_believed_hangs_on_the_mean_of_a_line(probability: float, count: int) -> None:
    output = "\n".join(f"attribute {number}: value" for number in range(count))
    assert (believed(output, probability) == output) is (probability ** (1 / count) >= 1 / 3)
    assert believed(output, probability) in (output, "")


def test_two_lines_may_be_half_as_likely_as_one() -> None:
    assert believed("home city: Porto", 0.2) == ""
    assert believed("home city: Porto\njob: baker", 0.2) != ""
