"""When the machine can afford a night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Sleep
from bot.machine import Disk, Memory, Power, Unknown
from bot.machine.fake import FakeMachine
from bot.sleep.afford import (
    Verdict,
    checks,
    disk_check,
    memory_check,
    power_check,
    silence_check,
)
from bot.sleep.schedule import Decision

GB = 10**9
AT = datetime(2025, 6, 1, 3, 30, tzinfo=UTC)
DUE = Decision(sleep_now=True, wait_seconds=0.0, why="it is time", began=AT)
NONE = Sleep(min_charge=0, min_free_memory_gb=0, min_free_disk_gb=0, idle_minutes=0)


@pytest.mark.parametrize(
    ("power", "holds"),
    [
        (Power(mains=True), True),
        (Power(mains=True, charge=0.01), True),
        (Power(mains=False, charge=0.4), True),
        (Power(mains=False, charge=0.39), False),
        (Power(mains=False), True),
        (Unknown("there is no battery"), True),
    ],
)
def test_power(power: Power | Unknown, holds: bool) -> None:
    assert power_check(power, 0.4).holds == holds


@pytest.mark.parametrize(
    ("memory", "holds"),
    [
        (Memory(GB), True),
        (Memory(GB - 1), False),
        (Memory(9 * GB, strained=True), False),
        (Unknown("it does not say"), True),
    ],
)
def test_memory(memory: Memory | Unknown, holds: bool) -> None:
    assert memory_check(memory, 1.0).holds == holds


@pytest.mark.parametrize(
    ("disk", "holds"), [(Disk(GB), True), (Disk(GB - 1), False), (Unknown("it is gone"), True)]
)
def test_disk(disk: Disk | Unknown, holds: bool) -> None:
    assert disk_check(disk, 1.0).holds == holds


@pytest.mark.parametrize(
    ("minutes", "holds"), [(None, True), (10.0, True), (9.99, False), (0.0, False), (-5.0, False)]
)
def test_silence(minutes: float | None, holds: bool) -> None:
    silence = None if minutes is None else timedelta(minutes=minutes)
    assert silence_check(silence, 10.0).holds == holds


async def test_what_is_zero_is_not_asked() -> None:
    machine = FakeMachine()
    machine.powered, machine.remembers = Power(mains=False, charge=0.0), Memory(0)
    machine.holds = Disk(0)
    assert await checks(machine, Path(), NONE, timedelta(0)) == ()
    found = await checks(machine, Path(), Sleep(), timedelta(0))
    assert [(check.what, check.holds) for check in found] == [
        ("Power", False),
        ("Memory", False),
        ("Disk", False),
        ("Silence", False),
    ]


async def test_a_machine_that_can_spare_it_sleeps_and_says_why() -> None:
    found = await checks(FakeMachine(), Path(), Sleep(), None)
    verdict = Verdict(AT, DUE, found)
    assert verdict.sleep_now
    assert verdict.text().splitlines() == [
        "At 03:30 I went to sleep: it is time.",
        "- Power: on mains (mains power, or a battery at 40% or more): yes",
        "- Memory: 64.0 GB free (1 GB or more): yes",
        "- Disk: 900.0 GB free (1 GB or more): yes",
        "- Silence: nobody has spoken since I was started (10 min or more): yes",
    ]


async def test_what_is_not_known_is_said_and_never_in_the_way() -> None:
    machine = FakeMachine()
    machine.powered = machine.remembers = machine.holds = Unknown("nobody tells")
    verdict = Verdict(AT, DUE, await checks(machine, Path(), Sleep(), None))
    assert verdict.sleep_now
    assert verdict.text().count("not known, nobody tells") == 3


def test_what_stands_in_the_way_is_told() -> None:
    found = (
        power_check(Power(mains=False, charge=0.35), 0.4),
        memory_check(Memory(2 * GB, strained=True), 1.0),
        disk_check(Disk(GB - 1), 1.0),
        silence_check(timedelta(minutes=3, seconds=59), 10),
    )
    verdict = Verdict(AT, DUE, found)
    assert not verdict.sleep_now
    assert verdict.failed == found
    assert verdict.text().splitlines() == [
        "At 03:30 I put my sleep off: it is time, but the machine can't spare it.",
        "- Power: on battery, 35% charged (mains power, or a battery at 40% or more): not now",
        "- Memory: 2.0 GB free, and the system finds it short (1 GB or more): not now",
        "- Disk: 0.9 GB free (1 GB or more): not now",
        "- Silence: for 3 min (10 min or more): not now",
    ]


def test_awake_it_says_until_when() -> None:
    verdict = Verdict(AT, Decision(False, 60.0, "the next quiet hour is at 03:31"))
    assert not verdict.sleep_now
    assert verdict.text() == "I am awake: the next quiet hour is at 03:31."
