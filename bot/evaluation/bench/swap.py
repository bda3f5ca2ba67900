"""A person's weights changed for another's, beside mlx_lm.server's way: the whole model anew.

Knows: rounds. Does not know: slots or servers; `bot.engine.reference` runs both.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict

from bot.engine.reference import reference
from bot.evaluation.bench.bench import Bench
from bot.evaluation.bench.figures import Goal, Measured, ratio
from bot.sleep.train import shape_of

NAME = "swap"
_GOAL = Goal(0.005)


async def measure(bench: Bench) -> Measured:
    """Both ways in turn, in one process. Raises ModelError."""
    job = {
        "job": "swap",
        "model": bench.config.model.name,
        "shape": asdict(shape_of(bench.config.sleep)),
        "rounds": bench.rounds(20, 5),
    }
    found: dict[str, list[float]] = defaultdict(list)
    async with reference(job) as running:
        while (told := await running.told()) is not None:
            for name, seconds in told.items():
                found[name].append(float(seconds))
    measured = Measured(NAME, "from one person's weights to another's")
    measured.add("ours, weights in memory", found["bound"], "s", _GOAL)
    measured.add("ours, read from disk before", found["read"], "s")
    measured.add("mlx_lm.server, reload", found["reloaded"], "s")
    measured.figures.append(
        ratio("times as fast as a reload", found["reloaded"], found["bound"], None)
    )
    both = [read + bound for read, bound in zip(found["read"], found["bound"], strict=True)]
    measured.figures.append(ratio("the same, read from disk before", found["reloaded"], both, None))
    measured.add("one token right after a swap", found["token_after"], "s")
    measured.add("one token without", found["token"], "s")
    measured.notes.append(
        "Both in one process, in turn, on the same BLAS; the adapters have the shape of [sleep]. "
        "The token after a swap shows that nothing was put off."
    )
    return measured
