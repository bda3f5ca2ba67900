"""What a method must be able to do to be measured.

Knows: homes. Does not know: any method.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from bot.engine.interface import Adapter
from bot.evaluation.home import Home
from bot.sleep import SleepProgress
from bot.store import Person

OnProgress = Callable[[SleepProgress], None]


@dataclass(slots=True)
class Night:
    """What one night took: seconds, the peak of memory in bytes, and what is to be told of it."""

    seconds: float = 0.0
    peak_bytes: int = 0
    notes: list[str] = field(default_factory=list)


class Method(Protocol):
    """One way to remember, in one home.

    Attributes:
        sleeps: whether it has nights at all.
        talks: whether a person would ask it through the companion, facts in context and all; else
            it is asked with what `lines` and `adapter` give.
    """

    sleeps: bool
    talks: bool

    async def night(self, person: Person, tell: OnProgress) -> Night:
        """Let a night pass. Raises SleepwakeError."""
        ...

    async def adapter(self, person: Person) -> Adapter | None:
        """The weights that are on when this person asks."""
        ...

    async def lines(self, person: Person, text: str) -> Sequence[str]:
        """The fact lines that stand in context when this person says that."""
        ...


Factory = Callable[[Home], Method]


class Awake:
    """A method that does nothing at night, and has no weights of its own."""

    sleeps = False
    talks = False

    def __init__(self, home: Home) -> None:
        self._home = home

    async def night(self, person: Person, tell: OnProgress) -> Night:  # noqa: ARG002
        return Night()

    async def adapter(self, person: Person) -> Adapter | None:  # noqa: ARG002
        return None

    async def lines(self, person: Person, text: str) -> Sequence[str]:  # noqa: ARG002
        return ()


@asynccontextmanager
async def timed(night: Night) -> AsyncIterator[None]:
    """Add to a night the seconds that the block takes."""
    began = time.monotonic()
    yield
    night.seconds += time.monotonic() - began
