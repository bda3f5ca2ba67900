"""Puts questions to a model, with an adapter or with lines in its context, and judges the replies.

Knows: the engine's interface, what a right answer is. Does not know: where questions come from, or
what follows from the answers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.engine.interface import Adapter, Engine, Message, Sampling
from bot.memory import prompts
from bot.memory.questions import Form
from bot.memory.recall import tells, unknown

if TYPE_CHECKING:
    from bot.evaluation.subjects.talk import General, Turn

Lines = Callable[[str], Awaitable[Sequence[str]]]
"""The fact lines that stand in context when something is said."""

_ANSWER = Sampling(max_tokens=40)
# So many rows are decoded together: the progress is told after each, and memory stays bounded.
_ROWS = 32


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `right`, `stale` and `foreign` are values, any spelling of which counts.

    With nothing `right` it was never told. `stale` is what was right once, `foreign` what only
    other people told.
    """

    text: str
    form: Form | None = None
    right: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and what was replied."""

    question: Question
    reply: str

    @property
    def told(self) -> bool:
        """Whether the question is about something that this person told."""
        return bool(self.question.right)

    @property
    def right(self) -> bool:
        """Whether it names what was told; it does not where nothing was."""
        return _names(self.reply, self.question.right)

    @property
    def refused(self) -> bool:
        """Whether it says that it does not know, and names nothing right all the same."""
        return not self.right and unknown(self.reply)

    @property
    def stale(self) -> bool:
        """Whether it names what is no longer so, and not what is."""
        return not self.right and _names(self.reply, self.question.stale)

    @property
    def leaked(self) -> bool:
        """Whether it names what another person told, and this one did not."""
        return not self.right and _names(self.reply, self.question.foreign)


def _names(reply: str, values: Sequence[str]) -> bool:
    return any(tells(reply, value) for value in values)


def always(lines: Sequence[str]) -> Lines:
    """These lines stand in context, whatever is said."""

    async def found(_: str) -> Sequence[str]:
        return lines

    return found


@dataclass(frozen=True, slots=True)
class Asker:
    """One way to ask one engine: whose weights are on, and what stands in context.

    `tell` is told how many questions were answered just now.
    """

    engine: Engine
    persona: str
    adapter: Adapter | None = None
    lines: Lines = field(default_factory=lambda: always(()))
    tell: Callable[[int], None] = lambda _: None

    async def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Each in a talk of its own. Raises ModelError."""
        replies = await self._replies([question.text for question in questions])
        return [Answer(*pair) for pair in zip(questions, replies, strict=True)]

    async def general(self, questions: Sequence[General]) -> list[bool]:
        """Which questions of common knowledge are answered right."""
        replies = await self._replies([question.text for question in questions])
        return [
            any(_begins(reply, start) for start in question.right)
            for question, reply in zip(questions, replies, strict=True)
        ]

    async def surprise(self, turns: Sequence[Turn]) -> list[float]:
        """How surprised the model is by each turn's reply: nats in all, not per token."""
        chats = [(*await self._chat(turn.said), Message("assistant", turn.reply)) for turn in turns]
        shares = await self.engine.likelihood(chats, adapter=self.adapter)
        self.tell(len(turns))
        return [-math.log(max(share, 1e-300)) for share in shares]

    async def _chat(self, text: str) -> tuple[Message, ...]:
        system = prompts.system(self.persona, await self.lines(text))
        return Message("system", system), Message("user", text)

    async def _replies(self, texts: Sequence[str]) -> list[str]:
        replies: list[str] = []
        for at in range(0, len(texts), _ROWS):
            chats = [await self._chat(text) for text in texts[at : at + _ROWS]]
            replies += await self.engine.complete(chats, adapter=self.adapter, sampling=_ANSWER)
            self.tell(len(chats))
        return replies


async def lengths(engine: Engine, turns: Sequence[Turn]) -> list[int]:
    """The tokens of each turn's reply, with the one that ends it."""
    found = []
    for turn in turns:
        whole = await engine.count_tokens([_said(turn), Message("assistant", turn.reply)])
        empty = await engine.count_tokens([_said(turn), Message("assistant", "")])
        found.append(whole - empty + 1)
    return found


def _said(turn: Turn) -> Message:
    return Message("user", turn.said)


def _begins(reply: str, start: str) -> bool:
    """Whether a word of the reply begins so; numbers must be whole."""
    whole = r"\b" if start.isdigit() else ""
    return re.search(rf"\b{re.escape(start)}{whole}", reply, re.IGNORECASE) is not None
