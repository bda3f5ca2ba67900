"""Deals facts out to people: one who is measured, and others whose facts must not come out.

The same numbers and seed give the same cast. Knows: topics. Does not know: who plays it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import RequestError
from bot.evaluation.asking import Question
from bot.evaluation.subjects.reading import Topic, names, topics
from bot.evaluation.subjects.talk import untold
from bot.memory.questions import Form

# Of the facts told by the last night but one, this share changes afterwards.
_CHANGED = 0.1
_OTHERS = 2
# Each of the others shares this part of the measured person's topics, with values of their own.
_SHARED = 0.5
_FOREIGN = 24
# A paraphrase leaves open what else might be meant: what was told of that would be no mistake.
_PLAIN = (Form.DIRECT, Form.EMBEDDED)
_UNTOLD, _QUICK_UNTOLD = 40, 12


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as it is told. `said` are the person's words; `before` is the value it replaces."""

    attribute: str
    value: str
    said: str
    spellings: tuple[str, ...]
    before: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        return f"{self.attribute}: {self.value}"


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, and what they tell day by day; a night follows each day."""

    name: str
    days: tuple[tuple[Told, ...], ...]

    @property
    def held(self) -> list[Told]:
        """What is so after the last day."""
        return list({told.attribute: told for day in self.days for told in day}.values())


@dataclass(frozen=True, slots=True)
class Cast:
    """Who tells what, and what the measured one is asked at the end."""

    measured: Subject
    others: tuple[Subject, ...]
    questions: tuple[Question, ...]


def deal(facts: int, nights: int, seed: int, *, quick: bool = False) -> Cast:
    """A cast whose measured person tells so many facts over so many days, some changed later.

    Raises RequestError where there are not so many topics, or more days than facts.
    """
    every = list(topics())
    if not 1 <= nights <= facts <= len(every):
        raise RequestError(
            f"{_many(facts, 'fact')} over {_many(nights, 'night')} can't be told.",
            f"Ask for 1 to {len(every)} facts, and for no more nights than facts.",
        )
    source = random.Random(seed)
    source.shuffle(every)
    people = source.sample(names(), 1 + _OTHERS)
    values = {topic.attribute: source.sample(topic.values, len(topic.values)) for topic in every}
    own, rest = every[:facts], every[facts:]
    measured = Subject(people[0], _days(own, values, nights, source))
    others = []
    for at, name in enumerate(people[1:], 2):
        shared = source.sample(own, max(1, round(_SHARED * facts)))
        apart = source.sample(rest, min(len(rest), max(facts, _FOREIGN // len(_PLAIN))))
        told = [_told(topic, values[topic.attribute][at]) for topic in (*shared, *apart)]
        others.append(Subject(name, (tuple(told),)))
    questions = _questions(measured, others, every, source, quick=quick)
    return Cast(measured, tuple(others), tuple(questions))


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _days(
    own: Sequence[Topic],
    values: dict[str, list[tuple[str, ...]]],
    nights: int,
    source: random.Random,
) -> tuple[tuple[Told, ...], ...]:
    days = [
        [_told(topic, values[topic.attribute][0]) for topic in own[day::nights]]
        for day in range(nights)
    ]
    if nights > 1:
        early = [(day, topic) for day in range(nights - 1) for topic in own[day::nights]]
        for day, topic in source.sample(early, max(1, round(_CHANGED * len(own)))):
            first, second = values[topic.attribute][:2]
            days[source.randrange(day + 1, nights)].append(_told(topic, second, first))
    return tuple(tuple(day) for day in days)


def _told(topic: Topic, value: tuple[str, ...], before: tuple[str, ...] = ()) -> Told:
    said = topic.say.replace("{v}", value[0])
    changed = f"Something has changed. {said}" if before else said
    return Told(topic.attribute, value[0], changed, value, before)


def _questions(
    measured: Subject,
    others: Sequence[Subject],
    every: Sequence[Topic],
    source: random.Random,
    *,
    quick: bool,
) -> list[Question]:
    """What was told in all forms, what only others told, and what nobody did."""
    ask = {topic.attribute: topic.ask for topic in every}
    held = measured.held
    foreign: dict[str, list[str]] = {}
    for told in (told for other in others for told in other.held):
        foreign.setdefault(told.attribute, []).extend(told.spellings)
    own = [
        Question(
            ask[told.attribute][form],
            form,
            told.spellings,
            told.before,
            tuple(foreign.get(told.attribute, ())),
        )
        for told in held
        for form in Form
    ]
    known = {told.attribute for told in held}
    apart = [
        Question(ask[attribute][form], form, foreign=tuple(values))
        for attribute, values in foreign.items()
        if attribute not in known
        for form in _PLAIN
    ]
    count = _QUICK_UNTOLD if quick else _UNTOLD
    never = [Question(text) for text in source.sample(untold(), count)]
    most = min(len(apart), count if quick else _FOREIGN)
    return [*own, *source.sample(apart, most), *never]
