"""A scene: people, what they tell, and what they are asked; and what is the same in all scenes.

Knows: how a method's weights and lines are measured. Does not know: any scene, or which methods
there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.engine.interface import Engine
from bot.evaluation import subjects
from bot.evaluation.asking import Answer, Asker, lengths
from bot.evaluation.methods import Factory, Night
from bot.evaluation.records import Base, Record
from bot.sleep import SleepProgress

# Of common knowledge and of held-out talk, a quick run takes one in so many.
_QUICK = 3

Show = Callable[[str, int, int], None]
"""Told of every step: the stage, and how many of its units are done of how many."""


class Scene(Protocol):
    """Measures one method, or the base model alone, with one seed. Raises SleepwakeError."""

    @property
    def about(self) -> Mapping[str, Any]:
        """What a table says of it."""
        ...

    @property
    def made_of(self) -> Mapping[str, Any]:
        """All that its figures depend on, but the model, the settings, method and seed."""
        ...

    async def base(self, seed: int, show: Show) -> Base: ...

    async def method(self, name: str, make: Factory, seed: int, show: Show) -> Record: ...


@dataclass(frozen=True, slots=True)
class World:
    """What is asked beside the facts, the same for all."""

    general: Sequence[subjects.General]
    turns: Sequence[subjects.Turn]

    @staticmethod
    def read(*, quick: bool) -> World:
        every = _QUICK if quick else 1
        return World(subjects.general()[::every], subjects.dialogue()[::every])

    @property
    def size(self) -> int:
        return len(self.general) + len(self.turns)

    async def put_to(self, asker: Asker, record: Record) -> None:
        """Ask it all, and keep it in the record."""
        record.general += await asker.general(self.general)
        record.surprise += await asker.surprise(self.turns)

    async def base(
        self, engine: Engine, persona: str, seed: int, ceiling: list[Answer], show: Show
    ) -> Base:
        """The base model alone, beside the answers that it gave with the facts in context."""
        asker = Asker(engine, persona, tell=counting(show, self.size))
        return Base(
            seed,
            ceiling,
            await asker.general(self.general),
            await asker.surprise(self.turns),
            await lengths(engine, self.turns),
        )


def counting(show: Show, total: int) -> Callable[[int], None]:
    """What is to be told how many more questions were answered, of so many."""
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        show("asking", done, total)

    return tell


def sleeping(show: Show, number: int) -> Callable[[SleepProgress], None]:
    """What is to be told of the progress of a night, the first of which is number 1."""

    def tell(progress: SleepProgress) -> None:
        show(f"night {number}: {progress.stage}", progress.done, progress.total)

    return tell


def keep(record: Record, night: Night) -> None:
    """Put what a night took into a record."""
    record.nights.append(night.seconds)
    record.notes += night.notes
    if night.peak_bytes:
        record.peaks.append(night.peak_bytes)
