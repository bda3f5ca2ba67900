"""How a Mac tells of itself: what `pmset`, `vm_stat` and `sysctl` print.

Pure functions of those texts. Knows: their forms. Does not know: how they are run.
"""

from __future__ import annotations

import re

from bot.machine.interface import Memory, Power, Unknown

POWER = ("pmset", "-g", "batt")
MEMORY = ("vm_stat",)
PRESSURE = ("sysctl", "-n", "kern.memorystatus_vm_pressure_level")
AWAKE = "caffeinate"

_SOURCE = re.compile(r"^Now drawing from '([^']*)'", re.MULTILINE)
# An internal battery, or an uninterruptible supply; one that is not plugged in has no share.
_BATTERY = re.compile(r"^\s*-(.+?)[ \t]+(?:\(id=\d+\))?\s*(\d{1,3})%;", re.MULTILINE)
_PAGE = re.compile(r"page size of (\d{1,9}) bytes")
_PAGES = re.compile(r"^Pages ([a-z ]+):\s+(\d{1,18})\.", re.MULTILINE)
_SPARE = ("free", "inactive", "speculative")
# 1 is normal, 2 a warning, at which programs should let go of caches, 4 critical.
_CRITICAL = "4"


def power_of(text: str) -> Power | Unknown:
    """What `pmset -g batt` says."""
    source = _SOURCE.search(text)
    if source is None:
        return Unknown("pmset does not say what the Mac runs on")
    shares = [(name, min(1.0, int(share) / 100)) for name, share in _BATTERY.findall(text)]
    internal = [share for name, share in shares if name.startswith("InternalBattery")]
    held = internal or [share for _, share in shares]
    charge = sum(held) / len(held) if held else None
    return Power(mains=source[1] == "AC Power", charge=charge)


def memory_of(text: str, pressure: str) -> Memory | Unknown:
    """What `vm_stat` says, and the kernel's own opinion (empty where it gives none)."""
    page = _PAGE.search(text)
    pages = {name: int(count) for name, count in _PAGES.findall(text)}
    if page is None or any(name not in pages for name in _SPARE):
        return Unknown("vm_stat does not say how much memory is free")
    free = sum(pages[name] for name in _SPARE) * int(page[1])
    return Memory(free, strained=pressure.strip() == _CRITICAL)
