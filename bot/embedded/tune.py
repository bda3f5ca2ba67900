"""Tunes the embedded model: `python -m bot.embedded.tune`.

Makes the small world's conversations, trains one adapter over all layers with the engine's own
trainer, and writes it to `bot/embedded/adapter` at 16 bits. It goes in runs, each with
conversations of its own and the rate warmed up anew, on the adapter so far; what comes of it is
blended with that adapter, which was better than either. It can be stopped and started again: a
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
from typing import TYPE_CHECKING

from bot.embedded import source
from bot.embedded.world import catalogue, compounds, everyday, relations
from bot.embedded.world.catalogue import Attribute
from bot.embedded.world.jobs import World
from bot.engine import blas
from bot.engine.interface import Adapter, LoraShape, TrainingItem, TrainingPlan, TrainingProgress

if TYPE_CHECKING:
    from bot.engine.mlx.engine import MlxEngine


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of the items; a talk or an extraction holds several answers."""

    talk: float = 0.46
    extraction: float = 0.36
    questions: float = 0.08
    anchor: float = 0.10


@dataclass(frozen=True, slots=True)
class Run:
    """`seed` makes the items and their order; every item is seen once.

    `rate` is the highest: what is known is refined at a lower one than it was learned at.
    """

    seed: int
    steps: int
    mix: Mix = Mix()
    rate: float = 1e-3


RUNS = (
    Run(20261124, 950),
    Run(20261125, 1300),
    Run(20261126, 700, Mix(talk=0.68, extraction=0.2, questions=0.04, anchor=0.08), rate=3e-4),
)
# A run's share of the blend with the adapter that it began with.
LATER = 0.6
ITEMS_A_STEP = 6
SHAPE = LoraShape(rank=16, scale=2.0, layers=30)


def attributes(seed: int) -> list[Attribute]:
    """All attributes of the world, with values drawn by this seed."""
    pooled = catalogue.pools(seed)
    found = catalogue.read_all(pooled)
    found += relations.combined(pooled, {attribute.name for attribute in found})
    draw = random.Random(seed)
    found = everyday.joined(found)
    found += everyday.others(pooled, {attribute.name for attribute in found}, draw)
    taken = {attribute.name for attribute in found}
    return found + compounds.compounds(pooled, taken, draw)


def make_items(count: int, seed: int, mix: Mix = Mix()) -> list[TrainingItem]:
    """The world's items, in an order that mixes the jobs."""
    draw = random.Random(seed)
    world = World(attributes(seed), catalogue.read_chatter(), draw)
    makers = (world.talk, world.extraction, world.questions, world.anchor)
    shares = (mix.talk, mix.extraction, mix.questions, mix.anchor)
    return [draw.choices(makers, shares)[0]() for _ in range(count)]


def plan(run: Run) -> TrainingPlan:
    """One pass over the items."""
    return TrainingPlan(
        shape=SHAPE,
        rate=run.rate,
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
        adapter = await engine.load_adapter(begin) if begin else None
        for run in runs:
            trained = await _trained(engine, run, work / str(run.seed), adapter)
            adapter = trained if adapter is None else await engine.blend(adapter, trained, LATER)
        if adapter is not None:
            await engine.save_adapter(adapter, out, half=True)


async def _trained(engine: MlxEngine, run: Run, folder: Path, start: Adapter | None) -> Adapter:
    """What comes of one run, from its folder where it was done before."""
    if (folder / "done").exists():
        return await engine.load_adapter(folder / "done")
    folder.mkdir(parents=True, exist_ok=True)
    result = await engine.train(
        make_items(run.steps * ITEMS_A_STEP, run.seed, run.mix),
        plan(run),
        start=start,
        on_step=_logging(folder / "progress.jsonl"),
        checkpoint=folder / "state.safetensors",
    )
    await engine.save_adapter(result.adapter, folder / "done", half=True)
    print(f"{result.steps} steps, {result.tokens} tokens, {result.seconds:.0f} s", flush=True)
    return result.adapter


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
