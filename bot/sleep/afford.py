"""Whether the machine can afford a night now: power, memory, disk, and that nobody talks.

A reading that can't be had never stands in a night's way; it is told as such. Knows: the readings
and their bounds. Does not know: how they are taken, or the hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.config import Sleep
from bot.machine import Disk, Machine, Memory, Power, Unknown
from bot.sleep.schedule import Decision

_GB = 10**9


@dataclass(frozen=True, slots=True)
class Check:
    """One reading: what was found, what was asked for, and whether it is enough."""

    what: str
    found: str
    bound: str
    holds: bool

    def text(self) -> str:
        return f"{self.what}: {self.found} ({self.bound}): {'yes' if self.holds else 'not now'}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about a night at an instant, and on what grounds.

    Nothing is read of the machine while no night is due.
    """

    at: datetime
    due: Decision
    checks: tuple[Check, ...] = ()

    @property
    def failed(self) -> tuple[Check, ...]:
        """What stands in the night's way."""
        return tuple(check for check in self.checks if not check.holds)

    @property
    def sleep_now(self) -> bool:
        return self.due.sleep_now and not self.failed

    def text(self) -> str:
        """The decision in words, a line for each reading."""
        return "\n".join([self._headline(), *(f"- {check.text()}" for check in self.checks)])

    def _headline(self) -> str:
        why = self.due.why
        if self.failed:
            return f"At {self.at:%H:%M} I put my sleep off: {why}, but the machine can't spare it."
        if self.due.sleep_now:
            return f"At {self.at:%H:%M} I went to sleep: {why}."
        return f"I am awake: {why}."


async def checks(
    machine: Machine, folder: Path, settings: Sleep, silence: timedelta | None
) -> tuple[Check, ...]:
    """Take the readings that the settings ask for.

    `folder` is where adapters are written; `silence` is since the last word of anybody, None where
    nobody has spoken yet.
    """
    found = []
    if settings.min_charge > 0:
        found.append(power_check(await machine.power(), settings.min_charge))
    if settings.min_free_memory_gb > 0:
        found.append(memory_check(await machine.memory(), settings.min_free_memory_gb))
    if settings.min_free_disk_gb > 0:
        found.append(disk_check(await machine.disk(folder), settings.min_free_disk_gb))
    if settings.idle_minutes > 0:
        found.append(silence_check(silence, settings.idle_minutes))
    return tuple(found)


def power_check(power: Power | Unknown, least: float) -> Check:
    """`least` is a share of the battery's charge; mains power is always enough."""
    bound = f"mains power, or a battery at {least:.0%} or more"
    if isinstance(power, Unknown):
        return _unknown("Power", power, bound)
    level = "" if power.charge is None else f", {power.charge:.0%} charged"
    # A battery that does not tell its charge may be nearly empty, or an hour from it: not known.
    enough = power.mains or power.charge is None or power.charge >= least
    return Check("Power", f"on {'mains' if power.mains else 'battery'}{level}", bound, enough)


def memory_check(memory: Memory | Unknown, least: float) -> Check:
    """`least` is in GB."""
    bound = f"{least:g} GB or more"
    if isinstance(memory, Unknown):
        return _unknown("Memory", memory, bound)
    strained = ", and the system finds it short" if memory.strained else ""
    enough = memory.free_bytes >= least * _GB and not memory.strained
    return Check("Memory", f"{_gigabytes(memory.free_bytes)} GB free{strained}", bound, enough)


def disk_check(disk: Disk | Unknown, least: float) -> Check:
    """`least` is in GB."""
    bound = f"{least:g} GB or more"
    if isinstance(disk, Unknown):
        return _unknown("Disk", disk, bound)
    enough = disk.free_bytes >= least * _GB
    return Check("Disk", f"{_gigabytes(disk.free_bytes)} GB free", bound, enough)


def silence_check(silence: timedelta | None, least: float) -> Check:
    """`least` is in minutes."""
    bound = f"{least:g} min or more"
    if silence is None:
        return Check("Silence", "nobody has spoken since I was started", bound, holds=True)
    # A clock that was set back says nothing about how long it has been quiet.
    minutes = max(0.0, silence.total_seconds() / 60)
    return Check("Silence", f"for {int(minutes)} min", bound, minutes >= least)


def _unknown(what: str, unknown: Unknown, bound: str) -> Check:
    return Check(what, f"not known, {unknown.why}", bound, holds=True)


def _gigabytes(count: int) -> str:
    """Rounded down, so that what is too little never reads as enough."""
    return f"{count // 10**8 / 10:.1f}"
