"""The paper's third way into sleep, beside the command and the quiet hour: after so many turns.

Knows: how many messages there were since the last sleep. Does not know: where they are said, or
how a nap is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.config import Sleep
from bot.sleep.paper.sleeper import PaperSleeper
from bot.sleep.report import NightReport, OnProgress
from bot.store import Person, Store

# The paper counts for its one person; here each has a count of their own in each place.
_Place = tuple[int, str]


class Naps:
    """Naps of one person, once `turns` messages of theirs in a place came since the last sleep."""

    def __init__(
        self, sleeper: PaperSleeper, store: Store, turns: int, clock: Callable[[], datetime]
    ) -> None:
        self._sleeper, self._store, self._turns, self._clock = sleeper, store, turns, clock
        self._tried: dict[_Place, datetime] = {}

    async def due(self, key: str, scope: str) -> Person | None:
        """The person of that key, if it is time for a nap; None also while somebody's night is on.

        After a nap that found nothing to do, as many turns again are waited for.
        """
        if not self._turns or self._sleeper.asleep:
            return None
        person = await self._store.find_person(key)
        if person is None or person.consent != "weights":
            return None
        nights = await self._store.nights(person.id, limit=50)
        times = [night.began_at for night in nights if night.scope == scope]
        tried = self._tried.get((person.id, scope))
        since = max([*times, *([tried] if tried else [])], default=None)
        count = await self._store.turns_since(person.id, scope, since)
        return person if count >= self._turns else None

    async def nap(
        self, person: Person, scope: str, on_progress: OnProgress | None = None
    ) -> list[NightReport]:
        """Take it; the reports of those places where there was anything to do.

        Raises:
            SleepError: another night has begun meanwhile.
        """
        self._tried[person.id, scope] = self._clock()
        reports = await self._sleeper.nap([person.id], on_progress=on_progress)
        return [report for report in reports if report.outcome != "nothing to do"]


def naps_of(
    sleeper: object, store: Store, settings: Sleep, clock: Callable[[], datetime]
) -> Naps | None:
    """The naps that the settings ask for; None where nights go by another recipe."""
    if not isinstance(sleeper, PaperSleeper):
        return None
    return Naps(sleeper, store, settings.turns, clock)
