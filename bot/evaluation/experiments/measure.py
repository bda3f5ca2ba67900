"""What an adapter is measured by: recall, and all that it may cost.

Recall alone is no measure: what makes things up, or has lost what it knew, recalls much. Knows: the
held-out questions. Does not know: how an adapter came about.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.engine.interface import Adapter, Chat, Engine, Message
from bot.evaluation.asking import Answer, Asker, Question, lengths
from bot.evaluation.experiments.counts import Count
from bot.evaluation.subjects import General, Turn
from bot.memory import prompts
from bot.memory.questions import Form


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the model does with no adapter; all damage is measured against it."""

    general: tuple[General, ...]
    turns: tuple[Turn, ...]
    surprise: float
    tokens: int


async def baseline(
    engine: Engine, persona: str, general: Sequence[General], turns: Sequence[Turn]
) -> Baseline:
    """Ask the base; of common knowledge only what it answers right is asked again."""
    asker = Asker(engine, persona)
    right = await asker.general(general)
    known = tuple(one for one, held in zip(general, right, strict=True) if held)
    surprise = sum(await asker.surprise(turns))
    return Baseline(known, tuple(turns), surprise, sum(await lengths(engine, turns)))


async def measured(
    engine: Engine,
    persona: str,
    base: Baseline,
    questions: Sequence[Question],
    adapter: Adapter | None,
) -> dict[str, Any]:
    """Recall by form, false memory, common knowledge kept, perplexity's ratio, drift in nats.

    Without an adapter (nothing was kept of a night) nothing is recalled or lost but by the base.
    """
    asker = Asker(engine, persona, adapter)
    answers = await asker.ask(questions)
    figures = recalled(answers)
    kept = [True] * len(base.general)
    ratio, drift = 1.0, 0.0
    if adapter is not None:
        kept = await asker.general(base.general)
        surprise = sum(await asker.surprise(base.turns))
        ratio = math.exp((surprise - base.surprise) / max(1, base.tokens))
        drift = await engine.divergence(_talks(persona, base.turns), adapter)
    damage = {"general": Count.of(kept).as_list(), "perplexity_ratio": ratio, "drift": drift}
    return figures | damage


def recalled(answers: Sequence[Answer]) -> dict[str, Any]:
    """Counts: right answers by form, and answers made up to what was never told."""
    told = [answer for answer in answers if answer.told]
    never = [answer for answer in answers if not answer.told]
    by_form = {
        form.value: Count.of(a.right for a in told if a.question.form is form).as_list()
        for form in Form
    }
    made_up = Count.of(not answer.refused for answer in never)
    return {"recall": by_form, "false_memory": made_up.as_list()}


def _talks(persona: str, turns: Sequence[Turn]) -> list[Chat]:
    system = Message("system", prompts.system(persona))
    return [
        (system, Message("user", turn.said), Message("assistant", turn.reply)) for turn in turns
    ]
