"""Stage 4 of a night: from training items to an adapter.

Knows: how long to train, and what a round after the first one is made of. Does not know: the
model's insides, or whether the result may be used.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from bot.config import Sleep
from bot.engine.interface import (
    Adapter,
    Engine,
    LoraShape,
    TrainingItem,
    TrainingPlan,
    TrainingProgress,
    TrainingResult,
)
from bot.sleep.dream import Dream

_FEWEST_STEPS = 60
# Passes over the data after the first round.
_NEXT_ROUND = 2.0
# The share of the rate at which the first round ends and the others begin.
_HALF_WAY = 0.5


def shape_of(settings: Sleep) -> LoraShape:
    """The adapter's shape that the config asks for."""
    modules = tuple(sorted(settings.modules))
    return LoraShape(settings.rank, settings.scale, settings.layers, modules)


@dataclass(frozen=True, slots=True)
class Round:
    """One training: its items, its plan, and the weights that it starts from."""

    items: tuple[TrainingItem, ...]
    plan: TrainingPlan
    start: Adapter | None


def first_round(
    dream: Dream, settings: Sleep, start: Adapter | None, seconds: float, seed: int
) -> Round:
    """All items, `settings.passes` times over."""
    steps = round(settings.passes * len(dream.items) / settings.batch_items)
    steps = min(settings.steps, max(_FEWEST_STEPS, steps))
    plan = replace(_plan(settings, steps, seconds, seed), final_rate=_HALF_WAY)
    return Round(tuple(dream.items), plan, start)


def next_round(
    dream: Dream,
    missed: Collection[int],
    settings: Sleep,
    trained: Adapter,
    seconds: float,
    source: random.Random,
    *,
    makes_up: bool = False,
) -> Round:
    """What was missed twice, among all else; the rate goes on where the first round left it.

    The untold stands there twice too if the adapter makes up answers to it.
    """
    wanted = [item for fact in missed for item in dream.per_fact.get(fact, [])]
    wanted += dream.untold if makes_up else []
    items = [*dream.items, *wanted]
    steps = max(_FEWEST_STEPS // 2, round(_NEXT_ROUND * len(items) / settings.batch_items))
    steps = min(settings.steps, steps)
    plan = _plan(settings, steps, seconds, source.getrandbits(31))
    plan = replace(plan, rate=settings.rate * _HALF_WAY)
    return Round(tuple(items), plan, trained)


def _plan(settings: Sleep, steps: int, seconds: float, seed: int) -> TrainingPlan:
    return TrainingPlan(
        shape=shape_of(settings),
        rate=settings.rate,
        steps=steps,
        seconds=max(1.0, seconds),
        batch_items=settings.batch_items,
        batch_tokens=128 * settings.batch_items,
        seed=seed,
    )


async def train(
    engine: Engine,
    round_: Round,
    on_step: Callable[[TrainingProgress], None],
    stop: Callable[[], bool],
) -> TrainingResult:
    """Run one round. Raises TrainingError."""
    return await engine.train(
        round_.items, round_.plan, start=round_.start, on_step=on_step, stop=stop
    )
