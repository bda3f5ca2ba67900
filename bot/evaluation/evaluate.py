"""`sleepwake evaluate`: methods side by side, on the same model, facts and questions.

Each method and seed is measured by itself and kept as a file, so that a run that was broken off
goes on. Knows: the order of what is done. Does not know: what a method does, or what figures mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from bot.config import Config
from bot.engine.interface import Engine
from bot.evaluation import results
from bot.evaluation.methods import Factory
from bot.evaluation.records import Base, Folder, Record
from bot.evaluation.results import Results
from bot.evaluation.scene import Scene


@dataclass(frozen=True, slots=True)
class Step:
    """Where an evaluation is: `run` of `runs`, and `done` of `total` units of a stage of it."""

    run: int
    runs: int
    what: str
    stage: str
    done: int
    total: int


Tell = Callable[[Step], None]


class Evaluation:
    """Measures all that the folder does not hold yet. `anew` counts what it measured itself."""

    def __init__(
        self,
        scene: Scene,
        methods: Mapping[str, Factory],
        seeds: tuple[int, ...],
        folder: Folder,
        tell: Tell,
    ) -> None:
        self._scene, self._methods, self._seeds = scene, methods, seeds
        self._folder, self._tell = folder, tell
        self._step = Step(0, len(seeds) * (1 + len(methods)), "", "", 0, 1)
        self.anew = 0

    async def run(self, about: Mapping[str, Any]) -> Results:
        """Raises SleepwakeError; what was measured until then is kept."""
        bases: dict[int, Base] = {}
        records: dict[str, list[Record]] = {name: [] for name in self._methods}
        for seed in self._seeds:
            self._begin(f"base, seed {seed}")
            bases[seed] = self._folder.read_base(seed) or await self._base(seed)
            for name, make in self._methods.items():
                self._begin(f"{name}, seed {seed}")
                found = self._folder.read(name, seed)
                records[name].append(found or await self._method(name, make, seed))
        return results.gathered({**self._scene.about, **about}, records, bases)

    async def _base(self, seed: int) -> Base:
        base = await self._scene.base(seed, self._show)
        self._folder.write_base(base)
        self.anew += 1
        return base

    async def _method(self, name: str, make: Factory, seed: int) -> Record:
        record = await self._scene.method(name, make, seed, self._show)
        self._folder.write(record)
        self.anew += 1
        return record

    def _begin(self, what: str) -> None:
        self._step = replace(self._step, run=self._step.run + 1, what=what)
        self._show("", 0, 1)

    def _show(self, stage: str, done: int, total: int) -> None:
        self._tell(replace(self._step, stage=stage, done=done, total=total))


def made_of(engine: Engine, config: Config, scene: Scene) -> dict[str, Any]:
    """All that the figures depend on, but method and seed."""
    return {
        "model": engine.info.fingerprint,
        "bot": msgspec.to_builtins(config.bot),
        "sleep": msgspec.to_builtins(config.sleep),
        "scene": dict(scene.made_of),
    }


def about(engine: Engine, seeds: tuple[int, ...]) -> dict[str, Any]:
    """What a table says beside its scene."""
    model = Path(engine.info.name).name or "no model"
    return {"seeds" if len(seeds) > 1 else "seed": " ".join(map(str, seeds)), "model": model}
