"""The checks of the machine: memory, disk, encryption, BLAS; and what its commands' output means.

Knows: fdesetup, findmnt, lsblk. Does not know: how they are run.
"""

from __future__ import annotations

import re

from bot.engine.blas import MEND, Blas
from bot.machine import Disk, Memory, Unknown
from bot.terminal.doctor.finding import Finding

_GB = 1e9
_LITTLE_DISK, _NO_DISK = 2.0 * _GB, 0.2 * _GB
# File systems that are encrypted themselves.
_ENCRYPTED = ("ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs")


def memory(total: int, left: Memory | Unknown, model_bytes: int) -> Finding:
    """Args: total: in bytes. left: what of it is free. model_bytes: of the weights; 0: unknown."""
    if isinstance(left, Unknown):
        mend = "Look yourself (macOS: Activity Monitor; Linux: free -h)."
        return Finding("memory", "warning", f"{total / _GB:.1f} GB; {left.why}.", mend)
    free = left.free_bytes
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


def disk(left: Disk | Unknown, folder: str) -> Finding:
    """Args: left: what is free where the folder is, or will be."""
    mend = "Free some space, or set [paths] data to another disk."
    if isinstance(left, Unknown):
        return Finding("disk", "warning", f"{left.why[0].upper()}{left.why[1:]}.", mend)
    free = left.free_bytes
    text = f"{free / _GB:.1f} GB free for {folder}."
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
