"""The checks of the machine: memory, disk, encryption, BLAS; and what its commands' output means.

Knows: /proc/meminfo, vm_stat, fdesetup, findmnt, lsblk. Does not know: how they are run.
"""

from __future__ import annotations

import re

from bot.engine.blas import MEND, Blas
from bot.terminal.doctor.finding import Finding

_GB = 1e9
_LITTLE_DISK, _NO_DISK = 2.0 * _GB, 0.2 * _GB
# What macOS gives away at once: free pages, and those that only hold copies of files.
_GIVEN = ("free", "inactive", "speculative", "purgeable")
# File systems that are encrypted themselves.
_ENCRYPTED = ("ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs")


def linux_memory(meminfo: str) -> tuple[int, int] | None:
    """All memory and what is free to be used, in bytes, of /proc/meminfo's text."""
    found = dict(re.findall(r"^(\w+):\s+(\d+) kB$", meminfo, re.MULTILINE))
    if not {"MemTotal", "MemAvailable"} <= found.keys():
        return None
    return int(found["MemTotal"]) * 1024, int(found["MemAvailable"]) * 1024


def mac_memory(memsize: str, vm_stat: str) -> tuple[int, int] | None:
    """The same of `sysctl -n hw.memsize` and `vm_stat`."""
    page = re.search(r"page size of (\d+) bytes", vm_stat)
    counts = dict(re.findall(r"^Pages (\w+):\s+(\d+)\.$", vm_stat, re.MULTILINE))
    if page is None or not memsize.strip().isdigit() or "free" not in counts:
        return None
    free = sum(int(counts.get(name, 0)) for name in _GIVEN)
    return int(memsize), free * int(page[1])


def memory(found: tuple[int, int] | None, model_bytes: int) -> Finding:
    """Args: found: all and free memory, in bytes. model_bytes: of the weights; 0 if not known."""
    if found is None:
        mend = "Look yourself (macOS: Activity Monitor; Linux: free -h)."
        return Finding("memory", "warning", "It can't be told how much there is.", mend)
    total, free = found
    text = f"{total / _GB:.1f} GB, of which {free / _GB:.1f} GB free"
    if model_bytes:
        text += f"; the model's weights take {model_bytes / _GB:.1f} GB"
    mend = "Close other programs, or name a smaller model in [model] name."
    if total < model_bytes:
        return Finding("memory", "fault", f"{text}.", mend)
    # A night holds the weights, and about as much again while it trains.
    if free < 2 * model_bytes:
        return Finding("memory", "warning", f"{text}.", mend)
    return Finding("memory", "ok", f"{text}.")


def disk(free: int, folder: str) -> Finding:
    """Args: free: bytes left where the folder is, or will be."""
    text = f"{free / _GB:.1f} GB free for {folder}."
    mend = "Free some space, or set [paths] data to another disk."
    if free < _NO_DISK:
        return Finding("disk", "fault", text, mend)
    if free < _LITTLE_DISK:
        return Finding("disk", "warning", text, mend)
    return Finding("disk", "ok", text)


def file_vault(fdesetup: str) -> bool | None:
    """Whether `fdesetup status` says that the disk is encrypted; None if it does not say."""
    found = re.search(r"FileVault is (On|Off)", fdesetup)
    return None if found is None else found[1] == "On"


def mounted(findmnt: str) -> tuple[str, str]:
    """The device and the kind of file system, of `findmnt -n -o SOURCE,FSTYPE`; "" if none."""
    source, _, kind = findmnt.strip().partition(" ")
    # Of a part of a file system (btrfs, a bind mount) the path in it stands in brackets.
    return source.partition("[")[0], kind.strip()


def locked_by_luks(kind: str, lsblk: str) -> bool | None:
    """Whether the file system, or anything below it, is encrypted; None if it can't be told.

    Args:
        kind: of the file system.
        lsblk: what `lsblk --inverse -n -r -o TYPE DEVICE` printed; empty where there is no device.
    """
    if kind in _ENCRYPTED:
        return True
    types = lsblk.split()
    return "crypt" in types if types else None


def encryption(*, found: bool | None, mac: bool) -> Finding:
    name = "FileVault" if mac else "LUKS"
    if found:
        return Finding("encryption", "ok", f"The data folder is encrypted ({name}).")
    if found is None:
        text = "It can't be told whether the data folder is encrypted."
        return Finding(
            "encryption", "warning", text, "See that whoever steals the disk can't read it."
        )
    text = "The data folder is not encrypted: whoever has the disk reads what people told."
    mend = (
        "Switch on FileVault (Settings, Privacy & Security)."
        if mac
        else "Put [paths] data on a disk that is encrypted with LUKS (cryptsetup)."
    )
    return Finding("encryption", "warning", text, mend)


def linear_algebra(library: Blas) -> Finding:
    if library.missing:
        text, _, mend = MEND.partition(": ")
        return Finding("BLAS", "warning", f"{text}.", f"{mend[0].upper()}{mend[1:]}")
    return Finding("BLAS", "ok", "OpenBLAS is loaded." if library.wanted else "The system's own.")
