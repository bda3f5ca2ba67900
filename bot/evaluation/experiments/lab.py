"""What an experiment works with: the engine, the settings, a place for files, and a way to measure.

Knows: how nights and trainings are run and what is asked afterwards. Does not know: which of them
an experiment compares.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bot.config import Config, Sleep
from bot.engine.interface import Adapter, Engine, TrainingItem, TrainingPlan, TrainingProgress
from bot.errors import RequestError
from bot.evaluation.asking import Answer, Asker, Question
from bot.evaluation.experiments import measure, teaching
from bot.evaluation.experiments.life import Conditions, Life, life
from bot.evaluation.subjects import Told, dialogue, general
from bot.sleep.dream import Dream
from bot.sleep.parts import WHOLE, Parts

_QUICK = 12
# Minutes. A night's own limit would make slow machines measure something else.
_NO_LIMIT = 1440.0

_Kept = tuple[Told, ...]


@dataclass(slots=True)
class Lab:
    """One experiment's lab. `tell` is told what goes on, in a few words."""

    engine: Engine
    config: Config
    folder: Path
    quick: bool = False
    tell: Callable[[str], None] = lambda _: None
    _base: measure.Baseline | None = None
    _dreams: dict[tuple[_Kept, str], Dream] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.config = self._with({"minutes": _NO_LIMIT})

    @property
    def settings(self) -> Sleep:
        return self.config.sleep

    @property
    def persona(self) -> str:
        return self.config.bot.persona

    async def measure(
        self, adapter: Adapter | None, questions: Sequence[Question]
    ) -> dict[str, Any]:
        """Recall and damage: see `measure.measured`."""
        if self._base is None:
            self.tell("asking the base")
            most = _QUICK if self.quick else None
            self._base = await measure.baseline(
                self.engine, self.persona, general()[:most], dialogue()[:most]
            )
        self.tell("asking")
        return await measure.measured(self.engine, self.persona, self._base, questions, adapter)

    async def ask(self, adapter: Adapter | None, questions: Sequence[Question]) -> list[Answer]:
        self.tell("asking")
        return await Asker(self.engine, self.persona, adapter).ask(questions)

    async def dream(self, told: Sequence[Told], seed: str) -> Dream:
        """What there is to train on about these facts; the last one is kept for the next cell."""
        key = (tuple(told), seed)
        if key not in self._dreams:
            self.tell("dreaming")
            made = await teaching.dreamt(self.engine, self.persona, self.settings, told, seed)
            self._dreams.clear()
            self._dreams[key] = made
        return self._dreams[key]

    async def train(
        self,
        items: Sequence[TrainingItem],
        plan: TrainingPlan,
        start: Adapter | None = None,
    ) -> Adapter:
        """Raises TrainingError where the training ran away, and RequestError for no items."""
        if not items:
            raise RequestError(
                "The model answers no question right even with the facts in its context, so there "
                "is nothing to train on.",
                "Name a more able model with --model.",
            )

        def on_step(step: TrainingProgress) -> None:
            self.tell(f"training {step.step}/{step.steps}")

        result = await self.engine.train(items, plan, start=start, on_step=on_step)
        return result.adapter

    @asynccontextmanager
    async def life(
        self,
        seed: str,
        *,
        chain: str = "",
        day: int = 0,
        parts: Parts = WHOLE,
        papers: bool = False,
        **settings: Any,
    ) -> AsyncIterator[Life]:
        """A person's life: a chain's, as its last cell left it, or one that is thrown away.

        `papers` nights are those of the paper's recipe; `settings` are those of `[sleep]` that
        differ.
        """
        own = self._with(settings)
        conditions = Conditions(self.engine, own, seed, parts, papers, day, self.tell)
        if chain:
            async with life(self.folder / chain, conditions) as kept:
                yield kept
            return
        with tempfile.TemporaryDirectory(prefix="sleepwake-") as folder:
            async with life(Path(folder), conditions) as passing:
                yield passing

    def _with(self, settings: Mapping[str, Any]) -> Config:
        return replace(self.config, sleep=replace(self.config.sleep, **settings))
