from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Config, Sleep
from bot.errors import SleepError, TrainingError
from bot.evaluation.experiments.life import Conditions, life
from bot.evaluation.subjects import Told
from bot.memory.facts import State
from tests.sleep.home import Pupil

CAT = Told("cat's name", "Miso", "My cat is Miso.", ("Miso",))
DOG = Told("dog's name", "Rex", "My dog is Rex.", ("Rex",))
OTHER_CAT = replace(CAT, value="Momo", spellings=("Momo",), before=("Miso",))


def conditions(engine: Pupil, day: int = 0, *, papers: bool = False) -> Conditions:
    return Conditions(engine, Config(sleep=Sleep(gate_untold=0.0)), "seed", papers=papers, day=day)


async def test_a_day_is_told_once_and_slept_on_once(tmp_path: Path) -> None:
    engine = Pupil()
    reports = []
    for _ in range(2):
        # As if the program was ended after the night, before what it came to was kept.
        async with life(tmp_path, conditions(engine)) as here:
            await here.told([CAT, DOG])
            reports.append(await here.sleep())
            assert await here.adapter() is not None
            facts = await here.home.store.facts(here.person_id)
            assert [(fact.id, fact.state) for fact in facts] == [(1, State.KNOWN), (2, State.KNOWN)]
            assert len(await here.home.store.nights(here.person_id)) == 1
    assert reports[0] == reports[1]
    assert reports[0]["outcome"] == "promoted"


async def test_another_day_has_another_night(tmp_path: Path) -> None:
    engine = Pupil()
    for day, told in enumerate((CAT, DOG)):
        async with life(tmp_path, conditions(engine, day)) as here:
            await here.told([told])
            assert (await here.sleep())["learned"] == [told.line]


async def test_a_value_takes_the_place_of_another(tmp_path: Path) -> None:
    async with life(tmp_path, conditions(Pupil())) as here:
        await here.told([CAT, DOG])
        await here.told([OTHER_CAT])
        facts = await here.home.store.facts(here.person_id, states=[State.FRESH])
        assert {fact.line for fact in facts} == {"cat's name: Momo", "dog's name: Rex"}


async def test_what_is_forgotten_is_in_no_weights(tmp_path: Path) -> None:
    async with life(tmp_path, conditions(Pupil())) as here:
        await here.told([CAT, DOG])
        await here.sleep()
        await here.forget(["cat's name"])
        assert await here.adapter() is None
        assert not list((tmp_path / "adapters").glob("*/*"))
        facts = await here.home.store.facts(here.person_id)
        assert [fact.line for fact in facts] == ["dog's name: Rex"]


async def test_a_night_that_failed_is_no_figure(tmp_path: Path) -> None:
    engine = Pupil()
    async with life(tmp_path, conditions(engine)) as here:
        await here.told([CAT])
        engine.fault = TrainingError("It ran away.")
        with pytest.raises(SleepError, match="It ran away"):
            await here.sleep()


async def test_the_papers_nights_are_the_papers(tmp_path: Path) -> None:
    engine = Pupil()
    async with life(tmp_path, conditions(engine, papers=True)) as here:
        await here.told([CAT, DOG])
        report = await here.sleep()
        assert (report["recipe"], report["depth"]) == ("paper", "light")
    assert {(plan.rate, plan.batch_items, plan.shape.layers) for plan in engine.plans} == {
        (1e-4, 1, 8)
    }
