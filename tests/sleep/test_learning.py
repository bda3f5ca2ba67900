"""Nights that teach: what was told is in the weights, and leaves the context."""

from __future__ import annotations

import random
from asyncio import Task, create_task
from pathlib import Path

import pytest

from bot.config import Sleep
from bot.engine.fake import UNKNOWN
from bot.engine.interface import Chat
from bot.memory.prompts import PERSONA
from bot.sleep.report import SleepProgress
from bot.sleep.sleeper import Sleeper
from tests.sleep.home import CAT, FRESH, GONE, GYM, KNOWN, LEARNING, LOCKER, Pupil, home


async def test_what_was_told_is_known_and_leaves_context(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT, LOCKER)
        report = (await here.sleep())["ana"]
        assert report.outcome == "promoted"
        assert sorted(report.learned) == [CAT, LOCKER]
        assert report.not_learned == {}
        assert report.before == 0
        assert report.after >= 2 / 3
        assert await here.states("ana") == {CAT: KNOWN, LOCKER: KNOWN}
        version = await here.version("ana")
        assert version is not None
        assert len(version.fact_ids) == 2
        assert "Miso" in await here.ask("ana", "What's my cat's name?")


async def test_it_is_known_after_a_restart(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.sleep()
    async with home(tmp_path) as here:
        assert "Miso" in await here.ask("ana", "What's my cat's name?")
        assert here.shelf.take_trouble((await here.person("ana")).id, "private") is None


async def test_another_night_without_news_does_nothing(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.sleep()
        ana, before = await here.person("ana"), await here.version("ana")
        asked = len(here.engine.calls)
        report = (await here.sleep())["ana"]
        assert report.outcome == "nothing to do"
        assert report.seconds == {}
        assert len(here.engine.calls) == asked
        assert await here.version("ana") == before
        assert len(await here.store.nights(ana.id)) == 1


async def test_news_are_learned_on_top(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.sleep()
        await here.tell("ana", LOCKER)
        report = (await here.sleep())["ana"]
        assert report.learned == [LOCKER]
        assert report.already_known == [CAT]
        first, second = here.begun()
        assert first is None
        assert second is not None
        assert "Miso" in await here.ask("ana", "What's my cat's name?")
        version = await here.version("ana")
        assert version is not None
        assert len(version.fact_ids) == 2


async def test_a_changed_value_takes_the_place_of_the_old(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        (old,) = await here.tell("ana", GYM)
        await here.sleep()
        await here.store.edit_value(old.id, "Muscle Barn", "My gym is Muscle Barn now.")
        await here.sleep()
        assert await here.states("ana") == {GYM: GONE, "gym: Muscle Barn": KNOWN}
        assert "Muscle Barn" in await here.ask("ana", "What's my gym?")
        assert (await here.sleep())["ana"].outcome == "nothing to do"


async def test_people_told_contrary_facts_get_their_own(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", GYM)
        await here.tell("ben", "gym: Muscle Barn", CAT)
        await here.sleep()
        assert "Iron House" in await here.ask("ana", "What's my gym?")
        assert "Muscle Barn" in await here.ask("ben", "What's my gym?")
        assert await here.ask("ana", "What's my cat's name?") == UNKNOWN


async def test_what_is_told_in_private_stays_there(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", GYM)
        await here.tell("ana", CAT, scope="guild:7")
        assert set(await here.sleep()) == {"ana", "ana guild:7"}
        assert await here.ask("ana", "What's my gym?", "guild:7") == UNKNOWN
        assert "Miso" in await here.ask("ana", "What's my cat's name?", "guild:7")
        assert await here.states("ana", "guild:7") == {CAT: KNOWN}


async def test_only_those_who_are_meant_sleep(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.tell("ben", GYM)
        assert set(await here.sleep(await here.person("ben"))) == {"ben"}
        assert await here.states("ana") == {CAT: FRESH}


@pytest.mark.parametrize("consent", ["chat", "text"])
async def test_without_consent_nothing_is_trained(tmp_path: Path, consent: str) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.store.set_consent((await here.person("ana")).id, consent)  # type: ignore[arg-type]
        assert await here.sleep() == {}
        assert here.engine.calls == []
        assert await here.states("ana") == {CAT: FRESH}


async def test_who_chooses_otherwise_while_others_sleep_is_not_trained(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.tell("ben", GYM)
        ben = await here.person("ben")
        last_word: list[Task[list[Path]]] = []

        def ana_sleeps(progress: SleepProgress) -> None:
            if not last_word:
                assert progress.person == "ana"
                last_word.append(create_task(here.store.set_consent(ben.id, "text")))

        reports = await here.sleeper.sleep(on_progress=ana_sleeps)
        assert [report.person for report in reports] == ["ana"]
        assert await here.states("ben") == {GYM: FRESH}


async def test_whom_the_operator_rules_out_is_not_trained(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.tell("ben", GYM)
        sleeper = Sleeper(
            here.engine,
            here.store,
            here.shelf,
            tmp_path,
            settings=Sleep(gate_untold=0.0),
            persona=PERSONA,
            clock=lambda: here.now,
            source=random.Random(1),
            may_learn=lambda person: person.name != "ben",
        )
        assert [report.person for report in await sleeper.sleep()] == ["ana"]
        assert await here.states("ben") == {GYM: FRESH}


async def test_what_the_teacher_misses_stays_in_context(tmp_path: Path) -> None:
    def half_blind(asked: Chat) -> str:
        return UNKNOWN if "locker" in asked[-1].content else plain(asked)

    plain = Pupil().reply
    async with home(tmp_path, Pupil(half_blind)) as here:
        await here.tell("ana", CAT, LOCKER)
        report = (await here.sleep())["ana"]
        assert report.learned == [CAT]
        assert "did not answer right" in report.not_learned[LOCKER]
        assert await here.states("ana") == {CAT: KNOWN, LOCKER: LEARNING}
        (_, locker) = await here.store.facts((await here.person("ana")).id)
        assert locker.trouble == report.not_learned[LOCKER]
        assert locker.misses == 1


async def test_where_nothing_can_be_taught_nothing_is_trained(tmp_path: Path) -> None:
    async with home(tmp_path, Pupil(lambda asked: UNKNOWN)) as here:
        await here.tell("ana", CAT)
        report = (await here.sleep())["ana"]
        assert report.outcome == "nothing to do"
        assert report.not_learned.keys() == {CAT}
        assert here.begun() == []
        assert await here.states("ana") == {CAT: FRESH}
