"""What stands in context fits, is the most useful, and does not move without need."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.memory.context import alternating, chosen_facts, first_fitting, listed_facts
from bot.memory.facts import Fact

NOW = datetime(2025, 6, 1, tzinfo=UTC)


def fact(number: int, attribute: str = "thing", value: str = "value") -> Fact:
    return Fact(number, 1, "private", attribute, value, "", NOW)


def ids(facts: list[Fact]) -> list[int]:
    return [each.id for each in facts]


FACTS = [
    fact(1, "cat's name", "Miso"),
    fact(2, "home city", "Porto"),
    fact(3, "job", "baker"),
    fact(4, "hobby", "chess"),
]


def test_all_stand_there_when_they_fit() -> None:
    assert ids(chosen_facts(FACTS, 40, lambda _: 10)) == [1, 2, 3, 4]


def test_else_the_newest() -> None:
    assert ids(chosen_facts(FACTS, 25, lambda _: 10)) == [3, 4]


def test_but_first_what_the_message_is_about() -> None:
    assert ids(chosen_facts(FACTS, 25, lambda _: 10, "what's my cat called?")) == [1, 4]
    assert ids(chosen_facts(FACTS, 25, lambda _: 10, "Porto is far away")) == [2, 4]


def test_a_large_fact_does_not_keep_out_small_ones() -> None:
    assert ids(chosen_facts(FACTS, 15, lambda each: 20 if each.id == 4 else 5)) == [1, 2, 3]


def test_while_things_are_told_the_list_stands_still() -> None:
    assert ids(listed_facts(FACTS, before=(1, 2), heard={3, 4}, telling=True)) == [1, 2]


def test_a_question_brings_the_list_up_to_date() -> None:
    assert ids(listed_facts(FACTS, before=(1, 2), heard={3, 4}, telling=False)) == [1, 2, 3, 4]


def test_what_was_not_heard_in_this_talk_is_listed_at_once() -> None:
    assert ids(listed_facts(FACTS, before=(1, 2), heard={3}, telling=True)) == [1, 2, 3, 4]


def test_what_is_gone_does_not_stay_listed() -> None:
    assert ids(listed_facts(FACTS[1:], before=(1, 2), heard={3, 4}, telling=True)) == [2, 3, 4]


@given(st.lists(st.integers(0, 50)), st.integers(0, 300))
def test_the_last_turns_that_fit_are_taken(sizes: list[int], budget: int) -> None:
    at = first_fitting(sizes, budget)
    assert sum(sizes[at:]) <= budget
    assert at == 0 or sum(sizes[at - 1 :]) > budget


def test_turns_alternate_and_the_person_begins() -> None:
    assert alternating(
        [("assistant", "hi"), ("user", "a"), ("user", "b"), ("assistant", "c"), ("user", "d")]
    ) == [("user", "a\nb"), ("assistant", "c"), ("user", "d")]
    assert alternating([]) == []
