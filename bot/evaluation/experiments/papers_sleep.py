"""The paper's training over successive sleeps, on files, so that it can be taken up again.

Each sleep trains the day's pairs and a fifth of the earlier ones, those of the highest priority,
for one pass on top of the sleep before; a pair's priority falls by 0.85 each time it is replayed.
What else the paper's sleep does (curation, dreaming, validation) is left out: here every fact is
worth keeping. Knows: pairs, priorities, a folder. Does not know: what is asked afterwards.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

from bot.engine.interface import Adapter, Message, TrainingItem
from bot.evaluation.experiments import teaching
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.subjects import Told
from bot.sleep.probe import chat

_RATE, _PASSES = 1e-4, 1
_REPLAYED, _FADING = 0.2, 0.85

Pair = tuple[str, str]


async def sleep(lab: Lab, folder: Path, days: Sequence[Sequence[Told]], seed: int) -> Adapter:
    """The sleep after the last of these days. Raises TrainingError, AdapterError, ModelError."""
    folder.mkdir(parents=True, exist_ok=True)
    per_day = [await _pairs(lab, folder, days, at, seed) for at in range(len(days))]
    earlier = [pair for pairs in per_day[:-1] for pair in pairs]
    again = replayed([len(pairs) for pairs in per_day])
    items = _items([*per_day[-1], *(earlier[at] for at in again)], lab.persona)
    before = folder / f"sleep-{len(days) - 1}"
    start = await lab.engine.load_adapter(before) if len(days) > 1 else None
    plan = teaching.papers_plan(len(items), _RATE, _PASSES, seed + len(days))
    adapter = await lab.train(items, plan, start)
    await lab.engine.save_adapter(adapter, folder / f"sleep-{len(days)}")
    return adapter


def replayed(counts: Sequence[int]) -> list[int]:
    """Which earlier pairs come again in the last of the sleeps, by their number.

    `counts` are the new pairs of each sleep. Of equal priorities the older pair goes first.
    """
    priorities: list[float] = []
    again: list[int] = []
    for count in counts:
        ranked = sorted(range(len(priorities)), key=lambda at: (-priorities[at], at))
        again = ranked[: math.ceil(round(_REPLAYED * len(ranked), 6))]
        for at in again:
            priorities[at] *= _FADING
        priorities += [1.0] * count
    return again


async def _pairs(
    lab: Lab, folder: Path, days: Sequence[Sequence[Told]], day: int, seed: int
) -> list[Pair]:
    """A day's pairs; they are dreamt once."""
    path = folder / f"pairs-{day + 1}.json"
    if path.exists():
        return [(asked, answer) for asked, answer in json.loads(path.read_text("utf-8"))]
    dream = await lab.dream(days[day], f"paper {seed} {day}")
    found = [
        (item.chat[-2].content, item.chat[-1].content)
        for item in teaching.pairs(dream, lab.persona)
    ]
    fresh = path.with_suffix(".fresh")
    fresh.write_text(json.dumps(found), "utf-8")
    fresh.replace(path)
    return found


def _items(pairs: Sequence[Pair], persona: str) -> list[TrainingItem]:
    return [
        TrainingItem([*chat(persona, asked), Message("assistant", answer)])
        for asked, answer in pairs
    ]
