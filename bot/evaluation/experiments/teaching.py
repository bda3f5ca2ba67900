"""What is trained on outside of nights: one dream's items, in our way or in the paper's.

Both have the same facts, wordings and answers; the paper's have only those. Knows: dreams and
plans. Does not know: what comes of them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.config import Sleep
from bot.engine.interface import Engine, TrainingItem, TrainingPlan
from bot.evaluation.subjects import Told
from bot.memory.facts import Fact, Scope
from bot.sleep.dream import Dream, Dreamer
from bot.sleep.paper import train as paper
from bot.sleep.paper.recipe import Recipe
from bot.sleep.select import Selection
from bot.sleep.train import shape_of
from bot.sleep.wordings import write

_TOLD_AT = datetime(2026, 1, 1, tzinfo=UTC)
# A training's own limit of time would make slow machines measure something else.
_NO_LIMIT = 24 * 3600.0


async def dreamt(
    engine: Engine, persona: str, settings: Sleep, told: Sequence[Told], seed: str
) -> Dream:
    """What a night about these facts alone would train on. Raises ModelError."""
    source = random.Random(seed)
    facts = tuple(
        Fact(number, 1, Scope.PRIVATE.value, one.attribute, one.value, one.said, _TOLD_AT)
        for number, one in enumerate(told, 1)
    )
    wordings = await write(engine, facts, settings.forms_per_fact, source)
    return await Dreamer(engine, persona, source).dream(
        Selection(facts, (), (), (), facts), wordings
    )


def pairs(dream: Dream, persona: str) -> list[TrainingItem]:
    """The dream's questions about facts with their answers, and nothing else."""
    told = [
        (item.chat[-2].content, item.chat[-1].content)
        for items in dream.per_fact.values()
        for item in items
    ]
    return paper.items(persona, told)


def papers_plan(items: int, settings: Sleep, rate: float, passes: int, seed: int) -> TrainingPlan:
    """The paper's recipe at this rate, for so many passes."""
    own = Recipe(rate=rate, passes=passes).applied(settings)
    return paper.plan(own, items, passes, seed)


def own_plan(items: int, settings: Sleep, rate: float, passes: float, seed: int) -> TrainingPlan:
    """A training as our nights have it, whole in one round."""
    steps = max(1, round(passes * items / settings.batch_items))
    return TrainingPlan(
        shape=shape_of(settings),
        rate=rate,
        steps=min(steps, settings.steps),
        seconds=_NO_LIMIT,
        batch_items=settings.batch_items,
        batch_tokens=128 * settings.batch_items,
        seed=seed,
    )
