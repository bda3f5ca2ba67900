"""What a night tells, what is kept of it, and what it asks where."""

from __future__ import annotations

from pathlib import Path

from bot.memory.everyday import QUESTIONS
from bot.memory.recall import bare
from bot.sleep.report import STAGES
from tests.sleep.home import CAT, GONE, LOCKER, Pupil, home


async def test_the_stages_come_in_order(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        report = (await here.sleep())["ana"]
        stages = list(dict.fromkeys(step.stage for step in here.told))
        assert stages == list(STAGES)
        assert all(0 <= step.done <= step.total for step in here.told)
        assert all(step.person == "ana" for step in here.told)
        assert isinstance(here.engine, Pupil)
        rounds = [list(range(1, plan.steps + 1)) for plan in here.engine.plans]
        steps = [step.done for step in here.told if step.stage == "train" and step.note]
        assert steps == [step for several in rounds for step in several]
        assert report.steps == len(steps)
        assert len(rounds) > 1
        assert set(report.seconds) == {"probe", "dream", "train", "gate", "promote"}


async def test_the_night_is_kept(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        report = (await here.sleep())["ana"]
        (night,) = await here.store.nights((await here.person("ana")).id)
        assert (night.outcome, night.report) == ("promoted", report.as_dict())
        assert night.ended_at is not None


async def test_probes_stand_in_no_context_and_training_sees_none(tmp_path: Path) -> None:
    values = ("Miso", "north hall", "gone")
    async with home(tmp_path) as here:
        # What is taken back is trained to be unknown: it must not be what the gate asks.
        gone = [f"{name}: gone" for name in list(QUESTIONS)[::10]]
        facts = await here.tell("ana", CAT, *gone)
        assert (await here.sleep())["ana"].outcome == "promoted"
        here.engine.calls.clear()
        await here.store.set_state([one.id for one in facts[1:]], GONE)
        await here.tell("ana", LOCKER)
        assert (await here.sleep())["ana"].outcome == "promoted"
        asked = [
            chat
            for call in here.engine.asked("complete")
            if call.adapter is not None
            for chat in call.chats
        ]
        probed = {bare(chat[-1].content) for chat in asked}
        assert len(probed) > 6
        trained = [chat for call in here.engine.asked("train") for chat in call.chats]
        assert not probed & {bare(chat[-2].content) for chat in trained}
        for chat in (*asked, *trained):
            assert not any(value in chat[0].content for value in values)
