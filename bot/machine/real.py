"""The machine that the bot runs on, as its system tells of it.

Knows: where each system keeps its readings, and what keeps it awake. Does not know: their forms;
`bot.machine.mac` and `bot.machine.linux` do.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from bot.machine import linux, mac
from bot.machine.commands import output_of, running
from bot.machine.interface import Disk, Machine, Memory, Power, Unknown


class MacMachine:
    """macOS."""

    async def power(self) -> Power | Unknown:
        return mac.power_of(await output_of(*mac.POWER))

    async def memory(self) -> Memory | Unknown:
        return mac.memory_of(await output_of(*mac.MEMORY), await output_of(*mac.PRESSURE))

    async def disk(self, folder: Path) -> Disk | Unknown:
        return await asyncio.to_thread(_disk, folder)

    def kept_awake(self) -> AbstractAsyncContextManager[str]:
        # It ends with this process (-w), however that ends.
        return running(mac.AWAKE, "-i", "-w", str(os.getpid()))


class LinuxMachine:
    """Linux. `root` is where /proc and /sys are."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    async def power(self) -> Power | Unknown:
        return linux.power_of(await asyncio.to_thread(self._supplies))

    async def memory(self) -> Memory | Unknown:
        files = (self._root / linux.MEMINFO, self._root / linux.PRESSURE)
        meminfo, pressure = [await asyncio.to_thread(_text, path) for path in files]
        return linux.memory_of(meminfo, pressure)

    async def disk(self, folder: Path) -> Disk | Unknown:
        return await asyncio.to_thread(_disk, folder)

    def kept_awake(self) -> AbstractAsyncContextManager[str]:
        # `cat` ends when its input does, and the system is free to sleep again.
        why = ("--who=sleepwake", "--why=learning by heart", "--what=idle:sleep", "--mode=block")
        return running(linux.AWAKE, *why, "cat")

    def _supplies(self) -> list[linux.Supply]:
        try:
            folders = sorted((self._root / linux.SUPPLIES).iterdir())
        except OSError:
            return []
        return [
            {name: _text(folder / name).strip() for name in linux.SUPPLY_FIELDS}
            for folder in folders
        ]


def this_machine() -> Machine:
    """The one that this program runs on."""
    return MacMachine() if sys.platform == "darwin" else LinuxMachine()


def _text(path: Path) -> str:
    """A file's text; empty where there is none, or the system gives none."""
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _disk(folder: Path) -> Disk | Unknown:
    there = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    try:
        return Disk(shutil.disk_usage(there).free)
    except OSError as error:
        return Unknown(f"the disk of {folder} can't be asked ({error.strerror})")
