"""One person's life from day to day: told, slept on, forgotten.

Begun again on the same day it does nothing twice. Knows: what a home holds, and nights with parts
taken out. Does not know: what is measured.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.engine.interface import Adapter, Engine
from bot.errors import SleepError
from bot.evaluation.home import SCOPE, Calendar, Home, open_home
from bot.evaluation.subjects import Told
from bot.sleep import Sleeper, SleepProgress
from bot.sleep.paper import PaperSleeper
from bot.sleep.parts import WHOLE, Parts

_NAME = "Subject"
_AGAIN = "Start the experiment again: it goes on after the last cell that was finished."


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a life's nights are like, and which day it is, counted from 0.

    `papers` nights are those of the paper's recipe; `tell` is told where a night is, in words.
    """

    engine: Engine
    config: Config
    seed: str
    parts: Parts = WHOLE
    papers: bool = False
    day: int = 0
    tell: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Life:
    """One day of a person's life. Made by `life`."""

    home: Home
    person_id: int
    sleeper: Sleeper
    morning: datetime
    tell: Callable[[str], None]

    async def told(self, facts: Sequence[Told]) -> None:
        """Note these facts; what is there already is not noted twice, another value is replaced."""
        held = await self.home.store.facts(self.person_id, scope=SCOPE)
        known = {fact.line for fact in held}
        await self.home.tell(_NAME, [told for told in facts if told.line not in known])

    async def sleep(self) -> Mapping[str, Any]:
        """One night's report; of a night of this day that was over already, the one kept.

        Raises SleepError where the night failed.
        """

        def on_progress(step: SleepProgress) -> None:
            self.tell(f"{step.stage} {step.done}/{step.total}")

        reports = await self.sleeper.sleep(
            [self.person_id], on_progress=on_progress, since=self.morning
        )
        nights = await self.home.store.nights(self.person_id, limit=1)
        report = reports[0].as_dict() if reports else nights[0].report if nights else {}
        if report.get("outcome") == "failed":
            raise SleepError(f"A night failed: {' '.join(report['notes'])}", _AGAIN)
        return report

    async def adapter(self) -> Adapter | None:
        """The one in use; None where no night was kept."""
        return await self.home.shelf.current(self.person_id, SCOPE)

    async def forget(self, attributes: Sequence[str]) -> None:
        """Forget these facts, and all weights that held them."""
        held = await self.home.store.facts(self.person_id, scope=SCOPE)
        doomed = [fact.id for fact in held if fact.attribute in attributes]
        folders = await self.home.store.forget(doomed)
        self.home.shelf.drop_person(self.person_id)
        await self.home.shelf.delete(folders)


@asynccontextmanager
async def life(folder: Path, conditions: Conditions) -> AsyncIterator[Life]:
    """The life in a folder, which is begun if need be. Raises StoreError."""
    here = conditions
    calendar = Calendar()
    for _ in range(here.day):
        calendar.next_day()
    source = random.Random(f"{here.seed} {here.day}")
    async with open_home(here.engine, here.config, folder, source, calendar) as home:
        person = await home.person(_NAME)
        kind = PaperSleeper if here.papers else Sleeper
        sleeper = kind(
            home.engine,
            home.store,
            home.shelf,
            home.data,
            settings=here.config.sleep,
            persona=here.config.bot.persona,
            clock=calendar.read,
            source=source,
            parts=here.parts,
        )
        yield Life(home, person.id, sleeper, calendar.now, here.tell)
