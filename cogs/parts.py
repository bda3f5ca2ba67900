"""What the cogs are built on, and all that they ask of it.

Knows: the shape of a companion and of a sleeper as Discord needs them. Does not know: how either
works.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.companion import Notice, Part, Said
from bot.config import Config
from bot.consent import Standing
from bot.keeping import Forgotten, Recall, Speaker
from bot.machine import Machine, this_machine
from bot.memory.facts import Fact
from bot.memory.quotes import Quote
from bot.proof import Proof
from bot.receipt import Receipt
from bot.sleep.report import NightReport, SleepProgress
from bot.store import Chooser, Consent, Person, Store
from cogs.timer import Timer


class Mind(Protocol):
    """Who answers and remembers: `bot.companion.Companion`."""

    def turn(
        self,
        speaker: Speaker,
        text: str,
        *,
        message_id: int | None = None,
        before: Sequence[Said] = (),
        quoted: Sequence[Quote] = (),
    ) -> AsyncGenerator[Part, None]: ...

    async def revise(self, speaker: Speaker, text: str, *, message_id: int) -> list[Notice]: ...

    async def unsay(self, message_ids: Collection[int]) -> None: ...

    async def recall(self, speaker: Speaker, words: str = "") -> Recall: ...

    async def find(self, speaker: Speaker, words: str) -> list[Fact]: ...

    async def forget(self, speaker: Speaker, fact_ids: Sequence[int]) -> Forgotten: ...

    async def erase(self, speaker: Speaker) -> Receipt | None: ...

    async def prove(self, speaker: Speaker, fact_ids: Sequence[int]) -> list[Proof]: ...

    async def correct(self, speaker: Speaker, fact_id: int, value: str) -> tuple[Fact, Fact]: ...

    async def export(self, speaker: Speaker) -> dict[str, Any]: ...

    async def share(self, speaker: Speaker, fact_ids: Sequence[int]) -> list[Fact]: ...

    async def standing(self, speaker: Speaker) -> Standing: ...

    async def mark_asked(self, speaker: Speaker) -> None: ...

    async def choose(self, speaker: Speaker, consent: Consent) -> Standing: ...

    async def allow(self, person: Person, consent: Consent, by: Chooser) -> None: ...


class Dreamer(Protocol):
    """Who learns at night: `bot.sleep.Sleeper`."""

    @property
    def asleep(self) -> bool: ...

    @property
    def latest(self) -> SleepProgress | None: ...

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
    between two edits of a progress message, `patience` those that a question waits for its answer;
    `timer` measures those of talking.
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
    timer: Timer = field(default_factory=Timer)
