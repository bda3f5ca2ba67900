"""Our trainer beside mlx_lm's own tuner, on the same model, layers, rank, rate and data.

Both train on the same questions with their answers and are asked in wordings that neither saw. Ours
is trained anew for more and more steps, as its rate falls over them; mlx_lm's goes on from where it
was, as its rate does not. Knows: steps, seconds and recall. Does not know: how either trains.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import nan
from pathlib import Path
from typing import Any

from bot.engine.interface import Adapter, Engine, Message, TrainingItem, TrainingPlan
from bot.engine.reference import Reference, reference
from bot.evaluation.bench.bench import Bench
from bot.evaluation.bench.figures import Goal, Measured, ratio
from bot.evaluation.bench.people import asked, facts, pairs
from bot.memory import prompts
from bot.sleep import probe
from bot.sleep.probe import Question
from bot.sleep.train import shape_of

NAME = "train"
_GOAL = Goal(3.0, at_least=True)
_EVERY = 10
_RUNGS, _QUICK_RUNGS = (10, 20, 30, 40, 60, 80, 110, 140), (10, 20, 40)
_FEW_FACTS = 5
# Enough, so that nobody need train on.
_WELL = 0.9
_SEED = 1


@dataclass(frozen=True, slots=True)
class Rung:
    """How far one side had come. `rate` is in tokens a second, of the last stretch alone."""

    steps: int
    seconds: float
    rate: float
    recall: float
    peak_bytes: int


@dataclass(slots=True)
class Climb:
    """One side's way up, and the figures that it gives."""

    rungs: list[Rung] = field(default_factory=list)

    @property
    def best(self) -> float:
        return max((rung.recall for rung in self.rungs), default=0.0)

    def seconds_to(self, recall: float) -> float:
        """When it first recalled that share, which is at most its best."""
        return next(rung.seconds for rung in self.rungs if rung.recall >= recall)

    @property
    def peak_bytes(self) -> int:
        return max(rung.peak_bytes for rung in self.rungs)


class Contest:
    """Both sides on the same data, in turn."""

    def __init__(self, bench: Bench, engine: Engine, folder: Path) -> None:
        self._bench, self._engine, self._folder = bench, engine, folder
        told = facts(_FEW_FACTS) if bench.quick else facts()
        self._asked: list[Question] = asked(told, random.Random(_SEED))
        self._pairs = pairs(told, self._asked)
        self.ours, self.theirs = Climb(), Climb()

    @property
    def size(self) -> str:
        """What is learned, in words."""
        return f"{len(self._pairs)} questions, {len(self._asked)} held-out wordings"

    async def run(self) -> None:
        """Climb until both recall enough, or there are no more rungs."""
        rungs = _QUICK_RUNGS if self._bench.quick else _RUNGS
        # Warms up.
        await self._train(2)
        async with reference(self._job(rungs[-1])) as running:
            for steps in rungs:
                self._bench.say(f"bench train: {steps} steps")
                if self.ours.best < _WELL:
                    self.ours.rungs.append(await self._train(steps))
                if self.theirs.best < _WELL:
                    self.theirs.rungs.append(await self._wait(running, steps))
                if min(self.ours.best, self.theirs.best) >= _WELL:
                    return

    def _chats(self) -> list[tuple[Message, ...]]:
        system = Message("system", prompts.system(self._bench.config.bot.persona))
        return [
            (system, Message("user", question), Message("assistant", answer))
            for question, answer in self._pairs
        ]

    async def _train(self, steps: int) -> Rung:
        """Ours, from nothing; new items, so that all there is to prepare is done each time."""
        sleep = self._bench.config.sleep
        items = [TrainingItem(chat) for chat in self._chats()]
        plan = TrainingPlan(
            shape=shape_of(sleep),
            rate=sleep.rate,
            steps=steps,
            seconds=float("inf"),
            batch_items=sleep.batch_items,
            batch_tokens=128 * sleep.batch_items,
            kl=0.0,
            seed=_SEED,
        )
        told: list[tuple[float, int]] = []
        result = await self._engine.train(
            items, plan, on_step=lambda at: told.append((at.seconds, at.tokens))
        )
        (began, before), (ended, after) = told[0], told[-1]
        return Rung(
            steps,
            result.seconds,
            (after - before) / (ended - began) if ended > began else 0.0,
            await self._recall(result.adapter),
            result.peak_bytes,
        )

    async def _wait(self, running: Reference, steps: int) -> Rung:
        """Theirs, up to that step. Raises ModelError."""
        before: dict[str, Any] = {"seconds": 0.0, "tokens": 0}
        while (told := await running.told()) is not None:
            seconds, tokens = told["seconds"] - before["seconds"], told["tokens"] - before["tokens"]
            if told["step"] >= steps:
                adapter = await self._engine.load_adapter(Path(told["folder"]))
                recall = await self._recall(adapter)
                rate = tokens / seconds if seconds else 0.0
                return Rung(steps, told["seconds"], rate, recall, told["peak_bytes"])
            before = told
        raise AssertionError("mlx_lm's tuner ended before its last step")

    async def _recall(self, adapter: Adapter) -> float:
        persona = self._bench.config.bot.persona
        return (await probe.ask(self._engine, persona, self._asked, adapter)).share

    def _job(self, steps: int) -> dict[str, Any]:
        sleep = self._bench.config.sleep
        return {
            "job": "tune",
            "model": self._bench.config.model.name,
            "shape": asdict(shape_of(sleep)),
            "chats": [
                [{"role": turn.role, "content": turn.content} for turn in chat]
                for chat in self._chats()
            ],
            "rate": sleep.rate,
            "weight_decay": TrainingPlan().weight_decay,
            "batch_items": sleep.batch_items,
            "steps": steps,
            "every": _EVERY,
            "folder": str(self._folder),
            "seed": _SEED,
        }


