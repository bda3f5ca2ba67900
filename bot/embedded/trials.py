"""Puts the held-out data together: contexts with questions, messages to read, talks to look at.

Everything is drawn from one random source, so the same seed gives the same trials. Knows: the
held-out data, how facts and messages are composed. Does not know: the engine, or what is right.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.embedded.heldout import General, HeldOut, Topic, Written
from bot.memory.facts import Statement

IN_CONTEXT = 8
_UNTOLD_OF_TOPICS, _UNTOLD_OF_OTHERS = 6, 2
# Each topic is asked in two contexts; both get plain and indirect wordings.
_ROUNDS = ((0, 2, 4), (1, 3))
_QUICK = 5
_TALKS = 10
# Topics whose questions another of the row may rightly answer: none is asked as untold beside it.
_NEAR = (
    frozenset(("name", "nickname", "pirate name")),
    frozenset(("favorite drink", "coffee order")),
    frozenset(("disliked food", "allergy", "diet")),
    frozenset(("hobby", "sport practiced", "instrument", "collection", "magic trick")),
    frozenset(("car", "way of commuting")),
    frozenset(("favorite band", "favorite song", "karaoke song")),
    frozenset(("favorite food", "campfire snack", "bagel order")),
)


@dataclass(frozen=True, slots=True)
class Question:
    """`value` is what the answer must hold; empty where nothing was told."""

    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Facts of one person, as they stand in the prompt, and what is asked of them."""

    facts: tuple[str, ...]
    told: tuple[Question, ...]
    untold: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation to read: facts in the prompt, and what the person says, turn by turn."""

    facts: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trials:
    """All that one evaluation asks."""

    known: tuple[Context, ...]
    new: tuple[Context, ...]
    messages: tuple[Written, ...]
    general: tuple[General, ...]
    talks: tuple[Talk, ...]


def make(data: HeldOut, seed: int, *, quick: bool = False) -> Trials:
    """The trials of a seed; with `quick` every fifth of each sort."""
    draw = random.Random(seed)
    untold = _Untold(data, draw)
    step = _QUICK if quick else 1
    known = list(_contexts(data.known, untold, draw))
    new = list(_contexts(data.new, untold, draw))
    messages = [*data.messages, *_composed(data, draw)]
    talks = [_talk(data, draw, at) for at in range(_TALKS)]
    return Trials(
        known=tuple(known[::step]),
        new=tuple(new[::step]),
        messages=tuple(messages[::step]),
        general=data.general[::step],
        talks=tuple(talks[::step]),
    )


class _Untold:
    """Deals out questions that a context does not answer, none twice."""

    def __init__(self, data: HeldOut, draw: random.Random) -> None:
        of_topics = [(topic.name, ask) for topic in (*data.known, *data.new) for ask in topic.ask]
        self._of_topics = draw.sample(of_topics, len(of_topics))
        self._of_others = draw.sample(data.untold, len(data.untold))

    def deal(self, names: set[str]) -> tuple[Question, ...]:
        """Some questions for a context that holds these attributes."""
        closed = names.union(*(near for near in _NEAR if near & names))
        fitting = [entry for entry in self._of_topics if entry[0] not in closed]
        chosen = fitting[:_UNTOLD_OF_TOPICS]
        for entry in chosen:
            self._of_topics.remove(entry)
        others = self._of_others[:_UNTOLD_OF_OTHERS]
        del self._of_others[:_UNTOLD_OF_OTHERS]
        return tuple(Question(text) for text in (*(ask for _, ask in chosen), *others))


def _contexts(topics: Sequence[Topic], untold: _Untold, draw: random.Random) -> Iterator[Context]:
    for asks in _ROUNDS:
        order = draw.sample(topics, len(topics))
        for at in range(0, len(order), IN_CONTEXT):
            asked = order[at : at + IN_CONTEXT]
            beside = order[: IN_CONTEXT - len(asked)]
            held = [(topic, draw.choice(topic.values)) for topic in (*asked, *beside)]
            yield Context(
                facts=_shuffled((_line(topic, value) for topic, value in held), draw),
                told=tuple(
                    Question(topic.ask[number], value)
                    for topic, value in held[: len(asked)]
                    for number in asks
                ),
                untold=untold.deal({topic.name for topic, _ in held}),
            )


def _composed(data: HeldOut, draw: random.Random) -> Iterator[Written]:
    """One fact a message, each wording once; every second one among chatter."""
    chatter = [message.text for message in data.messages if not message.facts]
    for topic in (*data.known, *data.new):
        for number, template in enumerate(topic.say):
            value = topic.values[number % len(topic.values)]
            text = template.replace("{v}", value)
            if number % 2:
                text = _beside(text, draw.choice(chatter), before=draw.random() < 0.5)
            yield Written(text, (Statement(topic.name, value),))


def _beside(text: str, aside: str, *, before: bool) -> str:
    first, second = (aside, text) if before else (text, aside)
    return f"{first}{'' if first.endswith(('.', '!', '?')) else '.'} {second}"


def _talk(data: HeldOut, draw: random.Random, at: int) -> Talk:
    topics = [*draw.sample(data.known, 3), *draw.sample(data.new, 2)]
    held = [(topic, draw.choice(topic.values)) for topic in topics]
    closed = {topic.name for topic in topics}
    stranger = draw.choice([topic for topic in data.known if topic.name not in closed])
    chat = data.chat[at * 3 : at * 3 + 3]
    says = (
        chat[0],
        draw.choice(topics[0].ask),
        chat[1],
        draw.choice(stranger.ask),
        draw.choice(topics[-1].ask),
        chat[2],
    )
    return Talk(_shuffled((_line(topic, value) for topic, value in held), draw), says)


def _line(topic: Topic, value: str) -> str:
    return Statement(topic.name, value).line


def _shuffled(lines: Iterable[str], draw: random.Random) -> tuple[str, ...]:
    listed = list(lines)
    draw.shuffle(listed)
    return tuple(listed)
