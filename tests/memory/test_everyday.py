"""The table of words has the shape that its readers count on."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.embedded import heldout
from bot.memory.attributes import canonical
from bot.memory.everyday import OVERLAPPING, QUESTIONS, RELATED, overlaps
from bot.memory.recall import bare

attributes = st.sampled_from(sorted(QUESTIONS))


@pytest.fixture(scope="module")
def held_out() -> set[str]:
    """Every question that the model is measured with."""
    data = heldout.read()
    people = json.loads((Path(heldout.__file__).parent / "stories.json").read_text("utf-8"))
    texts = [text for topic in (*data.known, *data.new) for text in topic.ask]
    texts += data.untold
    for person in people["people"]:
        texts += [question for question, _ in person["ask"]]
        texts += person["untold"]
    assert len(texts) > 400
    return {plain(text) for text in texts}


def plain(text: str) -> str:
    """A text as it is compared: "what's" is "whats"."""
    return bare(re.sub("['’]", "", text))


def test_attributes_go_by_the_name_under_which_facts_are_kept() -> None:
    assert [name for name in QUESTIONS if canonical(name) != name] == []


def test_each_has_several_questions_and_none_twice() -> None:
    for attribute, asked in {**QUESTIONS, **RELATED}.items():
        assert len(asked) >= 3, attribute
        assert len({plain(text) for text in asked}) == len(asked), attribute


def test_there_are_many_attributes_and_most_have_four_questions() -> None:
    assert len(QUESTIONS) >= 200
    assert sum(len(asked) >= 4 for asked in QUESTIONS.values()) >= 0.9 * len(QUESTIONS)


def test_not_all_questions_end_in_a_mark_but_the_first_does() -> None:
    """People type as they like; what comes first is also shown."""
    for attribute, asked in QUESTIONS.items():
        assert asked[0].endswith("?"), attribute
        assert asked[0][0].isupper(), attribute
    typed = [text for asked in QUESTIONS.values() for text in asked if not text.endswith("?")]
    assert len(typed) >= len(QUESTIONS)


def test_questions_are_in_the_persons_own_words() -> None:
    """They ask for something of "me", and have no gap to be filled."""
    mine = re.compile(r"\b(i|my|me|mine|we|our|us)\b", re.IGNORECASE)
    for asked in QUESTIONS.values():
        assert all("{" not in text for text in asked)
    odd = {text for asked in QUESTIONS.values() for text in asked if not mine.search(text)}
    assert odd == {"where should the pizza be delivered"}


def test_a_question_for_two_attributes_has_them_overlap() -> None:
    """Else one night would teach the answer, and the next would teach to refuse it."""
    askers: dict[str, list[str]] = {}
    for attribute, asked in QUESTIONS.items():
        for text in asked:
            askers.setdefault(plain(text), []).append(attribute)
    apart = {
        text: pair
        for text, names in askers.items()
        for pair in itertools.combinations(names, 2)
        if not overlaps(*pair)
    }
    assert apart == {}


def test_what_is_told_of_others_names_them_once() -> None:
    for attribute, asked in RELATED.items():
        assert canonical(f"sister's {attribute}") == f"sister's {attribute}"
        assert all(text.count("{x}") == text.count("{") == 1 for text in asked), attribute


def test_what_is_told_of_others_asks_for_one_thing() -> None:
    texts = [plain(text) for asked in RELATED.values() for text in asked]
    assert len(set(texts)) == len(texts)


def test_no_question_is_held_out(held_out: set[str]) -> None:
    asked = {plain(text) for texts in QUESTIONS.values() for text in texts}
    assert asked & held_out == set()


def test_no_question_about_others_is_held_out(held_out: set[str]) -> None:
    """Whoever they are, but for the plainest words, which ask for many a thing."""
    found = set()
    for text in (text for asked in RELATED.values() for text in asked):
        # "sister's" is compared as "sisters": one word, as "sister" is.
        before, after = text.replace("{x}'s", "{x}").split("{x}")
        form = rf"{plain(before)} \w+( \w+)? {plain(after)}".strip()
        found |= {held for held in held_out if re.fullmatch(form, held)}
    assert found == {
        "where does my pen pal live",
        "what color is my bathroom",
        "what color is my lightsaber",
        "what kind of tent do i have",
    }


def test_no_attribute_is_held_out() -> None:
    new = {canonical(topic.name) for topic in heldout.read().new}
    assert new & set(QUESTIONS) == set()


def test_overlapping_are_attributes_with_questions() -> None:
    for group in OVERLAPPING:
        assert len(group) >= 2
        assert group <= set(QUESTIONS), group - set(QUESTIONS)
    assert len(set(OVERLAPPING)) == len(OVERLAPPING)
    assert not any(one < other for one in OVERLAPPING for other in OVERLAPPING)


@given(attributes | st.text(max_size=20), attributes | st.text(max_size=20))
def test_overlaps_goes_both_ways(one: str, other: str) -> None:
    assert overlaps(one, other) == overlaps(other, one)
    assert overlaps(one, one)
    together = any({one, other} <= group for group in OVERLAPPING)
    assert overlaps(one, other) == (together or one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("home city", "street"),
        ("home city", "hometown"),
        ("name", "nickname"),
        ("wife's name", "partner's name"),
        ("birthday", "age"),
        ("hobby", "instrument"),
        ("pet", "cat's name"),
        ("pet", "dog's name"),
        ("allergy", "diet"),
        ("favorite band", "favorite song"),
        ("favorite food", "favorite pizza"),
        ("car", "car's color"),
        ("job", "employer"),
        ("way of commuting", "bus line"),
        ("next trip", "city to visit"),
    ],
)
def test_one_may_be_the_answer_to_the_other(one: str, other: str) -> None:
    assert overlaps(one, other)
    assert overlaps(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cat's name", "dog's name"),
        ("cat's name", "cat's color"),
        ("sister's name", "brother's name"),
        ("mother's name", "stepmother's name"),
        ("partner's name", "ex-partner's name"),
        ("wife's name", "best friend's name"),
        ("allergy", "medication"),
        ("birthday", "wedding anniversary"),
        ("favorite color", "favorite food"),
        ("favorite book", "current book"),
        ("favorite wine", "favorite beer"),
        ("job", "previous job"),
        ("job", "dream job"),
        ("university", "degree subject"),
        ("bus line", "bike"),
        ("car's color", "bike's color"),
        ("shoe size", "clothing size"),
        ("instrument", "collection"),
    ],
)
def test_neighbors_are_told_apart(one: str, other: str) -> None:
    assert one in QUESTIONS
    assert other in QUESTIONS
    assert not overlaps(one, other)
    assert not overlaps(other, one)
