"""Nights that are stopped or cancelled leave all as it was; one at a time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.errors import SleepError
from bot.sleep.report import SleepProgress, Stage
from tests.sleep.home import CAT, FRESH, GYM, KNOWN, LOCKER, home


@pytest.mark.parametrize("stage", ["select", "probe", "dream", "train", "gate"])
async def test_nothing_of_a_stopped_night_is_kept(tmp_path: Path, stage: Stage) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.sleep()
        version = await here.version("ana")
        await here.tell("ana", GYM)
        await here.tell("ana", LOCKER, scope="guild:7")
        await here.tell("ben", GYM)

        def on_progress(step: SleepProgress) -> None:
            if step.stage == stage:
                here.sleeper.stop()

        (report,) = await here.sleeper.sleep(on_progress=on_progress)
        assert (report.person, report.outcome) == ("ana", "stopped")
        assert await here.states("ana") == {CAT: KNOWN, GYM: FRESH, LOCKER: FRESH}
        assert await here.version("ana") == version
        assert await here.states("ben") == {GYM: FRESH}
        assert await here.store.nights((await here.person("ben")).id) == []
        # The next night is not stopped.
        reports = await here.sleep()
        assert {report.outcome for report in reports.values()} == {"promoted"}


async def test_training_ends_at_the_next_step(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        steps = []

        def on_progress(step: SleepProgress) -> None:
            if step.stage == "train" and step.note:
                steps.append(step.done)
                if step.done == 3:
                    here.sleeper.stop()

        await here.sleeper.sleep(on_progress=on_progress)
        assert steps == [1, 2, 3]


async def test_awake_there_is_nothing_to_stop(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        here.sleeper.stop()
        assert (await here.sleep())["ana"].outcome == "promoted"


async def test_one_night_at_a_time(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        assert not here.sleeper.asleep
        began = asyncio.Event()
        night = asyncio.create_task(here.sleeper.sleep(on_progress=lambda _: began.set()))
        await began.wait()
        assert here.sleeper.asleep
        with pytest.raises(SleepError, match="asleep already"):
            await here.sleeper.sleep()
        (report,) = await night
        assert report.outcome == "promoted"
        assert not here.sleeper.asleep


async def test_a_cancelled_night_leaves_all_as_it_was(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)

        def on_progress(step: SleepProgress) -> None:
            if step.stage == "gate":
                night.cancel()

        night = asyncio.create_task(here.sleeper.sleep(on_progress=on_progress))
        with pytest.raises(asyncio.CancelledError):
            await night
        assert not here.sleeper.asleep
        assert await here.states("ana") == {CAT: FRESH}
        assert (await here.sleep())["ana"].learned == [CAT]
