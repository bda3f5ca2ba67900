"""Stage 4 of the paper's sleep: plain LoRA, as mlx_lm.lora trains it.

One item at a time, one pass, one rate from the first step to the last, cross-entropy on the answers
alone. Where the paper is silent, mlx_lm's defaults hold: Adam, no warm-up, no clipping. The paper
then merges the adapter into the weights and begins the next one anew; here each person keeps one
adapter, and each sleep goes on from the last. Knows: pairs and the plan. Does not know: where the
pairs come from.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.config import Sleep
from bot.engine.interface import Message, TrainingItem, TrainingPlan
from bot.memory import prompts
from bot.sleep.train import shape_of

Pair = tuple[str, str]

# Larger than any gradient: nothing is clipped.
_NO_CLIP = 1e9


def items(persona: str, pairs: Sequence[Pair]) -> list[TrainingItem]:
    """Training items of questions with their answers.

    The paper trains without a system prompt; here the bot's own stands before every pair, as it
    does before every question that will be asked.
    """
    system = Message("system", prompts.system(persona))
    return [
        TrainingItem((system, Message("user", asked), Message("assistant", answer)))
        for asked, answer in pairs
    ]


def plan(settings: Sleep, count: int, passes: int, seed: int) -> TrainingPlan:
    """A plan for so many items; `settings` hold the paper's numbers."""
    return TrainingPlan(
        shape=shape_of(settings),
        rate=settings.rate,
        steps=passes * -(-count // settings.batch_items),
        seconds=settings.minutes * 60,
        batch_items=settings.batch_items,
        batch_tokens=1 << 20,
        warmup=0.0,
        final_rate=1.0,
        weight_decay=0.0,
        clip=_NO_CLIP,
        seed=seed,
    )
