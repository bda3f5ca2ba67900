"""What is told, asked and said in a measure.

Knows: ten facts, their questions, small talk, messages. Does not know: models or time.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.memory.facts import Fact
from bot.memory.questions import probes, templates
from bot.memory.recall import bare
from bot.sleep.probe import Question, questions

# Different kinds of things: names, places, numbers, tastes.
LINES = (
    "cat's name: Miso",
    "home city: Lisbon",
    "job: carpenter",
    "favorite color: teal",
    "sister's name: Ines",
    "hobby: chess",
    "favorite food: ramen",
    "car: Fiat Panda",
    "birthday: May 14",
    "instrument: cello",
)
_WORDINGS = 6
_TOLD_AT = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)

TALK = (
    "Good morning! How are you today?",
    "I had a rough day.",
    "What's the capital of France?",
    "Tell me something about the moon.",
    "It's raining again.",
    "Say something nice.",
    "What do bees make?",
    "I'm bored, what now?",
)
MESSAGES = (
    "My cat is called Miso and she is three years old.",
    "I live in Lisbon, right by the river.",
    "I work as a carpenter, mostly kitchens.",
    "What a day, I'm glad that it is over.",
    "My sister Ines plays the cello in an orchestra.",
    "I drive an old Fiat Panda, it still goes well.",
    "On Thursdays I play chess at the club.",
    "Nothing beats a bowl of ramen when it is cold.",
)


def facts(count: int = len(LINES)) -> list[Fact]:
    """The first of the facts, as a store would give them."""
    found = []
    for number, line in enumerate(LINES[:count], 1):
        attribute, _, value = line.partition(": ")
        quote = f"My {attribute} is {value}."
        found.append(Fact(number, 1, "private", attribute, value, quote, _TOLD_AT))
    return found


def asked(known: Sequence[Fact], source: random.Random) -> list[Question]:
    """Three wordings a fact that `pairs` leaves out."""
    forms = {fact.id: probes(fact.attribute, [], source) for fact in known}
    return questions(known, forms, source)


def pairs(known: Sequence[Fact], held_out: Sequence[Question]) -> list[tuple[str, str]]:
    """Questions with answers to train on, several wordings a fact, none of them held out."""
    apart = {bare(question.text) for question in held_out}
    found = []
    for fact in known:
        wordings = [text for text in templates(fact.attribute) if bare(text) not in apart]
        found += [(text, f"Your {fact.line.replace(':', ' is')}.") for text in wordings[:_WORDINGS]]
    return found
