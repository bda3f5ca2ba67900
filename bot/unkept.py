"""The turns of a talk that are in no file: said by who allows no more than to chat.

They go with the program's end, or when the talk has not gone on for long. Knows: lines and their
summary. Does not know: who allows what, or how a summary is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.store import LogLine


@dataclass(slots=True)
class Unkept:
    """One talk's turns, oldest first, and those before them in short."""

    lines: list[LogLine] = field(default_factory=list)
    summary: str = ""

    def within(self, lines: Sequence[LogLine]) -> bool:
        """Whether any of these lines is one of the talk's unkept ones."""
        own = {line.id for line in self.lines}
        return any(line.id in own for line in lines)

    def summarise(self, text: str, last: LogLine) -> None:
        """Let a summary stand for the turns up to and with `last`."""
        at = next((at for at, line in enumerate(self.lines) if line.id == last.id), -1)
        self.summary, self.lines = text, self.lines[at + 1 :]

    def clear(self) -> None:
        self.lines, self.summary = [], ""
