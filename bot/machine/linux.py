"""How Linux tells of itself: /sys/class/power_supply, /proc/meminfo, /proc/pressure/memory.

Pure functions of what stands there. Knows: their forms. Does not know: how they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.machine.interface import Memory, Power, Unknown

SUPPLIES = "sys/class/power_supply"
SUPPLY_FIELDS = ("type", "scope", "online", "status", "capacity", "present")
MEMINFO = "proc/meminfo"
PRESSURE = "proc/pressure/memory"
AWAKE = "systemd-inhibit"

# One supply: what its files hold, by their names.
Supply = Mapping[str, str]

_AVAILABLE = re.compile(r"^MemAvailable:\s+(\d{1,15}) kB", re.MULTILINE)
_STALLED = re.compile(r"^full avg10=(\d{1,3}(?:\.\d{1,9})?)", re.MULTILINE)
# Per cent of the last ten seconds in which every program waited for memory.
_MOST_STALLED = 10.0


def power_of(supplies: Iterable[Supply]) -> Power | Unknown:
    """What the power supplies say. Those of a mouse or a headset are no supplies of the machine."""
    own = [supply for supply in supplies if supply.get("scope") != "Device"]
    batteries = [
        supply for supply in own if supply.get("type") == "Battery" and supply.get("present") != "0"
    ]
    charge = _charge(batteries)
    states = {supply.get("status", "") for supply in batteries}
    mains = {supply.get("online") for supply in own if supply.get("type") == "Mains"}
    ports = {supply.get("online") for supply in own if supply.get("type") == "USB"}
    if "1" in mains:
        return Power(mains=True, charge=charge)
    # A weak charger at a USB port may give less than the machine takes.
    if "Discharging" in states:
        return Power(mains=False, charge=charge)
    if "1" in ports or states & {"Charging", "Full", "Not charging"}:
        return Power(mains=True, charge=charge)
    if batteries and "0" in mains | ports:
        return Power(mains=False, charge=charge)
    return Unknown("there is no battery that tells of itself")


def _charge(batteries: Iterable[Supply]) -> float | None:
    """The mean of what is left in them, 0 to 1."""
    told = [supply.get("capacity", "") for supply in batteries]
    shares = [min(100, int(text)) for text in told if re.fullmatch(r"[0-9]{1,3}", text)]
    return sum(shares) / (100 * len(shares)) if shares else None


def memory_of(meminfo: str, pressure: str) -> Memory | Unknown:
    """What /proc/meminfo says, and /proc/pressure/memory (empty where there is none)."""
    available = _AVAILABLE.search(meminfo)
    if available is None:
        return Unknown("/proc/meminfo does not say how much memory is free")
    stalled = _STALLED.search(pressure)
    strained = stalled is not None and float(stalled[1]) >= _MOST_STALLED
    return Memory(int(available[1]) * 1024, strained=strained)
