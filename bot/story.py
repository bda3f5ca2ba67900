"""A story: what people tell on which day, what they then ask, and which answers are right.

Knows: the form of a story's file. Does not know: who plays it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import msgspec

from bot.errors import RequestError
from bot.memory.recall import tells, unknown

_OWN = "story.json"
_FORM = "`sleepwake demo --help` shows the form of a story."


class _Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    say: list[str | list[str]]
    ask: list[tuple[str, list[str]]] = []
    untold: list[str] = []


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    people: list[_Person]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the answers that are right; none is where nothing was told."""

    text: str
    answers: tuple[str, ...] = ()

    def right(self, reply: str) -> bool:
        """Whether the reply names a right answer, or, where there is none, says so."""
        if not self.answers:
            return unknown(reply)
        return any(tells(reply, answer) for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Character:
    """A person of the story: messages day by day, and questions."""

    name: str
    days: tuple[tuple[str, ...], ...]
    questions: tuple[Question, ...]
    untold: tuple[Question, ...]

    def said_by(self, day: int) -> list[str]:
        """All messages up to the end of a day, counted from 0."""
        return [message for said in self.days[: day + 1] for message in said]

    def due(self, day: int, *, last: bool) -> list[Question]:
        """What is asked after a day: what was told by then; on the last day everything."""
        said = self.said_by(day)
        told = [
            question
            for question in self.questions
            if last or any(question.right(message) for message in said)
        ]
        return [*told, *(self.untold if last else ())]

    def strangers(self, others: Sequence[Character]) -> list[str]:
        """Answers that are right for others only, and that this person never named."""
        said = [message for day in self.days for message in day]
        values = [
            answer
            for other in others
            if other is not self
            for question in other.questions
            for answer in question.answers
        ]
        return [value for value in values if not any(tells(message, value) for message in said)]


@dataclass(frozen=True, slots=True)
class Story:
    """People, and the number of days that the longest of them takes."""

    people: tuple[Character, ...]

    @property
    def days(self) -> int:
        return max(len(person.days) for person in self.people)


def read_story(path: Path | None) -> Story:
    """The story of a file, or the built-in one. Raises RequestError."""
    try:
        content = path.read_bytes() if path else (files(__package__) / _OWN).read_bytes()
        people = msgspec.json.decode(content, type=_File).people
    except OSError as error:
        raise RequestError(f"{path} can't be read: {error.strerror}.", "Name a file.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"{path} is no story: {error}.", _FORM) from error
    names = [person.name.strip().lower() for person in people]
    if not names or "" in names or len(set(names)) < len(names):
        raise RequestError(f"{path} needs people, each with a name of their own.", _FORM)
    return Story(tuple(_character(person) for person in people))


def _character(person: _Person) -> Character:
    lone = [message for message in person.say if isinstance(message, str)]
    days = [tuple(day) for day in person.say if not isinstance(day, str)]
    if lone and days:
        raise RequestError(
            f"What {person.name} says is neither a list of messages nor a list of days.", _FORM
        )
    for text, answers in person.ask:
        if not text.strip() or not any(answer.strip() for answer in answers):
            raise RequestError(
                f"{person.name} asks {text!r}, to which no right answer is given.",
                f"What was never told stands in untold. {_FORM}",
            )
    return Character(
        person.name.strip(),
        tuple(days) if days else (tuple(lone),),
        tuple(Question(text, tuple(answers)) for text, answers in person.ask),
        tuple(Question(text) for text in person.untold),
    )
