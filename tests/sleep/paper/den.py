"""A home whose nights go by the paper's recipe, and what they trained on."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.config import Sleep
from bot.engine.fake import FakeEngine
from bot.engine.interface import Adapter, Chat, Sampling, TrainingItem, TrainingPlan, TrainingResult
from bot.memory import prompts
from bot.memory.facts import Fact
from bot.sleep.paper import PaperSleeper, Recipe
from bot.sleep.paper.validate import BENCHMARK
from tests.sleep.home import SCOPE, Home, Pupil, home
from tests.sleep.taught import answer, question

RIGHT = {asked: answers[0] for asked, answers in BENCHMARK}


class Scholar(Pupil):
    """Also knows the benchmark and can dream; `spared` of the benchmark's answers outlive a night.

    Attributes:
        lessons: what each training was given, as questions with answers.
    """

    def __init__(self, *, spared: int = len(BENCHMARK), **more: Any) -> None:
        super().__init__(**more)
        self.spared = spared
        self.lessons: list[list[tuple[str, str]]] = []

    async def train(
        self, items: Sequence[TrainingItem], plan: TrainingPlan, **more: Any
    ) -> TrainingResult:
        assert all(item.teacher is None and not item.every_turn for item in items)
        self.lessons.append([(question(item), answer(item)) for item in items])
        return await super().train(items, plan, **more)

    def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
        said = asked[-1].content
        if asked[0].content == prompts.DREAM:
            one, other = (line.partition(":")[0] for line in said.splitlines())
            return f"What are both my {one} and my {other}?"
        if said.startswith("What are both"):
            told = [line[2:] for line in asked[0].content.splitlines() if line.startswith("- ")]
            return " and ".join(line.partition(": ")[2] for line in told)
        if said in RIGHT and (adapter is None or list(RIGHT).index(said) < self.spared):
            return RIGHT[said]
        return super()._answer(asked, adapter, sampling)


@asynccontextmanager
async def den(
    data: Path, engine: FakeEngine | None = None, recipe: Recipe | None = None, **settings: Any
) -> AsyncIterator[Home]:
    """One run of the bot; `settings` are those of `[sleep]`."""
    async with home(data, engine or Scholar()) as made:
        made.sleeper = PaperSleeper(
            made.engine,
            made.store,
            made.shelf,
            data,
            settings=Sleep(recipe="paper", **settings),
            recipe=recipe,
            persona="You are Ember, a friendly companion.",
            clock=lambda: made.now,
            source=random.Random(1),
        )
        yield made


async def said(
    here: Home, name: str, text: str, reply: str = "I see.", line: str = "", scope: str = SCOPE
) -> Fact | None:
    """An exchange, a minute after the last; `line` is the fact that was noted of it, if any."""
    here.now += timedelta(minutes=1)
    person = await here.store.person(f"terminal:{name}", name)
    talk = f"talk:{name}:{scope}"
    entry = await here.store.log(person.id, talk, scope, "user", text)
    if reply:
        await here.store.log(person.id, talk, scope, "assistant", reply)
    if not line:
        return None
    attribute, _, value = line.partition(": ")
    return await here.store.add_fact(person.id, scope, attribute, value, text, log_id=entry.id)


async def told(here: Home, name: str, *lines: str, scope: str = SCOPE) -> list[Fact]:
    """Facts, each in an exchange of its own."""
    found = []
    for line in lines:
        attribute, _, value = line.partition(": ")
        text = f"My {attribute} is {value}."
        fact = await said(here, name, text, f"{value}, noted.", line, scope)
        assert fact is not None
        found.append(fact)
    return found


async def priorities(here: Home, name: str, scope: str = SCOPE) -> dict[str, tuple[float, int]]:
    """The replay buffer by what was said: priority, and how often it came again."""
    person = await here.person(name)
    return {
        one.said.text: (one.replayed.priority, one.replayed.replays)
        for one in await here.store.exchanges(person.id, scope)
        if one.replayed is not None
    }


def lessons(here: Home) -> list[list[tuple[str, str]]]:
    assert isinstance(here.engine, Scholar)
    return here.engine.lessons
