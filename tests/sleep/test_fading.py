"""Nights that ask again: what faded is noticed, and learned anew."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.engine.fake import UNKNOWN, by_heart
from bot.engine.interface import Adapter, Chat, Sampling
from tests.sleep.home import CAT, FRESH, GYM, KNOWN, LEARNING, LOCKER, Pupil, home


class Dozing(Pupil):
    """While it dozes, its adapters say nothing of cats."""

    dozes = False

    def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
        if self.dozes and adapter is not None and "cat" in asked[-1].content:
            return UNKNOWN
        return super()._answer(asked, adapter, sampling)


class Forgetful(Pupil):
    """Its second training drives cats out."""

    def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
        late = adapter is not None and len(self.plans) > 1
        asleep = late and adapter is not None and by_heart(adapter.weights, "my locker?")
        if asleep and "cat" in asked[-1].content:
            return UNKNOWN
        return super()._answer(asked, adapter, sampling)


async def test_what_is_due_is_asked_and_rests_longer(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        (cat,) = await here.tell("ana", CAT)
        await here.sleep()
        before = await here.store.card(cat.id)
        here.now += timedelta(days=30)
        report = (await here.sleep())["ana"]
        assert (report.outcome, report.already_known) == ("nothing to do", [CAT])
        assert await here.store.card(cat.id) != before
        assert len(here.begun()) == 1
        here.now += timedelta(days=1)
        assert (await here.sleep())["ana"].already_known == []


async def test_what_faded_is_learned_again(tmp_path: Path) -> None:
    async with home(tmp_path, Dozing()) as here:
        await here.tell("ana", CAT)
        await here.sleep()
        here.now += timedelta(days=30)
        assert isinstance(here.engine, Dozing)
        here.engine.dozes = True
        report = (await here.sleep())["ana"]
        assert report.lost == [CAT]
        assert await here.states("ana") == {CAT: LEARNING}
        here.engine.dozes = False
        await here.sleep()
        assert await here.states("ana") == {CAT: KNOWN}


async def test_what_faded_is_back_in_context_even_if_the_night_fails_its_gate(
    tmp_path: Path,
) -> None:
    async with home(tmp_path, Dozing()) as here:
        await here.tell("ana", CAT)
        await here.sleep()
        version = await here.version("ana")
        here.now += timedelta(days=30)
        assert isinstance(here.engine, Dozing)
        here.engine.dozes, here.engine.drift = True, 9.0
        report = (await here.sleep())["ana"]
        assert (report.outcome, report.lost) == ("rolled back", [CAT])
        assert await here.states("ana") == {CAT: LEARNING}
        assert await here.version("ana") == version


async def test_what_a_night_costs_is_noticed(tmp_path: Path) -> None:
    """What is replayed is asked afterwards: a fact that got lost comes back into context."""
    async with home(tmp_path, Forgetful()) as here:
        await here.tell("ana", CAT)
        await here.sleep()
        await here.tell("ana", LOCKER, GYM)
        report = (await here.sleep())["ana"]
        assert report.lost == [CAT]
        assert await here.states("ana") == {CAT: LEARNING, LOCKER: KNOWN, GYM: KNOWN}


class TestWhatWasNotAsked:
    """More is known than a night replays; its end asks for the rest."""

    OLD = ("badge: 11", "shelf: top", "desk: oak", "bell: loud", "lamp: red", "rug: wool")
    NEWS = (LOCKER, "drawer: left", "curtain: grey")

    class Narrow(Pupil):
        """Once it has learned of lockers it says nothing of old things asked in certain words."""

        def deaf_to(self, asked: str) -> bool:
            return True

        def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
            said, old = asked[-1].content, TestWhatWasNotAsked.OLD
            late = adapter is not None and "north hall" in str(adapter.weights)
            named = any(line.partition(":")[0] in said for line in old)
            if late and named and self.deaf_to(said):
                return UNKNOWN
            return super()._answer(asked, adapter, sampling)

    class Halting(Narrow):
        """It knows what is asked in one of the most usual ways."""

        def deaf_to(self, asked: str) -> bool:
            return asked.startswith("What's my ")

    async def test_what_got_lost_comes_back_into_context(self, tmp_path: Path) -> None:
        async with home(tmp_path, self.Narrow()) as here:
            await here.tell("ana", *self.OLD)
            await here.sleep()
            assert set((await here.states("ana")).values()) == {KNOWN}
            await here.tell("ana", *self.NEWS)
            report = (await here.sleep())["ana"]
            assert report.outcome == "promoted"
            assert sorted(report.learned) == sorted(self.NEWS)
            assert sorted(report.lost) == sorted(self.OLD)
            states = dict.fromkeys(self.OLD, LEARNING) | dict.fromkeys(self.NEWS, KNOWN)
            assert await here.states("ana") == states
            facts = await here.store.facts((await here.person("ana")).id)
            for fact in facts:
                assert bool(fact.trouble) == (fact.line in self.OLD)
                assert not fact.trouble or UNKNOWN in fact.trouble

    @pytest.mark.parametrize("engine", [Pupil, Halting])
    async def test_what_is_known_in_one_of_two_ways_stays(
        self, tmp_path: Path, engine: type[Pupil]
    ) -> None:
        async with home(tmp_path, engine()) as here:
            await here.tell("ana", *self.OLD)
            await here.sleep()
            await here.tell("ana", *self.NEWS)
            report = (await here.sleep())["ana"]
            assert (report.outcome, report.lost) == ("promoted", [])
            assert set((await here.states("ana")).values()) == {KNOWN}

    async def test_nothing_is_lost_by_a_night_that_changed_nothing(self, tmp_path: Path) -> None:
        async with home(tmp_path, self.Narrow()) as here:
            await here.tell("ana", *self.OLD)
            await here.sleep()
            await here.tell("ana", *self.NEWS)
            here.engine.drift = 9.0
            report = (await here.sleep())["ana"]
            assert (report.outcome, report.lost) == ("rolled back", [])
            states = dict.fromkeys(self.OLD, KNOWN) | dict.fromkeys(self.NEWS, FRESH)
            assert await here.states("ana") == states
