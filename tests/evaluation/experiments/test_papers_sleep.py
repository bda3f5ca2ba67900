from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config, Sleep
from bot.engine.interface import LoraShape
from bot.evaluation.experiments import papers_sleep, teaching
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.experiments.papers_sleep import replayed
from bot.evaluation.subjects import deal
from tests.sleep.home import Pupil

PERSONA = "You are Ember."


def test_a_fifth_of_the_earlier_pairs_comes_again() -> None:
    assert replayed([10]) == []
    assert replayed([10, 4]) == [0, 1]
    # Those two are now less likely to come again than the eight others and the four new ones.
    assert replayed([10, 4, 4]) == [2, 3, 4]


def test_what_is_replayed_often_enough_comes_last_and_again_at_last() -> None:
    assert [replayed([5] + [0] * nights)[0] for nights in range(1, 7)] == [0, 1, 2, 3, 4, 0]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_only_earlier_pairs_are_replayed_and_none_twice(counts: list[int]) -> None:
    again = replayed(counts)
    assert len(set(again)) == len(again)
    assert all(0 <= at < sum(counts[:-1]) for at in again)
    assert len(again) >= sum(counts[:-1]) / 5


async def test_each_sleep_goes_on_from_the_last_and_can_be_begun_again(tmp_path: Path) -> None:
    told = deal(3, 1, 1).measured.held
    days = [told[:2], told[2:]]
    engine = Pupil()
    lab = Lab(engine, Config(), tmp_path)
    await papers_sleep.sleep(lab, tmp_path / "x", days[:1], 1)
    first = await papers_sleep.sleep(lab, tmp_path / "x", days, 1)
    # As if the program was ended before the sleep was kept in the record.
    second = await papers_sleep.sleep(lab, tmp_path / "x", days, 1)
    assert first.weights == second.weights
    one, two, three = engine.plans
    assert (one.rate, one.batch_items, one.shape.layers) == (1e-4, 1, 8)
    assert two.steps == three.steps
    trained = [call.chats for call in engine.asked("train")]
    assert len(trained[0]) == one.steps
    assert 0 < len(set(trained[0]) & set(trained[1])) < len(trained[0])


async def test_the_papers_pairs_are_the_facts_alone(tmp_path: Path) -> None:
    told = deal(3, 1, 1).measured.held
    lab = Lab(Pupil(), Config(), tmp_path)
    dream = await lab.dream(told, "x")
    pairs = teaching.pairs(dream, PERSONA)
    assert len(pairs) == sum(len(items) for items in dream.per_fact.values()) > 6
    assert all(len(pair.chat) == 3 and pair.teacher is None for pair in pairs)
    values = [one.value for one in told]
    assert all(any(value in pair.chat[-1].content for value in values) for pair in pairs)


def test_the_papers_plan_is_its_recipe() -> None:
    plan = teaching.papers_plan(60, 5e-4, 5, 1)
    assert (plan.rate, plan.steps, plan.batch_items) == (5e-4, 300, 1)
    assert (plan.shape.rank, plan.shape.scale, plan.shape.layers) == (16, 2.0, 8)
    assert plan.shape.modules == LoraShape().modules
    assert (plan.warmup, plan.final_rate, plan.weight_decay) == (0.0, 1.0, 0.0)


def test_our_plan_is_a_nights_at_another_rate() -> None:
    settings = Sleep(rank=4, layers=3, batch_items=5)
    plan = teaching.own_plan(60, settings, 3e-4, 4, 1)
    assert (plan.rate, plan.steps, plan.batch_items) == (3e-4, 48, 5)
    assert (plan.shape.rank, plan.shape.layers) == (4, 3)
    assert plan.kl > 0
