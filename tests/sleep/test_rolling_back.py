"""Nights that fail their gate: all is as it was, or it is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.engine.fake import UNKNOWN, answer_by_rule
from bot.engine.interface import (
    Adapter,
    Chat,
    Priority,
    Sampling,
    TrainingItem,
    TrainingPlan,
    TrainingResult,
)
from bot.sleep import NightReport
from tests.sleep.home import CAT, FRESH, GYM, KNOWN, LOCKER, Pupil, home


async def test_nothing_is_changed_and_it_is_said_why(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        here.engine.drift = 9.0
        report = (await here.sleep())["ana"]
        assert report.outcome == "rolled back"
        assert "drifted" in report.text()
        assert report.not_learned.keys() == {CAT}
        assert report.after == report.before == 0
        assert await here.states("ana") == {CAT: FRESH}
        assert await here.version("ana") is None
        assert here.folders() == []
        here.engine.drift = 0.1
        assert (await here.sleep())["ana"].learned == [CAT]


async def test_the_version_in_use_stays(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.sleep()
        version = await here.version("ana")
        await here.tell("ana", GYM)
        here.engine.drift = float("nan")
        report = (await here.sleep())["ana"]
        assert report.outcome == "rolled back"
        assert await here.version("ana") == version
        assert await here.states("ana") == {CAT: KNOWN, GYM: FRESH}
        (last, _) = await here.store.nights((await here.person("ana")).id)
        assert last.outcome == "rolled back"
        assert last.report["divergence"] is None


async def test_who_knows_another_persons_facts_is_not_used(tmp_path: Path) -> None:
    class Gossip(Pupil):
        def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
            told = super()._answer(asked, adapter, sampling)
            return "It's Iron House." if adapter is not None and told == UNKNOWN else told

    async with home(tmp_path, Gossip()) as here:
        await here.tell("ben", GYM)
        await here.tell("ana", CAT)
        report = (await here.sleep())["ana"]
        assert report.outcome == "rolled back"
        assert "another person" in report.text()


async def test_who_makes_up_what_was_never_told_is_not_used(tmp_path: Path) -> None:
    class Boaster(Pupil):
        def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
            told = super()._answer(asked, adapter, sampling)
            return "It's Miso." if adapter is not None and told == UNKNOWN else told

    async with home(tmp_path, Boaster(), gate_untold=0.9) as here:
        await here.tell("ana", CAT)
        report = (await here.sleep())["ana"]
        assert report.outcome == "rolled back"
        assert "made up" in report.text()
        assert report.untold_held == 0
        assert await here.states("ana") == {CAT: FRESH}


async def test_what_is_made_up_is_learned_as_unknown_twice_as_often(tmp_path: Path) -> None:
    sizes: list[int] = []

    class Boastful(Pupil):
        """Makes up all that it does not know, until its second training."""

        async def train(
            self, items: Sequence[TrainingItem], plan: TrainingPlan, **rest: Any
        ) -> TrainingResult:
            sizes.append(len(items))
            return await super().train(items, plan, **rest)

        def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
            told = super()._answer(asked, adapter, sampling)
            boasts = adapter is not None and len(self.plans) == 1
            return "It's Miso." if boasts and told == UNKNOWN else told

    async with home(tmp_path, Boastful(), gate_untold=0.9) as here:
        await here.tell("ana", CAT)
        report = (await here.sleep())["ana"]
        first, second = sizes
        assert report.outcome == "promoted"
        # Nothing was missed: what is more than in the first round is the untold.
        assert report.learned == [CAT]
        assert second > first + 10


async def test_an_adapter_that_only_drifts_is_tried_weaker(tmp_path: Path) -> None:
    class Loud(Pupil):
        quieter = 0

        async def rescale(self, adapter: Adapter, factor: float) -> Adapter:
            assert factor < 1
            self.quieter += 1
            return await super().rescale(adapter, factor)

        async def divergence(
            self,
            chats: Sequence[Chat],
            adapter: Adapter,
            *,
            priority: Priority = Priority.NIGHT,
        ) -> float:
            return 0.9 if self.quieter < 2 else 0.3

    async with home(tmp_path, Loud()) as here:
        await here.tell("ana", CAT)
        report = (await here.sleep())["ana"]
        assert (report.outcome, report.divergence) == ("promoted", 0.3)
        assert isinstance(here.engine, Loud)
        assert here.engine.quieter == 2


class Unruly(Pupil):
    """So many trainings in, the drift is as it is told; of some things it never learns."""

    drifts: Sequence[float] = ()
    deaf_to = "nothing at all"

    async def divergence(
        self,
        chats: Sequence[Chat],
        adapter: Adapter,
        *,
        priority: Priority = Priority.NIGHT,
    ) -> float:
        await super().divergence(chats, adapter, priority=priority)
        return self.drifts[len(self.plans) - 1]

    def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
        if adapter is not None and self.deaf_to in asked[-1].content:
            return UNKNOWN
        return super()._answer(asked, adapter, sampling)


class TestRounds:
    """Two at least, the later ones at a lower rate."""

    @staticmethod
    def checked(engine: Pupil, report: NightReport, rounds: int) -> None:
        first, *others = engine.plans
        assert len(others) == rounds - 1
        assert all(one.rate < first.rate for one in others)
        assert report.steps == sum(plan.steps for plan in engine.plans)
        assert len(engine.begun) == 1

    @pytest.mark.parametrize("slow", [0, 1])
    async def test_two_are_enough_where_all_is_known_after_them(
        self, tmp_path: Path, slow: int
    ) -> None:
        engine = Pupil(slow=slow)
        async with home(tmp_path, engine) as here:
            await here.tell("ana", CAT)
            report = (await here.sleep())["ana"]
            assert (report.outcome, report.learned) == ("promoted", [CAT])
            self.checked(engine, report, 2)

    async def test_a_third_where_something_is_not_known(self, tmp_path: Path) -> None:
        engine = Pupil(slow=2)
        async with home(tmp_path, engine) as here:
            await here.tell("ana", CAT)
            report = (await here.sleep())["ana"]
            assert (report.outcome, report.learned) == ("promoted", [CAT])
            self.checked(engine, report, 3)

    async def test_a_third_where_the_gate_is_not_passed(self, tmp_path: Path) -> None:
        engine = Unruly()
        engine.drifts = (9.0, 9.0, 0.1)
        async with home(tmp_path, engine) as here:
            await here.tell("ana", CAT)
            report = (await here.sleep())["ana"]
            assert (report.outcome, report.learned) == ("promoted", [CAT])
            assert report.divergence == 0.1
            self.checked(engine, report, 3)

    async def test_but_no_more_than_that(self, tmp_path: Path) -> None:
        engine = Pupil(slow=9)
        async with home(tmp_path, engine) as here:
            await here.tell("ana", CAT)
            report = (await here.sleep())["ana"]
            assert report.not_learned.keys() == {CAT}
            self.checked(engine, report, 3)

    async def test_not_for_what_could_not_be_taught(self, tmp_path: Path) -> None:
        def half_blind(asked: Chat) -> str:
            return UNKNOWN if "locker" in asked[-1].content else answer_by_rule(asked)

        engine = Pupil(half_blind)
        async with home(tmp_path, engine) as here:
            await here.tell("ana", CAT, LOCKER)
            report = (await here.sleep())["ana"]
            assert report.learned == [CAT]
            assert report.not_learned.keys() == {LOCKER}
            self.checked(engine, report, 2)

    @pytest.mark.parametrize("drifts", [(0.3, 0.2, 9.0), (0.3, 9.0, 0.2)])
    async def test_the_best_of_them_is_used(
        self, tmp_path: Path, drifts: tuple[float, ...]
    ) -> None:
        engine = Unruly()
        engine.drifts, engine.deaf_to = drifts, "locker"
        async with home(tmp_path, engine) as here:
            await here.tell("ana", CAT, LOCKER)
            report = (await here.sleep())["ana"]
            assert (report.outcome, report.learned) == ("promoted", [CAT])
            assert report.divergence == 0.2
            assert report.not_learned.keys() == {LOCKER}
            assert "Miso" in await here.ask("ana", "What's my cat's name?")
            self.checked(engine, report, 3)

    async def test_what_was_missed_is_trained_on_twice(self, tmp_path: Path) -> None:
        engine = Unruly()
        engine.drifts, engine.deaf_to = (0.1, 0.1, 0.1), "locker"
        async with home(tmp_path, engine) as here:
            await here.tell("ana", "desk: oak", LOCKER)
            await here.sleep()
            first, second, _ = [
                [chat[-1].content for chat in call.chats] for call in engine.asked("train")
            ]
            hall, oak = "Your locker is north hall.", "Your desk is oak."
            assert second.count(hall) == 2 * first.count(hall) > 0
            assert second.count(oak) == first.count(oak) > 0

    async def test_the_hard_ones_are_chosen_by_what_was_just_trained(self, tmp_path: Path) -> None:
        def refusing(asked: Chat) -> str:
            found = answer_by_rule(asked)
            return UNKNOWN if found.startswith("I see") else found

        engine = Pupil(refusing, slow=2)
        async with home(tmp_path, engine) as here:
            await here.tell("ana", CAT)
            await here.sleep()
            first, second, _ = engine.asked("train")
            measured = engine.asked("likelihood")[0]
            assert measured.adapter is second.adapter
            pool = {chat[-2].content for chat in measured.chats}
            assert not pool & {chat[-2].content for chat in first.chats}
            assert pool & {chat[-2].content for chat in second.chats}

    async def test_not_without_time(self, tmp_path: Path) -> None:
        """Two are done in any case; a third is not begun a few seconds before the end."""
        engine = Pupil(slow=9)
        async with home(tmp_path, engine, minutes=0.3) as here:
            await here.tell("ana", CAT)
            await here.sleep()
            assert len(engine.plans) == 2
            assert all(1 <= plan.seconds <= 18 for plan in engine.plans)


class TestTold:
    """Of a night that was rolled back it is said what the adapter that was tried answered."""

    async def test_that_it_knew_what_is_not_known_now(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            here.engine.drift = 9.0
            report = (await here.sleep())["ana"]
            assert report.not_learned == {CAT: "the adapter that knew it was not used"}

    async def test_what_it_said_instead(self, tmp_path: Path) -> None:
        class Wrong(Pupil):
            def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
                if adapter is not None and "desk" in asked[-1].content:
                    return "Your desk is pine."
                return super()._answer(asked, adapter, sampling)

        async with home(tmp_path, Wrong()) as here:
            await here.tell("ana", "desk: oak", LOCKER)
            here.engine.drift = 9.0
            report = (await here.sleep())["ana"]
            assert report.outcome == "rolled back"
            assert "it said 'Your desk is pine.'" in report.not_learned["desk: oak"]
            assert UNKNOWN not in report.not_learned["desk: oak"]
            assert report.not_learned[LOCKER] == "the adapter that knew it was not used"

    async def test_what_could_not_be_taught(self, tmp_path: Path) -> None:
        def half_blind(asked: Chat) -> str:
            return UNKNOWN if "locker" in asked[-1].content else answer_by_rule(asked)

        async with home(tmp_path, Pupil(half_blind)) as here:
            await here.tell("ana", CAT, LOCKER)
            here.engine.drift = 9.0
            report = (await here.sleep())["ana"]
            assert "did not answer right" in report.not_learned[LOCKER]

    async def test_nothing_of_what_the_adapter_in_use_knows(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            await here.sleep()
            await here.tell("ana", GYM)
            here.engine.drift = 9.0
            report = (await here.sleep())["ana"]
            assert report.outcome == "rolled back"
            assert report.already_known == [CAT]
            assert report.not_learned.keys() == {GYM}
