"""What every measure is given, and what they came to together.

Knows: the parts of a bot, as far as a measure touches them. Does not know: how they are put
together, or what is measured.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.companion import Companion
from bot.config import Config
from bot.engine import blas
from bot.engine.interface import Engine
from bot.evaluation.bench.figures import Measured
from bot.sleep import Sleeper
from bot.store import Store

# Of the cores so many at work before anything is measured.
_BUSY = 0.5


class Parts(Protocol):
    """A whole bot."""

    @property
    def store(self) -> Store: ...
    @property
    def companion(self) -> Companion: ...
    @property
    def sleeper(self) -> Sleeper: ...


@dataclass(frozen=True, slots=True)
class Bench:
    """The settings, and how to come by what is measured.

    `engine` loads the model anew, so that no measure finds the last one's caches. `bot` opens a bot
    on an engine, with a memory that is thrown away. `quick` asks for fewer rounds. `say` is told
    how far it is.
    """

    config: Config
    engine: Callable[[], AbstractAsyncContextManager[Engine]]
    bot: Callable[[Engine], AbstractAsyncContextManager[Parts]]
    quick: bool = False
    say: Callable[[str], None] = lambda _: None

    def rounds(self, usual: int, quick: int) -> int:
        return quick if self.quick else usual


@dataclass(slots=True)
class Report:
    """All that was measured in one run.

    `load` is how many processes wanted to run when it began, on average over a minute; None where
    the system does not tell.
    """

    model: str
    quick: bool
    load: float | None = None
    measures: list[Measured] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return {
            "model": self.model,
            "machine": machine(),
            "quick": self.quick,
            "load": self.load,
            "measures": {measured.name: measured.as_dict() for measured in self.measures},
        }

    def text(self) -> str:
        head = f"Model: {self.model}\nMachine: {machine()}"
        if self.quick:
            head += "\nQuick: few rounds, so that the figures say less."
        cores = os.cpu_count() or 1
        if self.load is not None and self.load > _BUSY * cores:
            head += (
                f"\nBusy: {self.load:.1f} processes wanted to run on {cores} cores as it began. "
                "Seconds are too many; ratios hold more or less."
            )
        return "\n\n".join([head, *(measured.text() for measured in self.measures)])


def load() -> float | None:
    """Processes that want to run, on average over the last minute."""
    try:
        return os.getloadavg()[0]
    except OSError:
        return None


def machine() -> str:
    """What it ran on, in words."""
    library = blas.load()
    products = "" if not library.wanted else "OpenBLAS" if library.library else "no OpenBLAS"
    parts = [platform.system(), platform.machine(), f"{os.cpu_count()} cores", products]
    return ", ".join(part for part in parts if part)
