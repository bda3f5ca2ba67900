from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import SleepError
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


async def test_a_night_that_was_is_not_repeated_after_a_restart(stage: Stage) -> None:
    stage.now = HOUR + timedelta(minutes=1)
    person = await stage.store.person("discord:1", "Ana", "weights")
    night = await stage.store.begin_night(person.id, "private")
    await stage.store.end_night(night, "promoted", {})
    stage.now = HOUR + timedelta(hours=1)
    async with stage.running(sleep={"enabled": True}):
        await talk(stage)
    assert stage.sleeper.nights == []


async def test_a_night_that_was_cut_off_is_begun_again(stage: Stage) -> None:
    stage.now = HOUR + timedelta(minutes=1)
    person = await stage.store.person("discord:1", "Ana", "weights")
    await stage.store.begin_night(person.id, "private")
    stage.now = HOUR + timedelta(hours=1)
    async with stage.running(sleep={"enabled": True}):
        await talk(stage)
    assert stage.sleeper.nights == [None]


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
    assert not stage.sleeper.asleep
