"""What nights of every recipe have in common: stages that are timed and told, and a way to stop.

Knows: progress, and how a night is broken off. Does not know: what a stage does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.errors import SleepError
from bot.sleep.report import NightReport, OnProgress, SleepProgress, Stage
from bot.sleep.select import Sleeping


class NightStoppedError(SleepError):
    """The night was asked to stop; nothing was changed."""


class Stages(ABC):
    """Base of one person's night in one scope, by whatever recipe."""

    def __init__(
        self, stop: Callable[[], bool], on_progress: OnProgress, clock: Callable[[], float]
    ) -> None:
        self._stop, self._on_progress, self._clock = stop, on_progress, clock
        self._keeping = False

    @property
    def keeping(self) -> bool:
        """Whether its result is being kept just now: better not broken off."""
        return self._keeping

    @abstractmethod
    async def run(self, sleeping: Sleeping) -> NightReport:
        """One night. Raises NightStoppedError, TrainingError, ModelError, StoreError."""

    def _checkpoint(self) -> None:
        if self._stop():
            raise NightStoppedError("The night was stopped before its end.", "Nothing was changed.")

    def _tell(self, person: str, stage: Stage, done: int, total: int, note: str = "") -> None:
        self._on_progress(SleepProgress(person, stage, done, total, note))

    @contextmanager
    def _stage(self, report: NightReport, stage: Stage) -> Iterator[None]:
        self._tell(report.person, stage, 0, 1)
        began = self._clock()
        self._keeping = stage == "promote"
        yield
        self._keeping = False
        report.seconds[stage] = report.seconds.get(stage, 0.0) + self._clock() - began
        self._tell(report.person, stage, 1, 1)
