from __future__ import annotations

from pathlib import Path

from bot.config import Config, Sleep
from bot.engine.interface import LoraShape
from bot.evaluation.experiments import teaching
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.subjects import deal
from tests.sleep.home import Pupil

PERSONA = "You are Ember."


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
    plan = teaching.papers_plan(60, Sleep(rank=4), 5e-4, 5, 1)
    assert (plan.rate, plan.steps, plan.batch_items) == (5e-4, 300, 1)
    assert (plan.shape.rank, plan.shape.scale, plan.shape.layers) == (16, 2.0, 8)
    assert set(plan.shape.modules) == set(LoraShape().modules)
    assert (plan.warmup, plan.final_rate, plan.weight_decay) == (0.0, 1.0, 0.0)


def test_our_plan_is_a_nights_at_another_rate() -> None:
    settings = Sleep(rank=4, layers=3, batch_items=5)
    plan = teaching.own_plan(60, settings, 3e-4, 4, 1)
    assert (plan.rate, plan.steps, plan.batch_items) == (3e-4, 48, 5)
    assert (plan.shape.rank, plan.shape.layers) == (4, 3)
    assert plan.kl > 0
