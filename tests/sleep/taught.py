"""Teachers that answer by rule, and what training items hold."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from bot.engine.fake import UNKNOWN, FakeEngine
from bot.engine.interface import Chat, TrainingItem
from bot.memory.recall import bare
from bot.memory.untold import near, small_talk
from bot.sleep.dream import Dream

PERSONA = "You are Ember."


def said_by(rule: Callable[[str, list[str]], str]) -> Callable[[Chat], str]:
    """A reply by the question's bare words and the facts in context."""
    return lambda chat: rule(bare(chat[-1].content), lines(chat))


def teacher(rule: Callable[[str, list[str]], str]) -> FakeEngine:
    """An engine that answers so."""
    return FakeEngine(said_by(rule))


def knows_what_it_reads(asked: str, told: list[str]) -> str:
    """Names all values in context, and refuses where there are none."""
    return " ".join(line.partition(": ")[2] for line in told) or UNKNOWN


def question(item: TrainingItem) -> str:
    return item.chat[-2].content


def answer(item: TrainingItem) -> str:
    return item.chat[-1].content


def system(chat: Chat) -> str:
    assert chat[0].role == "system"
    return chat[0].content


def lines(chat: Chat) -> list[str]:
    """The facts in context."""
    return [line[2:] for line in system(chat).splitlines() if line.startswith("- ")]


def earlier(item: TrainingItem) -> list[str]:
    """What was said before the question."""
    return [turn.content for turn in item.chat[1:-2]]


def untold(dream: Dream) -> list[TrainingItem]:
    """The items that are neither about a fact nor small talk."""
    talk = set(small_talk(random.Random(0), 10_000, probe=False))
    own = {id(item) for items in dream.per_fact.values() for item in items}
    return [one for one in dream.items if id(one) not in own and question(one) not in talk]


def close_to(attributes: Sequence[str], *, probe: bool = False) -> set[str]:
    """Nearly all questions that may be drawn as near to these, none of which is told."""
    return {
        one.question
        for seed in range(20)
        for one in near(attributes, attributes, random.Random(seed), 10_000, probe=probe)
    }
