"""A person's memory on a clock of its own: told, slept on, asked for, forgotten.

Knows: store, shelf and nights, as the bot has them. Does not know: what is measured.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.config import Sleep
from bot.engine.interface import Adapter, Engine
from bot.errors import SleepError
from bot.evaluation.subjects import Told
from bot.memory.facts import Scope
from bot.sleep import AdapterShelf, Sleeper, SleepProgress
from bot.sleep.parts import WHOLE, Parts
from bot.store import Store, open_store

# Any morning will do: only the days between nights count.
_FIRST = datetime(2026, 1, 1, 3, 30, tzinfo=UTC)
_SCOPE = Scope.PRIVATE.value
_AGAIN = "Start the experiment again: it goes on after the last cell that was finished."


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a home's nights are like, and on which day it is.

    `tell` is told where a night is, in words.
    """

    engine: Engine
    persona: str
    settings: Sleep
    seed: str
    parts: Parts = WHOLE
    day: int = 0
    tell: Callable[[str], None] = lambda _: None

    @property
    def now(self) -> datetime:
        return _FIRST + timedelta(days=self.day)


@dataclass(frozen=True, slots=True)
class Home:
    """One person's memory. Made by `home`."""

    conditions: Conditions
    person_id: int
    store: Store
    shelf: AdapterShelf
    sleeper: Sleeper

    async def told(self, facts: Sequence[Told]) -> None:
        """Note these facts; what is there already is not noted twice, another value is replaced."""
        for told in facts:
            held = await self.store.facts(self.person_id, scope=_SCOPE)
            same = [fact for fact in held if fact.attribute == told.attribute]
            if not any(fact.value == told.value for fact in same):
                await self.store.add_fact(
                    self.person_id,
                    _SCOPE,
                    told.attribute,
                    told.value,
                    told.said,
                    supersedes=[fact.id for fact in same],
                )

    async def sleep(self) -> Mapping[str, Any]:
        """One night's report; of a night of this day that was over already, the one kept.

        Raises SleepError where the night failed.
        """
        here = self.conditions

        def on_progress(step: SleepProgress) -> None:
            here.tell(f"{step.stage} {step.done}/{step.total}")

        reports = await self.sleeper.sleep(
            [self.person_id], on_progress=on_progress, since=here.now
        )
        nights = await self.store.nights(self.person_id, limit=1)
        report = reports[0].as_dict() if reports else nights[0].report if nights else {}
        if report.get("outcome") == "failed":
            raise SleepError(f"A night failed: {' '.join(report['notes'])}", _AGAIN)
        return report

    async def adapter(self) -> Adapter | None:
        """The one in use; None where no night was kept."""
        return await self.shelf.current(self.person_id, _SCOPE)

    async def forget(self, attributes: Sequence[str]) -> None:
        """Forget these facts, and all weights that held them."""
        held = await self.store.facts(self.person_id, scope=_SCOPE)
        doomed = [fact.id for fact in held if fact.attribute in attributes]
        folders = await self.store.forget(doomed)
        self.shelf.drop_person(self.person_id)
        await self.shelf.delete(folders)


@asynccontextmanager
async def home(folder: Path, conditions: Conditions) -> AsyncIterator[Home]:
    """The home in a folder, made if need be. Raises StoreError."""
    here = conditions
    async with open_store(folder, clock=lambda: here.now) as store:
        person = await store.person("experiment:subject", "Subject")
        shelf = AdapterShelf(here.engine, store, folder)
        sleeper = Sleeper(
            here.engine,
            store,
            shelf,
            folder,
            settings=here.settings,
            persona=here.persona,
            clock=lambda: here.now,
            source=random.Random(f"{here.seed} {here.day}"),
            parts=here.parts,
        )
        yield Home(here, person.id, store, shelf, sleeper)
