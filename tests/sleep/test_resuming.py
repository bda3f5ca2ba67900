"""Nights that were cut off go on with those not done; a stop does not wait for a stage to end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.engine.interface import Adapter, Chat, Priority
from bot.machine.fake import FakeMachine
from bot.sleep.report import SleepProgress, Stage
from tests.sleep.home import CAT, FRESH, GYM, KNOWN, LOCKER, Home, Pupil, home
from tests.sleep.made import NOW

GUILD = "guild:7"


class Slow(Pupil):
    """Never comes to the end of one stage: it waits there until it is broken off."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self.there = asyncio.Event()

    async def complete(
        self, chats: Sequence[Chat], *, priority: Priority = Priority.WORK, **more: Any
    ) -> list[str]:
        await self._perhaps("complete")
        return await super().complete(chats, priority=priority, **more)

    async def train(self, *given: Any, **more: Any) -> Any:
        await self._perhaps("train")
        return await super().train(*given, **more)

    async def divergence(self, *given: Any, **more: Any) -> float:
        await self._perhaps("divergence")
        return await super().divergence(*given, **more)

    async def _perhaps(self, what: str) -> None:
        if what == self.where:
            self.there.set()
            await asyncio.Event().wait()


async def outcomes(here: Home, name: str) -> list[str]:
    """Of a person's nights, newest first."""
    return [night.outcome for night in await here.store.nights((await here.person(name)).id)]


async def resumed(here: Home, **more: Any) -> dict[str, str]:
    """A night that goes on with the one of `NOW`: outcomes by person and scope."""
    reports = await here.sleeper.sleep(since=NOW, **more)
    return {f"{report.person} {report.scope}": report.outcome for report in reports}


@pytest.mark.parametrize("for_now", [False, True])
@pytest.mark.parametrize("where", ["complete", "train", "divergence"])
async def test_a_stop_waits_for_no_stage_to_end(tmp_path: Path, where: str, for_now: bool) -> None:
    engine = Slow(where)
    async with home(tmp_path, engine) as here:
        await here.tell("ana", CAT)
        await here.tell("ben", GYM)
        night = asyncio.create_task(here.sleeper.sleep())
        await engine.there.wait()
        here.sleeper.stop(for_now=for_now)
        (report,) = await night
        assert (report.person, report.outcome) == ("ana", "stopped")
        assert not here.sleeper.asleep
        assert await here.states("ana") == {CAT: FRESH}
        # One that is only put off is left as a killed one would be.
        assert await outcomes(here, "ana") == ["unfinished" if for_now else "stopped"]
        assert await outcomes(here, "ben") == []


async def test_who_waits_may_be_cancelled_too(tmp_path: Path) -> None:
    engine = Slow("train")
    async with home(tmp_path, engine) as here:
        await here.tell("ana", CAT)
        night = asyncio.create_task(here.sleeper.sleep())
        await engine.there.wait()
        night.cancel()
        with pytest.raises(asyncio.CancelledError):
            await night
        assert not here.sleeper.asleep
        assert await outcomes(here, "ana") == ["unfinished"]
        engine.where = ""
        assert (await here.sleep())["ana"].learned == [CAT]


async def test_a_result_that_is_being_kept_is_kept_first(tmp_path: Path) -> None:
    class Keeping(Pupil):
        async def save_adapter(self, adapter: Adapter, folder: Path, *, half: bool = False) -> None:
            here.sleeper.stop(for_now=True)
            await asyncio.sleep(0)
            await super().save_adapter(adapter, folder, half=half)

    async with home(tmp_path, Keeping()) as here:
        await here.tell("ana", CAT)
        await here.tell("ben", GYM)
        reports = await here.sleep()
        assert {name: report.outcome for name, report in reports.items()} == {"ana": "promoted"}
        assert await here.states("ana") == {CAT: KNOWN}
        assert await outcomes(here, "ana") == ["promoted"]
        assert await outcomes(here, "ben") == []


@pytest.mark.parametrize("stage", ["probe", "train"])
async def test_a_night_that_was_cut_off_goes_on_with_those_not_done(
    tmp_path: Path, stage: Stage
) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.tell("ben", CAT)
        await here.tell("ben", GYM, scope=GUILD)
        await here.tell("cleo", LOCKER)

        def cut_off(step: SleepProgress) -> None:
            if step.person == "ben" and step.stage == stage and len(ended) == 1:
                here.sleeper.stop(for_now=True)
            if step.stage == "report":
                ended.append(step.person)

        ended: list[str] = []
        await here.sleeper.sleep(since=NOW, on_progress=cut_off)
        assert ended[0] == "ana"
    async with home(tmp_path) as here:
        here.now = NOW + timedelta(hours=1)
        assert await resumed(here) == {
            f"ben {GUILD}": "promoted",
            "ben private": "promoted",
            "cleo private": "promoted",
        }
        assert await outcomes(here, "ana") == ["promoted"]
        assert await resumed(here) == {}


async def test_who_told_something_new_is_not_asked_twice_in_one_night(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.sleep()
        await here.tell("ana", GYM)
        assert await resumed(here) == {}
        here.now = NOW + timedelta(days=1)
        reports = await here.sleeper.sleep(since=here.now)
        assert [report.outcome for report in reports] == ["promoted"]


async def test_a_night_before_the_hour_is_not_that_hours_night(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        here.now = NOW - timedelta(minutes=1)
        await here.tell("ana", CAT)
        await here.sleep()
        await here.tell("ana", GYM)
        assert await resumed(here) == {"ana private": "promoted"}


async def test_the_machine_is_kept_awake_as_long_as_a_night_lasts(tmp_path: Path) -> None:
    machine = FakeMachine()
    seen = set()

    def look(step: SleepProgress) -> None:
        if step.stage in ("train", "promote"):
            seen.add(machine.awake)

    async with home(tmp_path) as here:
        here.sleeper._machine = machine
        await here.tell("ana", CAT)
        await here.sleeper.sleep(on_progress=look)
        assert seen == {1}
        assert (machine.awake, machine.nights) == (0, 1)
        # With nothing to do there is nothing to stay awake for.
        await here.sleep()
        assert machine.nights == 1


async def test_the_machine_may_sleep_after_a_night_that_was_cut_off(tmp_path: Path) -> None:
    machine, engine = FakeMachine(), Slow("train")
    async with home(tmp_path, engine) as here:
        here.sleeper._machine = machine
        await here.tell("ana", CAT)
        night = asyncio.create_task(here.sleeper.sleep())
        await engine.there.wait()
        assert machine.awake == 1
        night.cancel()
        with pytest.raises(asyncio.CancelledError):
            await night
        assert machine.awake == 0
