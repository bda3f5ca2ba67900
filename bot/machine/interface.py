"""What may be asked of the machine that the bot runs on.

Knows: shapes only. Does not know: how a system tells of itself. `bot.machine.mac` and
`bot.machine.linux` implement it, `bot.machine.fake` stands in for them in tests.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Unknown:
    """A reading that could not be had, and why, in words."""

    why: str


@dataclass(frozen=True, slots=True)
class Power:
    """What the machine runs on. `charge` is the battery's, 0 to 1; None where there is none."""

    mains: bool
    charge: float | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What programs may still take without others having to give, in bytes.

    `strained` says that the system itself finds memory short, whatever is free.
    """

    free_bytes: int
    strained: bool = False


@dataclass(frozen=True, slots=True)
class Disk:
    """What is free on a folder's disk for this user, in bytes."""

    free_bytes: int


class Machine(Protocol):
    """Readings are of now, take no longer than some seconds, and never raise."""

    async def power(self) -> Power | Unknown: ...

    async def memory(self) -> Memory | Unknown: ...

    async def disk(self, folder: Path) -> Disk | Unknown:
        """Of the disk that the folder is on, or will be on once it is made."""
        ...

    def kept_awake(self) -> AbstractAsyncContextManager[str]:
        """Keep the machine from falling asleep while the block lasts, and never longer.

        Yields:
            What keeps it awake, in words; empty where nothing can.
        """
        ...
