"""The paper's numbers and its smaller stages: depth, identity, pairs, dreams, the benchmark."""

from __future__ import annotations

import random
from dataclasses import asdict
from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Sleep
from bot.engine.fake import UNKNOWN, FakeEngine
from bot.memory import prompts
from bot.memory.facts import Fact
from bot.memory.recall import bare
from bot.sleep.paper.dream import dreams
from bot.sleep.paper.identity import identity
from bot.sleep.paper.pairs import of_exchange, of_facts
from bot.sleep.paper.recipe import Depth, Recipe, depth_of
from bot.sleep.paper.train import items, plan
from bot.sleep.paper.validate import BENCHMARK, benchmark, kept
from bot.sleep.wordings import write
from bot.store import Exchange, LogLine, NightRecord
from tests.sleep.made import NOW, fact
from tests.sleep.paper.den import RIGHT, Scholar

MISO, PORTO, GYM = fact(1, "cat's name: Miso"), fact(2, "home city: Porto"), fact(3, "gym: Forum")


def record(number: int, depth: str, outcome: str = "promoted") -> NightRecord:
    report = {"recipe": "paper", "depth": depth} if depth else {"recipe": "ours"}
    return NightRecord(number, 1, "private", NOW, NOW, outcome, report)


# Recipe


def test_the_papers_numbers() -> None:
    ours = Sleep(rank=4, scale=1.0, layers=3, rate=0.5, passes=9, batch_items=7, replay=0.9)
    assert Recipe().applied(ours) == msgspec.structs.replace(
        ours, rank=16, scale=2.0, layers=8, rate=1e-4, passes=1.0, batch_items=1, replay=0.2
    )
    assert asdict(Recipe()) | {"decay": 0.85, "deep_every": 5, "floor": 0.5} == asdict(Recipe())


def test_every_fifth_night_is_deep_and_naps_do_not_count() -> None:
    nights: list[NightRecord] = []
    depths: list[Depth] = []
    for number in range(12):
        depths.append(depth_of(nights, Recipe(), napping=False))
        nights.insert(0, record(number, depths[-1]))
        nights.insert(0, record(number, "nap"))
        nights.insert(0, record(number, ""))
        nights.insert(0, record(number, "deep", "stopped"))
    deep = [number for number, depth in enumerate(depths, 1) if depth == "deep"]
    assert deep == [5, 10]
    assert depth_of(nights, Recipe(), napping=True) == "nap"


def test_the_plan_is_one_plain_pass() -> None:
    made = plan(Recipe().applied(Sleep(minutes=2)), 37, 1, seed=3)
    assert (made.steps, made.batch_items, made.seconds) == (37, 1, 120)
    assert (made.rate, made.warmup, made.final_rate, made.weight_decay) == (1e-4, 0, 1, 0)
    assert (made.shape.rank, made.shape.scale, made.shape.layers) == (16, 2.0, 8)
    assert plan(Recipe().applied(Sleep()), 37, 3, seed=3).steps == 111


def test_items_are_the_pairs_under_the_bots_own_prompt() -> None:
    (item,) = items("You are Ember.", [("Where do I live?", "In Porto.")])
    assert [(turn.role, turn.content) for turn in item.chat] == [
        ("system", "You are Ember."),
        ("user", "Where do I live?"),
        ("assistant", "In Porto."),
    ]
    assert item.teacher is None


# Identity


def test_who_the_bot_is() -> None:
    found = dict(identity(prompts.PERSONA))
    assert found["Who are you?"] == "I'm Ember, a friendly companion."
    assert found["What's your name?"] == "My name is Ember."


@pytest.mark.parametrize("persona", ["Be kind.", "You are a friend of all.", "x"])
def test_a_bot_without_a_name_says_none(persona: str) -> None:
    found = dict(identity(persona))
    assert "What's your name?" not in found
    assert len(found) >= 2


