"""Ours: the night of this project, as it runs for everybody.

Knows: the sleeper. Does not know: its stages.
"""

from __future__ import annotations

from bot.engine.interface import Adapter
from bot.evaluation.home import SCOPE, Home
from bot.evaluation.methods.interface import Awake, Night, OnProgress, timed
from bot.sleep import Sleeper
from bot.store import Person


class Ours(Awake):
    """Sleeps after each day; asked with the person's adapter and nothing in context."""

    sleeps = True
    talks = True

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._sleeper = Sleeper(
            home.engine,
            home.store,
            home.shelf,
            home.data,
            settings=home.config.sleep,
            persona=home.config.bot.persona,
            clock=home.calendar.read,
            source=home.source,
        )

    async def night(self, person: Person, tell: OnProgress) -> Night:
        night = Night()
        async with timed(night):
            reports = await self._sleeper.sleep([person.id], on_progress=tell)
        for report in reports:
            night.peak_bytes = max(night.peak_bytes, report.peak_bytes)
            night.notes += report.text().splitlines()
        return night

    async def adapter(self, person: Person) -> Adapter | None:
        return await self._home.shelf.current(person.id, SCOPE)
