from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import SleepError
from bot.machine import Disk, Memory, Power
from tests.cogs.staging import Stage

# 03:30 in Lisbon in June is 02:30 UTC.
HOUR = datetime(2025, 6, 1, 2, 30, tzinfo=UTC)


async def talk(stage: Stage) -> None:
    """Time enough for the background task to have looked at the clock."""
    ana = stage.server.user("Ana")
    stage.server.say(ana, stage.server.dm(ana), "hello")
    await stage.server.wait_for_message(stage.server.dm(ana))


@pytest.mark.parametrize(
    ("now", "nights"),
    [
        (HOUR - timedelta(minutes=1), 0),
        (HOUR + timedelta(minutes=1), 1),
        (HOUR + timedelta(hours=5), 1),
        (HOUR + timedelta(hours=7), 0),
    ],
    ids=["before the hour", "at the hour", "woken within the window", "after the window"],
)
async def test_sleeps_once_within_the_window(stage: Stage, now: datetime, nights: int) -> None:
    stage.now = now
    async with stage.running(sleep={"enabled": True}):
        await talk(stage)
    assert stage.sleeper.nights == [None] * nights


async def test_a_restart_goes_on_with_the_night_of_that_hour(stage: Stage) -> None:
    stage.now = HOUR + timedelta(hours=1)
    async with stage.running(sleep={"enabled": True}):
        await talk(stage)
    assert stage.sleeper.nights == [None]
    assert stage.sleeper.since == [HOUR]


@pytest.mark.parametrize(("ago", "nights"), [(30, 0), (90, 1)])
async def test_a_night_that_a_person_stopped_is_not_begun_again(
    stage: Stage, ago: int, nights: int
) -> None:
    stage.now = HOUR + timedelta(minutes=60 - ago)
    person = await stage.store.person("discord:1", "Ana", "weights")
    night = await stage.store.begin_night(person.id, "private")
    await stage.store.end_night(night, "stopped", {})
    stage.now = HOUR + timedelta(hours=1)
    async with stage.running(sleep={"enabled": True}):
        await talk(stage)
    assert len(stage.sleeper.nights) == nights


async def test_off_when_switched_off(stage: Stage) -> None:
    stage.now = HOUR
    async with stage.running(sleep={"enabled": False}):
        await talk(stage)
    assert stage.sleeper.nights == []


@pytest.mark.parametrize("error", [SleepError("The disk is full."), KeyError("The disk is full.")])
async def test_a_failed_night_is_logged_and_not_tried_again(
    stage: Stage, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    stage.now = HOUR
    stage.sleeper.error = error
    async with stage.running(sleep={"enabled": True}):
        await talk(stage)
        await talk(stage)
    assert len(stage.sleeper.nights) == 1
    assert "The disk is full." in caplog.text


async def test_closing_the_bot_ends_its_night(stage: Stage) -> None:
    stage.now = HOUR
    stage.sleeper.free.clear()
    async with stage.running(sleep={"enabled": True}):
        await talk(stage)
        assert stage.sleeper.asleep
    assert stage.sleeper.stopped
    assert stage.sleeper.for_now
    assert not stage.sleeper.asleep


POWER = Power(mains=False, charge=0.1)
LITTLE = Memory(1)
FULL = Disk(1)


@pytest.mark.parametrize(
    ("reading", "value", "told"),
    [
        ("powered", POWER, "Power: on battery, 10% charged"),
        ("remembers", LITTLE, "Memory: 0.0 GB free"),
        ("holds", FULL, "Disk: 0.0 GB free"),
    ],
)
async def test_waits_until_the_machine_can_spare_it(
    stage: Stage,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    reading: str,
    value: object,
    told: str,
) -> None:
    caplog.set_level(logging.INFO, "cogs.quiet")
    monkeypatch.setattr("cogs.quiet._LOOK_SECONDS", 0.01)
    stage.now = HOUR
    enough = getattr(stage.machine, reading)
    setattr(stage.machine, reading, value)
    async with stage.running(sleep={"enabled": True, "idle_minutes": 0}):
        await talk(stage)
        assert stage.sleeper.nights == []
        assert told in caplog.text
        assert caplog.text.count("I put my sleep off") == 1
        setattr(stage.machine, reading, enough)
        while not stage.sleeper.nights:
            await talk(stage)
        await talk(stage)
    assert stage.sleeper.nights == [None]
    assert stage.sleeper.since == [HOUR]


@pytest.mark.parametrize("where", ["private", "mention", "command"])
async def test_waits_until_nobody_has_talked_for_a_while(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr("cogs.quiet._LOOK_SECONDS", 0.01)
    server, ana = stage.server, stage.server.user("Ana")
    stage.now = HOUR - timedelta(minutes=5)
    general = server.guild("Home", ana).channels[0]
    async with stage.running(sleep={"enabled": True, "idle_minutes": 20}):
        if where == "private":
            await talk(stage)
        elif where == "mention":
            server.say(ana, general, "hello", mentions=[server.bot])
            await server.wait_for_message(general)
        else:
            server.say(ana, general, "!help")
            await server.wait_for_message(general)
        for minutes in (0, 14):
            stage.now = HOUR + timedelta(minutes=minutes)
            await asyncio.sleep(0.03)
            assert stage.sleeper.nights == []
        stage.now = HOUR + timedelta(minutes=15)
        while not stage.sleeper.nights:  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.01)
