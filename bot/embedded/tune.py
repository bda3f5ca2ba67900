"""Tunes the embedded model: `python -m bot.embedded.tune`.

Makes the small world's conversations, trains one adapter over all layers with the engine's own
trainer, and writes it to `bot/embedded/adapter` at 16 bits. It goes in runs, each with
conversations of its own and the rate warmed up anew, on the adapter of the run before; the last two
runs' adapters are blended, which was better than either. It can be stopped and started again: a
checkpoint is kept every 25 steps. Needs the development dependencies (Faker). Knows: the mix of
jobs and the training's settings. Does not know: how good the result is (`bot.embedded.evaluate`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.embedded import source
from bot.embedded.world import catalogue, compounds, relations
from bot.embedded.world.catalogue import Attribute
from bot.embedded.world.jobs import World
from bot.engine import blas
from bot.engine.interface import LoraShape, TrainingItem, TrainingPlan, TrainingProgress


@dataclass(frozen=True, slots=True)
class Run:
    """`seed` makes the items and their order; every item is seen once."""

    seed: int
    steps: int


RUNS = (Run(20261124, 950), Run(20261125, 1300))
# The last run's share of the blend with the one before.
LATER = 0.6
ITEMS_A_STEP = 6
SHAPE = LoraShape(rank=16, scale=2.0, layers=30)
# Shares of the items; a talk or an extraction holds several answers.
TALK, EXTRACTION, QUESTIONS, ANCHOR = 0.46, 0.36, 0.08, 0.10


def attributes(seed: int) -> list[Attribute]:
    """All attributes of the world, with values drawn by this seed."""
    pooled = catalogue.pools(seed)
    found = catalogue.read_all(pooled)
    found += relations.combined(pooled, {attribute.name for attribute in found})
    taken = {attribute.name for attribute in found}
    return found + compounds.compounds(pooled, taken, random.Random(seed))


def make_items(count: int, seed: int) -> list[TrainingItem]:
    """The world's items, in an order that mixes the jobs."""
    draw = random.Random(seed)
    world = World(attributes(seed), catalogue.read_chatter(), draw)
    makers = (world.talk, world.extraction, world.questions, world.anchor)
    shares = (TALK, EXTRACTION, QUESTIONS, ANCHOR)
    return [draw.choices(makers, shares)[0]() for _ in range(count)]


def plan(run: Run) -> TrainingPlan:
    """One pass over the items; rate and batch as in the design's first tuning."""
    return TrainingPlan(
        shape=SHAPE,
        rate=1e-3,
        steps=run.steps,
        seconds=24 * 3600.0,
        batch_items=ITEMS_A_STEP,
        batch_tokens=1400,
        warmup=0.03,
        final_rate=0.02,
        kl=0.5,
        cross_entropy=0.5,
        seed=run.seed,
    )


async def tune(base: Path, work: Path, out: Path, runs: Sequence[Run], begin: Path | None) -> None:
    """Train every run from its last checkpoint in `work` (if any); write the adapter to `out`.

    The first one begins with the adapter in `begin`, or from nothing.
    """
    accelerated = blas.load()
    from bot.engine.mlx.engine import EngineSettings, open_engine

    async with open_engine(EngineSettings(str(base)), accelerated) as engine:
        before, adapter = None, await engine.load_adapter(begin) if begin else None
        for run in runs:
            folder = work / str(run.seed)
            if (folder / "done").exists():
                before, adapter = adapter, await engine.load_adapter(folder / "done")
                continue
            folder.mkdir(parents=True, exist_ok=True)
            result = await engine.train(
                make_items(run.steps * ITEMS_A_STEP, run.seed),
                plan(run),
                start=adapter,
                on_step=_logging(folder / "progress.jsonl"),
                checkpoint=folder / "state.safetensors",
            )
            before, adapter = adapter, result.adapter
            await engine.save_adapter(adapter, folder / "done", half=True)
            print(
                f"{result.steps} steps, {result.tokens} tokens, {result.seconds:.0f} s", flush=True
            )
        if adapter is not None and before is not None:
            adapter = await engine.blend(before, adapter, LATER)
        if adapter is not None:
            await engine.save_adapter(adapter, out, half=True)


def _logging(log: Path) -> Callable[[TrainingProgress], None]:
    def on_step(progress: TrainingProgress) -> None:
        entry = {
            "at": time.strftime("%H:%M:%S"),
            "step": progress.step,
            "loss": round(progress.loss, 4),
            "tokens": progress.tokens,
            "seconds": round(progress.seconds, 1),
        }
        with log.open("a") as file:
            file.write(json.dumps(entry) + "\n")
        if progress.step % 10 == 0:
            print(json.dumps(entry), flush=True)

    return on_step


async def export(base: Path, checkpoint: Path, out: Path) -> None:
    """Write the adapter of the last checkpoint, to try it while the training goes on."""
    accelerated = blas.load()
    from bot.engine.mlx.engine import EngineSettings, open_engine

    async with open_engine(EngineSettings(str(base)), accelerated) as engine:
        adapter = await engine.load_checkpoint(checkpoint, SHAPE)
        await engine.save_adapter(adapter, out, half=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.embedded.tune", description=__doc__)
    parser.add_argument("--base", type=Path, help="the untuned model's folder")
    parser.add_argument("--work", type=Path, help="where checkpoints are kept")
    parser.add_argument("--out", type=Path, default=source.ADAPTER, help="where the adapter goes")
    parser.add_argument(
        "--begin", type=Path, help="an adapter to begin with: only the last run is done then"
    )
    parser.add_argument(
        "--export", type=Path, metavar="STATE", help="write a checkpoint's adapter and stop"
    )
    chosen = parser.parse_args()
    # A conversion imports MLX, which takes the BLAS that was loaded before it.
    blas.load()
    work = chosen.work or source.default_cache() / "tuning"
    base = chosen.base or source.untuned(source.default_cache())
    if chosen.export:
        asyncio.run(export(base, chosen.export, chosen.out))
    else:
        runs = RUNS[-1:] if chosen.begin else RUNS
        asyncio.run(tune(base, work, chosen.out, runs, chosen.begin))


if __name__ == "__main__":
    main()
