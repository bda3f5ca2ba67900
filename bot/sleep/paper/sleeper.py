"""The sleep of everybody by the paper's recipe.

Knows: the store, and how deep a sleep is. Does not know: the stages' insides, or the hour.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.config import Sleep
from bot.errors import SleepError
from bot.memory.facts import State
from bot.sleep.paper.gather import PaperSleeping, gather
from bot.sleep.paper.night import PaperNight
from bot.sleep.paper.recipe import Recipe, depth_of
from bot.sleep.promote import Promoter
from bot.sleep.report import NightReport, OnProgress
from bot.sleep.select import Sleeping
from bot.sleep.sleeper import Sleeper
from bot.sleep.stages import Stages
from bot.store import Person

# More nights than there are between two deep ones, in all the places of one person.
_MANY = 1000
_EVERY_STATE = tuple(state for state in State if state is not State.FORGOTTEN)


class PaperSleeper(Sleeper):
    """Runs the paper's sleeps, with `Sleeper`'s face and all that it is built of.

    `recipe` may change a number of the paper's. Who told nothing has no sleep, as with ours: the
    paper would train on the words of the talk alone.
    """

    def __init__(
        self, *parts: Any, settings: Sleep, recipe: Recipe | None = None, **more: Any
    ) -> None:
        self._numbers = recipe or Recipe()
        super().__init__(*parts, settings=self._numbers.applied(settings), **more)
        self._napping = False

    async def nap(
        self, person_ids: Sequence[int], *, on_progress: OnProgress | None = None
    ) -> list[NightReport]:
        """A short sleep over what is new. Raises SleepError if a night goes on already."""
        if self.asleep:
            raise SleepError("I am asleep already.", "Wait for the morning, or stop this night.")
        self._napping = True
        try:
            return await self.sleep(person_ids, on_progress=on_progress)
        finally:
            self._napping = False

    async def _night_of(self, person: Person, scope: str, on_progress: OnProgress) -> NightReport:
        report = await super()._night_of(person, scope, on_progress)
        report.recipe = "paper"
        return report

    async def _run(self, night: Stages, sleeping: Sleeping) -> NightReport:
        report = await super()._run(night, sleeping)
        assert isinstance(sleeping, PaperSleeping)
        report.recipe, report.depth = "paper", sleeping.gathered.depth
        return report

    def _stages(self, promoter: Promoter, on_progress: OnProgress) -> Stages:
        return PaperNight(
            self._engine,
            self._store,
            self._settings,
            self._numbers,
            self._persona,
            promoter,
            source=self._source,
            stop=lambda: self._stopping,
            on_progress=on_progress,
        )

    async def _select(self, person: Person, scope: str) -> PaperSleeping:
        # First the shelf: an adapter that is gone or damaged sends its facts back to context.
        adapter = await self._in_use(person, scope)
        facts = await self._store.facts(person.id, states=_EVERY_STATE)
        nights = await self._store.nights(person.id, limit=_MANY)
        depth = depth_of(
            [night for night in nights if night.scope == scope],
            self._numbers,
            napping=self._napping,
        )
        exchanges = await self._store.exchanges(person.id, scope)
        gathered = await asyncio.to_thread(
            gather,
            exchanges,
            [fact for fact in facts if fact.scope == scope],
            frozenset(fact.value for fact in facts if fact.scope != scope),
            depth,
            self._numbers,
            self._settings.curation,
        )
        return PaperSleeping(person.name, scope, gathered.selection, {}, (), adapter, gathered)
