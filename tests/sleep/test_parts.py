"""Nights with a part taken out: that part is gone, and all else is there."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.engine.interface import TrainingPlan
from bot.memory.questions import templates
from bot.memory.recall import bare
from bot.memory.untold import small_talk
from bot.sleep.parts import WHOLE, Parts
from tests.sleep.home import CAT, GYM, KNOWN, LOCKER, Home, Pupil, home


def without(name: str) -> Parts:
    return replace(WHOLE, **{name: False})


def trained(here: Home) -> list[str]:
    """The questions of the first training."""
    return [chat[-2].content for chat in here.engine.asked("train")[0].chats]


def about(texts: list[str], line: str) -> set[str]:
    own = {bare(text) for text in templates(line.partition(":")[0])}
    return {bare(text) for text in texts} & own


def talk(texts: list[str]) -> set[str]:
    return set(texts) & set(small_talk(random.Random(0), 10_000, probe=False))


async def night(data: Path, parts: Parts) -> tuple[list[str], TrainingPlan]:
    engine = Pupil()
    async with home(data, engine, parts) as here:
        await here.tell("ana", CAT, LOCKER)
        await here.sleep()
        return trained(here), engine.plans[0]


def test_nothing_is_taken_out_of_peoples_nights() -> None:
    assert all(getattr(WHOLE, field.name) for field in fields(WHOLE))


async def test_a_whole_night_has_all(tmp_path: Path) -> None:
    texts, plan = await night(tmp_path, WHOLE)
    assert plan.kl > 0
    assert plan.cross_entropy > 0
    assert len(about(texts, CAT)) > 3
    assert talk(texts)
    assert len(texts) > len(talk(texts)) + 40


@pytest.mark.parametrize(("name", "other"), [("kl", "cross_entropy"), ("cross_entropy", "kl")])
async def test_a_loss_is_taken_out(tmp_path: Path, name: str, other: str) -> None:
    texts, plan = await night(tmp_path, without(name))
    assert getattr(plan, name) == 0
    assert getattr(plan, other) == getattr(TrainingPlan(), other)
    assert talk(texts)


async def test_without_unknowns_nothing_untold_is_trained(tmp_path: Path) -> None:
    texts, _ = await night(tmp_path, without("unknowns"))
    rest = {bare(text) for text in set(texts) - talk(texts)}
    assert rest == about(texts, CAT) | about(texts, LOCKER)


async def test_without_anchors_no_small_talk_is_trained(tmp_path: Path) -> None:
    texts, _ = await night(tmp_path, without("anchors"))
    assert not talk(texts)
    assert len(about(texts, CAT)) > 3
    assert len(texts) > 20


async def test_without_paraphrases_a_fact_is_asked_in_one_wording(tmp_path: Path) -> None:
    texts, _ = await night(tmp_path, without("paraphrases"))
    assert len(about(texts, CAT)) == len(about(texts, LOCKER)) == 1
    assert talk(texts)


async def test_without_a_gate_everything_is_used(tmp_path: Path) -> None:
    for parts, outcome in ((WHOLE, "rolled back"), (without("gate"), "promoted")):
        engine = Pupil()
        engine.drift = 9.0
        async with home(tmp_path / outcome, engine, parts) as here:
            await here.tell("ana", CAT)
            assert (await here.sleep())["ana"].outcome == outcome


async def test_without_rehearsal_what_is_known_is_left_alone(tmp_path: Path) -> None:
    async with home(tmp_path, parts=without("rehearsal")) as here:
        await here.tell("ana", CAT, LOCKER)
        await here.sleep()
        here.now += timedelta(days=300)
        await here.tell("ana", GYM)
        probed = len(here.engine.asked("complete"))
        report = (await here.sleep())["ana"]
        assert report.learned == [GYM]
        assert report.already_known == report.lost == []
        asked = [bare(chat[-1].content) for call in here.engine.asked("complete")[probed:]
                 for chat in call.chats]  # fmt: skip
        assert not set(asked) & {bare(text) for text in templates("cat's name")[:3]}
        assert (await here.states("ana"))[CAT] is KNOWN
