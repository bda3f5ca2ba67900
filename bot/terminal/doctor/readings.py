"""Reads the machine, by commands that only look.

Knows: which command tells what, on macOS and on Linux. Does not know: what its output means.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.machine import Disk, Memory, Unknown, this_machine
from bot.terminal.doctor import machine
from bot.terminal.processes import output

MAC = sys.platform == "darwin"


def all_memory() -> int:
    """The machine's memory, in bytes."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def free_memory() -> Memory | Unknown:
    return asyncio.run(this_machine().memory())


def free_disk(folder: Path) -> Disk | Unknown:
    return asyncio.run(this_machine().disk(folder))


def encrypted(folder: Path) -> bool | None:
    """Whether the disk of the folder is encrypted; None if it can't be told."""
    if MAC:
        return machine.file_vault(output(["fdesetup", "status"]))
    place = str(standing(folder))
    found = output(["findmnt", "-n", "-r", "-o", "SOURCE,FSTYPE", "--target", place])
    source, kind = machine.mounted(found)
    below = ""
    if source.startswith("/dev/"):
        below = output(["lsblk", "--inverse", "-n", "-r", "-o", "TYPE", source])
    return machine.locked_by_luks(kind, below)


def hub(env: Mapping[str, str]) -> Path:
    """Where models of the Hugging Face hub are kept."""
    if env.get("HF_HUB_CACHE"):
        return Path(env["HF_HUB_CACHE"])
    home = env.get("HF_HOME") or "~/.cache/huggingface"
    return Path(home).expanduser() / "hub"


def writable(folder: Path) -> bool:
    return os.access(standing(folder), os.W_OK | os.X_OK)


def standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    for each in (folder, *folder.parents):
        if each.is_dir():
            return each
    return Path("/")
