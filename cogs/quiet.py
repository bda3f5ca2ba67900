"""The quiet hour: the bot goes to sleep by itself once a night.

Knows: how to wait, and when the last night was. Does not know: which moment is right; that is
`bot.sleep.schedule`'s to say.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import tzlocal
from discord.ext import commands

from bot.errors import SleepwakeError
from bot.sleep.report import NightReport
from bot.sleep.schedule import decide

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)
# A machine that was closed has its timers stopped too: look at the clock at least this often.
_LOOK_SECONDS = 30.0


class QuietHour(commands.Cog):
    """Sleeps when `[sleep] quiet_hour` has come, in the background."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot
        self._last: datetime | None = None
        self._watching: asyncio.Task[None] | None = None
        self._night: asyncio.Task[list[NightReport]] | None = None

    async def cog_load(self) -> None:
        if self.bot.parts.config.sleep.enabled:
            self._last = await self._last_night()
            self._watching = asyncio.create_task(self._watch())

    async def cog_unload(self) -> None:
        """End the night under way between two of its steps."""
        if self._watching is not None:
            self._watching.cancel()
        if self._night is not None and not self._night.done():
            self.bot.parts.sleeper.stop()
            await asyncio.wait({self._night})

    async def _watch(self) -> None:
        settings, clock = self.bot.parts.config.sleep, self.bot.parts.clock
        zone: tzinfo = ZoneInfo(settings.timezone) if settings.timezone else tzlocal.get_localzone()
        while True:
            now = clock()
            decision = decide(
                now,
                tz=zone,
                quiet_hour=settings.quiet_hour,
                window_hours=settings.window_hours,
                last_night=self._last,
            )
            if decision.sleep_now and not self.bot.parts.sleeper.asleep:
                _log.info("going to sleep: %s", decision.why)
                # Noted first: a night that fails is not tried again before the next quiet hour.
                self._last = now
                await self._sleep()
            else:
                await asyncio.sleep(min(max(decision.wait_seconds, 1.0), _LOOK_SECONDS))

    async def _sleep(self) -> None:
        """A night for everyone. However it ends, the next quiet hour is waited for."""
        self._night = asyncio.create_task(self.bot.parts.sleeper.sleep())
        await asyncio.wait({self._night})
        if self._night.cancelled():
            return
        error = self._night.exception()
        if isinstance(error, SleepwakeError):
            _log.error("the night at the quiet hour failed: %s", error)
        elif error is not None:
            _log.error("the night at the quiet hour failed", exc_info=error)
        else:
            for report in self._night.result():
                _log.info("night of %s, %s: %s", report.person, report.scope, report.outcome)

    async def _last_night(self) -> datetime | None:
        """When a night last ended in an earlier run; one that was cut off does not count."""
        store = self.bot.parts.store
        ends: list[datetime] = []
        for person in await store.people():
            ends += [night.ended_at for night in await store.nights(person.id) if night.ended_at]
        return max(ends, default=None)
