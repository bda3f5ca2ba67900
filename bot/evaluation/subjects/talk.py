"""What is asked beside the facts: the untold, common knowledge, ordinary talk.

Knows: the files' form. Does not know: who is asked.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from bot.evaluation.subjects.reading import load


@dataclass(frozen=True, slots=True)
class General:
    """A question of common knowledge; `right` are beginnings of words, any of them will do."""

    text: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """Something said, and a good reply to it."""

    said: str
    reply: str


@functools.cache
def untold() -> tuple[str, ...]:
    """Questions that no topic answers."""
    return tuple(load("untold")["questions"])


def general() -> list[General]:
    return [General(one["ask"], tuple(one["any"])) for one in load("general")["questions"]]


def dialogue() -> list[Turn]:
    return [Turn(one["say"], one["reply"]) for one in load("dialogue")["turns"]]
