from __future__ import annotations

import random

from bot.evaluation.bench.people import LINES, asked, facts, pairs
from bot.memory.recall import bare, holds


def test_nothing_that_is_asked_is_trained_on() -> None:
    known = facts()
    for seed in range(20):
        held_out = asked(known, random.Random(seed))
        trained = {bare(question) for question, _ in pairs(known, held_out)}
        assert len(held_out) == 3 * len(LINES)
        assert trained.isdisjoint(bare(question.text) for question in held_out)


def test_every_fact_is_taught_in_several_wordings_by_answers_that_hold_it() -> None:
    known = facts(4)
    found = pairs(known, [])
    for fact in known:
        assert len([answer for _, answer in found if holds(answer, fact.value)]) == 6
    assert len(found) == 24
