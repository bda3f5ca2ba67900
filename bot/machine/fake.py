"""A machine that reads as a test says.

Knows: the interface. Does not know: any system.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.machine.interface import Disk, Memory, Power, Unknown

_GB = 10**9


class FakeMachine:
    """On mains power and with room for everything, unless told otherwise.

    Attributes:
        awake: how many blocks keep it awake now.
        nights: how often it was kept awake.
    """

    def __init__(self) -> None:
        self.powered: Power | Unknown = Power(mains=True)
        self.remembers: Memory | Unknown = Memory(64 * _GB)
        self.holds: Disk | Unknown = Disk(900 * _GB)
        self.awake = 0
        self.nights = 0

    async def power(self) -> Power | Unknown:
        return self.powered

    async def memory(self) -> Memory | Unknown:
        return self.remembers

    async def disk(self, folder: Path) -> Disk | Unknown:  # noqa: ARG002 - it has one disk only
        return self.holds

    @asynccontextmanager
    async def kept_awake(self) -> AsyncIterator[str]:
        self.awake += 1
        self.nights += 1
        try:
            yield "a fake"
        finally:
            self.awake -= 1
