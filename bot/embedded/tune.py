"""Tunes the embedded model: `python -m bot.embedded.tune`.

Makes the small world's conversations, trains one adapter over all layers with the engine's own
trainer, and writes it to `bot/embedded/adapter` at 16 bits. It can be stopped and started again:
a checkpoint is kept every 25 steps. Needs the development dependencies (Faker). Knows: the mix of
jobs and the training's settings. Does not know: how good the result is (`bot.embedded.evaluate`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from pathlib import Path

from bot.embedded import source
from bot.embedded.world import catalogue, relations
from bot.embedded.world.jobs import World
from bot.engine import blas
from bot.engine.interface import LoraShape, TrainingItem, TrainingPlan, TrainingProgress

SEED = 20261124
STEPS = 950
ITEMS_A_STEP = 6
SHAPE = LoraShape(rank=16, scale=2.0, layers=30)
# Shares of the items; a talk or an extraction holds several answers.
TALK, EXTRACTION, QUESTIONS, ANCHOR = 0.46, 0.36, 0.08, 0.10


def make_items(count: int, seed: int = SEED) -> list[TrainingItem]:
    """The world's items, in an order that mixes the jobs."""
    pooled = catalogue.pools(seed)
    attributes = catalogue.read_all(pooled)
    attributes += relations.combined(pooled, {attribute.name for attribute in attributes})
    draw = random.Random(seed)
    world = World(attributes, catalogue.read_chatter(), draw)
    makers = (world.talk, world.extraction, world.questions, world.anchor)
    shares = (TALK, EXTRACTION, QUESTIONS, ANCHOR)
    return [draw.choices(makers, shares)[0]() for _ in range(count)]


def plan(steps: int) -> TrainingPlan:
    """One pass over the items; rate and batch as in the design's first tuning."""
    return TrainingPlan(
        shape=SHAPE,
        rate=1e-3,
        steps=steps,
        seconds=24 * 3600.0,
        batch_items=ITEMS_A_STEP,
        batch_tokens=1400,
        warmup=0.03,
        final_rate=0.02,
        kl=0.5,
        cross_entropy=0.5,
        seed=SEED,
    )


async def tune(base: Path, work: Path, out: Path, steps: int, begin: Path | None) -> None:
    """Train from the last checkpoint in `work` (if any) to the end; write the adapter to `out`.

    Where there is no checkpoint, training begins with the adapter in `begin`, or from nothing.
    """
    accelerated = blas.load()
    from bot.engine.mlx.engine import EngineSettings, open_engine

    work.mkdir(parents=True, exist_ok=True)
    log = work / "progress.jsonl"
    items = make_items(STEPS * ITEMS_A_STEP)

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

    async with open_engine(EngineSettings(str(base)), accelerated) as engine:
        result = await engine.train(
            items,
            plan(steps),
            start=await engine.load_adapter(begin) if begin else None,
            on_step=on_step,
            checkpoint=work / "state.safetensors",
        )
        await engine.save_adapter(result.adapter, out, half=True)
    print(f"{result.steps} steps, {result.tokens} tokens, {result.seconds:.0f} s", flush=True)


async def export(base: Path, work: Path, out: Path) -> None:
    """Write the adapter of the last checkpoint, to try it while the training goes on."""
    accelerated = blas.load()
    from bot.engine.mlx.engine import EngineSettings, open_engine

    async with open_engine(EngineSettings(str(base)), accelerated) as engine:
        adapter = await engine.load_checkpoint(work / "state.safetensors", SHAPE)
        await engine.save_adapter(adapter, out, half=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.embedded.tune", description=__doc__)
    parser.add_argument("--base", type=Path, help="the untuned model's folder")
    parser.add_argument("--work", type=Path, help="where checkpoints are kept")
    parser.add_argument("--out", type=Path, default=source.ADAPTER, help="where the adapter goes")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"default {STEPS}")
    parser.add_argument("--begin", type=Path, help="an adapter to begin with, such as the shipped")
    parser.add_argument(
        "--export", action="store_true", help="write the last checkpoint's adapter and stop"
    )
    chosen = parser.parse_args()
    work = chosen.work or source.default_cache() / "tuning"
    base = chosen.base or source.untuned(source.default_cache())
    if chosen.export:
        asyncio.run(export(base, work, chosen.out))
    else:
        asyncio.run(tune(base, work, chosen.out, chosen.steps, chosen.begin))


if __name__ == "__main__":
    main()