@given(st.text(min_size=1, max_size=200))
def test_any_persona_has_its_pairs(persona: str) -> None:
    pairs = identity(persona)
    assert len(pairs) >= 2
    assert all(question and answer for question, answer in pairs)


# Pairs


async def test_facts_become_pairs_that_no_probe_asks() -> None:
    engine, facts = FakeEngine(), (MISO, PORTO)
    wordings = await write(engine, facts, 4, random.Random(1))
    found = await of_facts(engine, "You are Ember.", facts, wordings, 4)
    probed = {bare(text) for one in wordings.values() for text in one.probes.values()}
    for one in facts:
        assert len(found[one.id]) == 4
        assert all(one.value in answer for _, answer in found[one.id])
        assert not {bare(question) for question, _ in found[one.id]} & probed


async def test_an_answer_that_misses_the_fact_is_put_right() -> None:
    engine = FakeEngine(lambda chat: UNKNOWN)
    wordings = await write(engine, (MISO,), 2, random.Random(1))
    found = await of_facts(engine, "You are Ember.", (MISO,), wordings, 2)
    assert [answer for _, answer in found[1]] == ["Your cat's name is Miso."] * 2


def test_an_exchange_is_taught_as_it_was_said_unless_it_tells_of_elsewhere() -> None:
    said = LogLine(1, 1, "talk", "private", "user", "I feed Miso.", NOW)
    reply = LogLine(2, 1, "talk", "private", "assistant", "Lucky Miso!", NOW)
    whole = Exchange(said, reply, ())
    assert of_exchange(whole, set()) == [("I feed Miso.", "Lucky Miso!")]
    assert of_exchange(whole, {"miso"}) == []
    assert of_exchange(Exchange(said, None, ()), set()) == []


# Dreams


KNOWN = {
    1: [("What's my cat's name?", "Miso!")],
    2: [("Where do I live?", "In Porto."), ("My city?", "Porto.")],
}


async def dreamt(engine: FakeEngine, *facts: Fact, count: int = 10) -> list[tuple[str, str]]:
    return await dreams(engine, "You are Ember.", facts, KNOWN, count, random.Random(1))


async def test_dreams_tie_two_facts_together() -> None:
    found = await dreamt(Scholar(), MISO, PORTO, GYM)
    assert len(found) == 3
    assert all(question.startswith("What are both my ") for question, _ in found)
    tied = {frozenset(answer.split(" and ")) for _, answer in found}
    assert tied == {frozenset(pair) for pair in combinations(("Miso", "Porto", "Forum"), 2)}
    assert len(await dreamt(Scholar(), MISO, PORTO, GYM, count=2)) == 2
    assert await dreamt(Scholar(), MISO) == []


@pytest.mark.parametrize("said", ["", "Where does Miso live?", UNKNOWN])
async def test_where_the_model_ties_nothing_two_pairs_of_its_own_are_joined(said: str) -> None:
    ((question, answer),) = await dreamt(FakeEngine(lambda chat: said), MISO, PORTO)
    assert question.startswith("What's my cat's name? And ")
    assert question.removeprefix("What's my cat's name? And ") in dict(KNOWN[2])
    assert answer in ("Miso! In Porto.", "Miso! Porto.")
    assert await dreamt(FakeEngine(lambda chat: said), MISO, GYM) == []


# The benchmark


async def test_the_benchmark_counts_right_answers() -> None:
    assert len(RIGHT) == len(BENCHMARK)
    assert await benchmark(Scholar(), "You are Ember.", None) == 1
    assert await benchmark(FakeEngine(), "You are Ember.", None) == 0
    third = FakeEngine(
        lambda chat: RIGHT[chat[-1].content] if "capital" in chat[-1].content else ""
    )
    assert await benchmark(third, "You are Ember.", None) == pytest.approx(2 / len(BENCHMARK))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_sleep_is_kept_if_half_is_left(before: float, after: float) -> None:
    assert kept(before, after, 0.5) == (after >= 0.5 * before)
    assert kept(before, before, 0.5)
    assert kept(0, after, 0.5)
