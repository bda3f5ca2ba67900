from __future__ import annotations

import pytest

from bot.evaluation.experiments import asked
from bot.evaluation.subjects import deal, topics
from bot.memory.questions import Form
from bot.memory.recall import bare, holds

TOPICS = topics()


def test_a_fact_is_asked_in_every_form() -> None:
    held = deal(5, 1, 1).measured.held
    questions = asked.about(held)
    assert len(questions) == 5 * len(Form)
    assert [question.form for question in questions[: len(Form)]] == list(Form)
    assert questions[0].right == held[0].spellings


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.attribute)
def test_there_are_a_hundred_ways_to_ask_and_none_tells_the_answer(topic: object) -> None:
    attribute = getattr(topic, "attribute")  # noqa: B009
    texts = asked.phrasings(attribute, 100)
    assert len({bare(text) for text in texts}) == len(texts) == 100
    own = next(one for one in TOPICS if one.attribute == attribute)
    assert texts[: len(Form)] == list(own.ask.values())
    spellings = [spelling for value in own.values for spelling in value]
    assert not [text for text in texts for value in spellings if holds(text, value)]


def test_what_is_held_is_what_is_so_by_that_day() -> None:
    cast = deal(20, 4, 3)
    days = [asked.held(cast, day) for day in range(4)]
    assert [len(day) for day in days] == [5, 10, 15, 20]
    changed = {told.attribute: told.value for told in cast.measured.held if told.before}
    assert changed
    before = {told.attribute: told.value for day in days[:3] for told in day}
    assert any(before[attribute] != value for attribute, value in changed.items())
    assert days[3] == cast.measured.held


def test_the_untold_is_right_nowhere() -> None:
    assert [question.right for question in asked.never_told(7)] == [()] * 7