async def measure(bench: Bench) -> Measured:
    """Both sides in turn. Raises ModelError, TrainingError."""
    with tempfile.TemporaryDirectory(prefix="sleepwake-") as folder:
        async with bench.engine() as engine:
            contest = Contest(bench, engine, Path(folder))
            await contest.run()
    return summed_up(contest.ours, contest.theirs, contest.size)


def summed_up(ours: Climb, theirs: Climb, size: str) -> Measured:
    """The figures of both ways up, compared at the highest recall that both came to."""
    measured = Measured(NAME, f"our trainer beside mlx_lm's tuner ({size})")
    rates = [[rung.rate for rung in side.rungs] for side in (ours, theirs)]
    measured.add("ours", rates[0], "tokens/s")
    measured.add("mlx_lm", rates[1], "tokens/s")
    measured.figures.append(ratio("tokens a second, times mlx_lm's", rates[0], rates[1], None))
    same = min(_WELL, ours.best, theirs.best)
    # Nobody takes any time to recall nothing: that is no race.
    own, other = (side.seconds_to(same) if same > 0 else nan for side in (ours, theirs))
    measured.add("recall that both came to", [same], "share")
    measured.add("ours, to the same recall", [own], "s")
    measured.add("mlx_lm, to the same recall", [other], "s")
    measured.figures.append(ratio("times as fast to the same recall", [other], [own], _GOAL))
    measured.add("ours, peak memory", [float(ours.peak_bytes)], "bytes")
    measured.add("mlx_lm, peak memory", [float(theirs.peak_bytes)], "bytes")
    peaks = [[float(side.peak_bytes)] for side in (ours, theirs)]
    measured.figures.append(ratio("memory, times mlx_lm's", peaks[0], peaks[1], None))
    measured.notes += [f"Ours: {_way(ours.rungs)}.", f"mlx_lm: {_way(theirs.rungs)}."]
    measured.notes.append(
        "The same model, layers, rank, scale, rate, batch, optimizer, BLAS and loss (on answers "
        "alone) for both; both compute in float32 on a CPU. Our rate warms up and falls and our "
        "gradients are clipped; mlx_lm has neither, as its defaults are. Our seconds hold what is "
        "computed once for an item, mlx_lm's the compiling; loading counts for neither. The peaks "
        "hold the model."
    )
    return measured


def _way(rungs: Sequence[Rung]) -> str:
    return "; ".join(
        f"{rung.steps} steps in {rung.seconds:.1f} s recall {rung.recall:.0%}" for rung in rungs
    )
