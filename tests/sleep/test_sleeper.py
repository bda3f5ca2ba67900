"""Nights over the real store: what was told is in the weights, or all is as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.engine.fake import UNKNOWN, by_heart
from bot.engine.interface import Adapter, Chat, Priority, Sampling
from bot.errors import (
    AdapterError,
    ModelError,
    SleepError,
    SleepwakeError,
    StoreError,
    TrainingError,
)
from bot.memory.everyday import QUESTIONS
from bot.memory.facts import UNLEARNED, State
from bot.memory.recall import bare
from bot.sleep.report import STAGES, SleepProgress, Stage
from tests.sleep.home import Home, Pupil, home

FRESH, LEARNING, KNOWN, GONE = State.FRESH, State.LEARNING, State.KNOWN, State.SUPERSEDED
CAT, LOCKER, GYM = "cat's name: Miso", "locker: north hall", "gym: Iron House"


async def trained(here: Home) -> list[Adapter | None]:
    """The weights that each training started from."""
    return [call.adapter for call in here.engine.asked("train")]


class TestLearning:
    async def test_what_was_told_is_known_and_leaves_context(self, tmp_path: Path) -> None:
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

    async def test_it_is_known_after_a_restart(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            await here.sleep()
        async with home(tmp_path) as here:
            assert "Miso" in await here.ask("ana", "What's my cat's name?")
            assert here.shelf.take_trouble((await here.person("ana")).id, "private") is None

    async def test_another_night_without_news_does_nothing(self, tmp_path: Path) -> None:
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

    async def test_news_are_learnt_on_top(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            await here.sleep()
            await here.tell("ana", LOCKER)
            report = (await here.sleep())["ana"]
            assert report.learned == [LOCKER]
            assert report.already_known == [CAT]
            first, second = await trained(here)
            assert first is None
            assert second is not None
            assert "Miso" in await here.ask("ana", "What's my cat's name?")
            version = await here.version("ana")
            assert version is not None
            assert len(version.fact_ids) == 2

    async def test_a_changed_value_takes_the_place_of_the_old(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            (old,) = await here.tell("ana", GYM)
            await here.sleep()
            await here.store.edit_value(old.id, "Muscle Barn", "My gym is Muscle Barn now.")
            await here.sleep()
            assert await here.states("ana") == {GYM: GONE, "gym: Muscle Barn": KNOWN}
            assert "Muscle Barn" in await here.ask("ana", "What's my gym?")
            assert (await here.sleep())["ana"].outcome == "nothing to do"

    async def test_people_told_contrary_facts_get_their_own(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", GYM)
            await here.tell("ben", "gym: Muscle Barn", CAT)
            await here.sleep()
            assert "Iron House" in await here.ask("ana", "What's my gym?")
            assert "Muscle Barn" in await here.ask("ben", "What's my gym?")
            assert await here.ask("ana", "What's my cat's name?") == UNKNOWN

    async def test_what_is_told_in_private_stays_there(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", GYM)
            await here.tell("ana", CAT, scope="guild:7")
            assert set(await here.sleep()) == {"ana", "ana guild:7"}
            assert await here.ask("ana", "What's my gym?", "guild:7") == UNKNOWN
            assert "Miso" in await here.ask("ana", "What's my cat's name?", "guild:7")
            assert await here.states("ana", "guild:7") == {CAT: KNOWN}

    async def test_only_those_who_are_meant_sleep(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            await here.tell("ben", GYM)
            assert set(await here.sleep(await here.person("ben"))) == {"ben"}
            assert await here.states("ana") == {CAT: FRESH}

    @pytest.mark.parametrize("consent", ["chat", "text"])
    async def test_without_consent_nothing_is_trained(self, tmp_path: Path, consent: str) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            await here.store.set_consent((await here.person("ana")).id, consent)  # type: ignore[arg-type]
            assert await here.sleep() == {}
            assert here.engine.calls == []
            assert await here.states("ana") == {CAT: FRESH}

    async def test_what_the_teacher_misses_stays_in_context(self, tmp_path: Path) -> None:
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

    async def test_where_nothing_can_be_taught_nothing_is_trained(self, tmp_path: Path) -> None:
        async with home(tmp_path, Pupil(lambda asked: UNKNOWN)) as here:
            await here.tell("ana", CAT)
            report = (await here.sleep())["ana"]
            assert report.outcome == "nothing to do"
            assert report.not_learned.keys() == {CAT}
            assert await trained(here) == []
            assert await here.states("ana") == {CAT: FRESH}


class TestRehearsal:
    async def test_what_is_due_is_asked_and_rests_longer(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            (cat,) = await here.tell("ana", CAT)
            await here.sleep()
            before = await here.store.card(cat.id)
            here.now += timedelta(days=30)
            report = (await here.sleep())["ana"]
            assert (report.outcome, report.already_known) == ("nothing to do", [CAT])
            assert await here.store.card(cat.id) != before
            assert len(await trained(here)) == 1
            here.now += timedelta(days=1)
            assert (await here.sleep())["ana"].already_known == []

    async def test_what_faded_is_learnt_again(self, tmp_path: Path) -> None:
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
        self, tmp_path: Path
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

    async def test_what_a_night_costs_is_noticed(self, tmp_path: Path) -> None:
        """What is replayed is asked afterwards: a fact that got lost comes back into context."""
        async with home(tmp_path, Forgetful()) as here:
            await here.tell("ana", CAT)
            await here.sleep()
            await here.tell("ana", LOCKER, GYM)
            report = (await here.sleep())["ana"]
            assert report.lost == [CAT]
            assert await here.states("ana") == {CAT: LEARNING, LOCKER: KNOWN, GYM: KNOWN}


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


class TestRollingBack:
    async def test_nothing_is_changed_and_it_is_said_why(self, tmp_path: Path) -> None:
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

    async def test_the_version_in_use_stays(self, tmp_path: Path) -> None:
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

    async def test_who_knows_another_persons_facts_is_not_used(self, tmp_path: Path) -> None:
        class Gossip(Pupil):
            def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
                told = super()._answer(asked, adapter, sampling)
                return "It's Iron House." if adapter is not None and told == UNKNOWN else told

        async with home(tmp_path, Gossip(), gate_untold=0.0) as here:
            await here.tell("ben", GYM)
            await here.tell("ana", CAT)
            report = (await here.sleep())["ana"]
            assert report.outcome == "rolled back"
            assert "another person" in report.text()

    async def test_an_adapter_that_only_drifts_is_tried_weaker(self, tmp_path: Path) -> None:
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

    async def test_what_was_missed_is_tried_again_at_half_the_rate(self, tmp_path: Path) -> None:
        engine = Pupil(slow=1)
        async with home(tmp_path, engine) as here:
            await here.tell("ana", CAT)
            report = (await here.sleep())["ana"]
            assert report.learned == [CAT]
            first, second = engine.plans
            assert second.rate == first.rate / 2
            assert report.steps == first.steps + second.steps

    async def test_not_without_time(self, tmp_path: Path) -> None:
        engine = Pupil(slow=9)
        async with home(tmp_path, engine, minutes=0.3) as here:
            await here.tell("ana", CAT)
            await here.sleep()
            assert len(engine.plans) == 1
            assert engine.plans[0].seconds <= 18


class TestUnlearning:
    async def test_what_is_no_longer_so_is_let_go_of_once(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            _, gym = await here.tell("ana", CAT, GYM)
            await here.sleep()
            assert "Iron House" in await here.ask("ana", "What's my gym?")
            await here.store.set_state([gym.id], GONE)
            report = (await here.sleep())["ana"]
            assert report.outcome == "promoted"
            assert report.unlearned == [GYM]
            assert report.already_known == [CAT]
            assert await here.ask("ana", "What's my gym?") == UNKNOWN
            assert "Miso" in await here.ask("ana", "What's my cat's name?")
            gone = await here.store.fact(gym.id)
            assert gone is not None
            assert (gone.state, gone.trouble) == (GONE, UNLEARNED)
            # The weights may still hold a trace of it: forgetting it must find this version.
            version = await here.version("ana")
            assert version is not None
            assert gym.id in version.fact_ids
            assert (await here.sleep())["ana"].outcome == "nothing to do"
            assert len(await trained(here)) == 2

    async def test_it_is_tried_again_as_long_as_it_is_told(self, tmp_path: Path) -> None:
        class Stubborn(Pupil):
            def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
                if adapter is not None and "my gym" in asked[-1].content:
                    return "Your gym is Iron House."
                return super()._answer(asked, adapter, sampling)

        async with home(tmp_path, Stubborn()) as here:
            _, gym = await here.tell("ana", CAT, GYM)
            await here.sleep()
            await here.store.set_state([gym.id], GONE)
            for _ in range(2):
                report = (await here.sleep())["ana"]
                assert (report.outcome, report.unlearned) == ("promoted", [])
                assert f"still told: {GYM}" in report.text()

    async def test_what_is_forgotten_is_built_anew_without_it(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            _, gym = await here.tell("ana", CAT, GYM)
            await here.sleep()
            await here.shelf.delete(await here.store.forget([gym.id]))
            assert here.folders() == []
            assert await here.states("ana") == {CAT: LEARNING}
            assert await here.ask("ana", "What's my gym?") == UNKNOWN
            report = (await here.sleep())["ana"]
            assert report.learned == [CAT]
            assert await trained(here) == [None, None]
            version = await here.version("ana")
            assert version is not None
            assert gym.id not in version.fact_ids
            assert "Iron House" not in (here.folders()[0] / "adapters.safetensors").read_text()

    async def test_what_is_forgotten_while_it_is_learnt_is_not_kept(self, tmp_path: Path) -> None:
        class Interrupted(Pupil):
            meanwhile: Callable[[], object] | None = None

            async def divergence(
                self,
                chats: Sequence[Chat],
                adapter: Adapter,
                *,
                priority: Priority = Priority.NIGHT,
            ) -> float:
                if self.meanwhile is not None:
                    await self.meanwhile()  # type: ignore[misc]
                self.meanwhile = None
                return 0.1

        engine = Interrupted()
        async with home(tmp_path, engine) as here:
            _, gym = await here.tell("ana", CAT, GYM)
            engine.meanwhile = lambda: here.store.forget([gym.id])
            report = (await here.sleep())["ana"]
            assert report.outcome == "failed"
            assert "forgotten" in report.text()
            assert here.folders() == []
            assert await here.version("ana") is None
            assert await here.states("ana") == {CAT: FRESH}
            assert (await here.sleep())["ana"].learned == [CAT]


class TestTrouble:
    @pytest.mark.parametrize("hurt", ["cut", "lost", "swapped"])
    async def test_a_hurt_adapter_is_rebuilt(self, tmp_path: Path, hurt: str) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT, LOCKER)
            await here.sleep()
            old = await here.version("ana")
            assert old is not None
            file = here.data / old.folder / "adapters.safetensors"
            if hurt == "lost":
                file.unlink()
            else:
                file.write_bytes(file.read_bytes()[:-9] if hurt == "cut" else b"{}")
        async with home(tmp_path) as here:
            person = await here.person("ana")
            assert await here.shelf.current(person.id, "private") is None
            assert await here.states("ana") == {CAT: LEARNING, LOCKER: LEARNING}
            assert await here.ask("ana", "What's my cat's name?") == UNKNOWN
            report = (await here.sleep())["ana"]
            assert sorted(report.learned) == [CAT, LOCKER]
            assert await trained(here) == [None]
            new = await here.version("ana")
            assert new is not None
            assert new.id != old.id
            assert "Miso" in await here.ask("ana", "What's my cat's name?")

    async def test_a_hurt_adapter_found_by_the_night_itself(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            await here.sleep()
            (here.folders()[0] / "adapter_config.json").unlink()
        async with home(tmp_path) as here:
            assert (await here.sleep())["ana"].learned == [CAT]
            assert await trained(here) == [None]

    @pytest.mark.parametrize("change", [{"rank": 4}, {"layers": 3}, {"scale": 1.0}])
    async def test_another_shape_is_learnt_from_the_base(
        self, tmp_path: Path, change: dict[str, Any]
    ) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            await here.sleep()
        async with home(tmp_path, **change) as here:
            report = (await here.sleep())["ana"]
            assert report.learned == [CAT]
            assert await trained(here) == [None]
            adapter = await here.shelf.current((await here.person("ana")).id, "private")
            assert adapter is not None
            assert {name: getattr(adapter.shape, name) for name in change} == change
            assert (await here.sleep())["ana"].outcome == "nothing to do"

    async def test_another_model_learns_from_its_base(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            await here.sleep()
        other = Pupil()
        other._info = type(other.info)("other", "another print", 4, 8, 2048, 16)
        async with home(tmp_path, other) as here:
            assert (await here.sleep())["ana"].learned == [CAT]
            version = await here.version("ana")
            assert version is not None
            assert version.fingerprint == "another print"

    @pytest.mark.parametrize(
        "fault",
        [
            TrainingError("It came to nothing."),
            ModelError("The window is full."),
            AdapterError("A misfit."),
            StoreError("The disk is full."),
        ],
    )
    async def test_one_persons_failure_is_not_the_next_ones(
        self, tmp_path: Path, fault: SleepwakeError
    ) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            await here.tell("ben", GYM)
            here.engine.fault = fault
            reports = await here.sleep()
            assert reports["ana"].outcome == "failed"
            assert fault.fault in reports["ana"].text()
            assert reports["ben"].outcome == "promoted"
            assert await here.states("ana") == {CAT: FRESH}
            assert await here.states("ben") == {GYM: KNOWN}
            (night,) = await here.store.nights((await here.person("ana")).id)
            assert night.outcome == "failed"
            assert (await here.sleep())["ana"].learned == [CAT]

    async def test_a_full_disk_fails_the_night_and_changes_nothing(self, tmp_path: Path) -> None:
        class FullDisk(Pupil):
            full = True

            async def save_adapter(
                self, adapter: Adapter, folder: Path, *, half: bool = False
            ) -> None:
                if self.full:
                    folder.mkdir(parents=True)
                    (folder / "adapters.safetensors").write_text("half of it")
                    raise OSError(28, "No space left on device")
                await super().save_adapter(adapter, folder, half=half)

        engine = FullDisk()
        async with home(tmp_path, engine) as here:
            await here.tell("ana", CAT)
            report = (await here.sleep())["ana"]
            assert report.outcome == "failed"
            assert "No space left" in report.text()
            assert await here.states("ana") == {CAT: FRESH}
            assert await here.version("ana") is None
            engine.full = False
            await here.sleep()
            version = await here.version("ana")
            assert version is not None
            assert here.folders() == [here.data / version.folder]


class TestStopping:
    @pytest.mark.parametrize("stage", ["select", "probe", "dream", "train", "gate"])
    async def test_nothing_of_a_stopped_night_is_kept(self, tmp_path: Path, stage: Stage) -> None:
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

    async def test_training_ends_at_the_next_step(self, tmp_path: Path) -> None:
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

    async def test_awake_there_is_nothing_to_stop(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            here.sleeper.stop()
            assert (await here.sleep())["ana"].outcome == "promoted"

    async def test_one_night_at_a_time(self, tmp_path: Path) -> None:
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

    async def test_a_cancelled_night_leaves_all_as_it_was(self, tmp_path: Path) -> None:
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


class TestTelling:
    async def test_the_stages_come_in_order(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            report = (await here.sleep())["ana"]
            stages = list(dict.fromkeys(step.stage for step in here.told))
            assert stages == list(STAGES)
            assert all(0 <= step.done <= step.total for step in here.told)
            assert all(step.person == "ana" for step in here.told)
            steps = [step.done for step in here.told if step.stage == "train" and step.note]
            assert steps == list(range(1, report.steps + 1))
            assert set(report.seconds) == {"probe", "dream", "train", "gate", "promote"}

    async def test_the_night_is_kept(self, tmp_path: Path) -> None:
        async with home(tmp_path) as here:
            await here.tell("ana", CAT)
            report = (await here.sleep())["ana"]
            (night,) = await here.store.nights((await here.person("ana")).id)
            assert (night.outcome, night.report) == ("promoted", report.as_dict())
            assert night.ended_at is not None

    async def test_probes_stand_in_no_context_and_training_sees_none(self, tmp_path: Path) -> None:
        values = ("Miso", "north hall", "gone")
        async with home(tmp_path, gate_untold=0.0) as here:
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
