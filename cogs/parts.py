"""What the cogs are built on, and all that they ask of it.

Knows: the shape of a companion and of a sleeper as Discord needs them. Does not know: how either
works.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.companion import Forgotten, Part, Recall, Speaker
from bot.config import Config
from bot.machine import Machine, this_machine
from bot.memory.facts import Fact
from bot.sleep.report import NightReport, SleepProgress
from bot.store import Store


class Mind(Protocol):
    """Who answers and remembers: `bot.companion.Companion`."""

    def turn(
        self, speaker: Speaker, text: str, *, message_id: int | None = None
    ) -> AsyncGenerator[Part, None]: ...

    async def recall(self, speaker: Speaker, words: str = "") -> Recall: ...

    async def find(self, speaker: Speaker, words: str) -> list[Fact]: ...

    async def forget(self, speaker: Speaker, fact_ids: Sequence[int]) -> Forgotten: ...

    async def forget_everything(self, speaker: Speaker) -> object: ...


class Dreamer(Protocol):
    """Who learns at night: `bot.sleep.Sleeper`."""

    @property
    def asleep(self) -> bool: ...

    async def sleep(
        self,
        person_ids: Sequence[int] | None = None,
        *,
        on_progress: Callable[[SleepProgress], None] | None = None,
        since: datetime | None = None,
    ) -> list[NightReport]: ...

    def stop(self, *, for_now: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the bot on Discord is handed.

    `say` shows a line to whoever runs the bot; `clock` gives an aware time. `pace` is the seconds
    between two edits of a progress message, `patience` those that a question waits for its answer.
    """

    config: Config
    mind: Mind
    sleeper: Dreamer
    store: Store
    clock: Callable[[], datetime]
    say: Callable[[str], None]
    pace: float = 1.0
    patience: float = 120.0
    machine: Machine = field(default_factory=this_machine)
