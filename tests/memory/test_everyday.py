"""The table of words has the shape that its readers count on."""

from __future__ import annotations

import re

from bot.memory.attributes import canonical
from bot.memory.everyday import QUESTIONS, RELATED


def test_attributes_go_by_the_name_under_which_facts_are_kept() -> None:
    assert [name for name in QUESTIONS if canonical(name) != name] == []


def test_each_has_questions_and_none_twice() -> None:
    for attribute, asked in {**QUESTIONS, **RELATED}.items():
        assert len(asked) >= 2, attribute
        assert len({text.casefold().rstrip("?") for text in asked}) == len(asked), attribute


def test_questions_are_in_the_persons_own_words() -> None:
    """They ask for something of "me", and have no gap to be filled."""
    mine = re.compile(r"\b(i|my|me|mine)\b", re.IGNORECASE)
    for asked in QUESTIONS.values():
        assert all("{" not in text for text in asked)
    odd = {text for asked in QUESTIONS.values() for text in asked if not mine.search(text)}
    assert odd == {"where should the pizza be delivered"}


def test_what_is_told_of_others_names_them() -> None:
    assert all("{x}" in text for asked in RELATED.values() for text in asked)
