"""The turns of a talk that are in no file: said by who allows no more than to chat.

They go with the program's end, or when the talk has not gone on for long. Knows: lines and their
summary. Does not know: who allows what, or how a summary is made.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from bot.store import LogLine


@dataclass(slots=True)
class Unkept:
    """One talk's turns, oldest first, and those before them in short.

    `shortened` are the numbers of the messages that the summary may tell of.
    """

    lines: list[LogLine] = field(default_factory=list)
    summary: str = ""
    shortened: set[int] = field(default_factory=set)

    def within(self, lines: Sequence[LogLine]) -> bool:
        """Whether any of these lines is one of the talk's unkept ones."""
        own = {line.id for line in self.lines}
        return any(line.id in own for line in lines)

    def summarise(self, text: str, last: LogLine) -> None:
        """Let a summary stand for the turns up to and with `last`."""
        at = next((at for at, line in enumerate(self.lines) if line.id == last.id), -1)
        numbers = (line.message_id for line in self.lines[: at + 1])
        self.shortened |= {number for number in numbers if number is not None}
        self.summary, self.lines = text, self.lines[at + 1 :]

    def reword(self, message_id: int, text: str) -> None:
        """A message was edited: a summary of what it said before goes."""
        self._let_go({message_id})
        self.lines = [
            replace(line, text=text) if line.message_id == message_id else line
            for line in self.lines
        ]

    def drop(self, message_ids: Collection[int]) -> None:
        """Leave out messages that were deleted, and a summary of them."""
        self._let_go(message_ids)
        self.lines = [line for line in self.lines if line.message_id not in message_ids]

    def _let_go(self, message_ids: Collection[int]) -> None:
        if not self.shortened.isdisjoint(message_ids):
            self.summary, self.shortened = "", set()

    def clear(self) -> None:
        self.lines, self.summary, self.shortened = [], "", set()
