"""The quiet hour: the bot goes to sleep by itself once a night.

Knows: how to wait, when somebody last spoke, and what was decided last. Does not know: which moment
is right (`bot.sleep.schedule`), what the machine can spare (`bot.sleep.afford`), or how a report is
told (`cogs.morning`).
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord
import tzlocal
from discord.ext import commands

from bot.errors import SleepwakeError
from bot.sleep.afford import Verdict, checks
from bot.sleep.report import NightReport
from bot.sleep.schedule import decide
from cogs.morning import Morning, morning_text
from cogs.people import is_private

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)
# A machine that was closed has its timers stopped too: look at the clock at least this often.
_LOOK_SECONDS = 30.0


class QuietHour(commands.Cog):
    """Sleeps when `[sleep] quiet_hour` has come and the machine can spare it, in the background.

    Attributes:
        verdict: what was decided last, and why; None before the first look.
    """

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot
        self.verdict: Verdict | None = None
        self._morning = Morning(bot)
        self._last: datetime | None = None
        self._spoken: datetime | None = None
        self._watching: asyncio.Task[None] | None = None
        self._night: asyncio.Task[list[NightReport]] | None = None

    async def cog_load(self) -> None:
        if self.bot.parts.config.sleep.enabled:
            self._last = await self._last_stopped()
            self._watching = asyncio.create_task(self._watch())

    async def cog_unload(self) -> None:
        """Break off the night under way; the next run goes on with it."""
        if self._watching is not None:
            self._watching.cancel()
        if self._night is not None and not self._night.done():
            self.bot.parts.sleeper.stop(for_now=True)
            await asyncio.wait({self._night})

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Note that somebody speaks with the bot."""
        if message.author.bot or self.bot.user is None:
            return
        called = self.bot.user.mentioned_in(message) or message.content.startswith(self.bot.prefix)
        if called or is_private(message):
            self._spoken = self.bot.parts.clock()

    @commands.Cog.listener()
    async def on_interaction(self, _: discord.Interaction) -> None:
        self._spoken = self.bot.parts.clock()

    async def _watch(self) -> None:
        while True:
            before, self.verdict = self.verdict, await self._decide()
            _tell_log(before, self.verdict)
            if before is not None and before.failed and not self.verdict.due.sleep_now:
                await self._morning.tell(partial(_missed, before))
            if self.verdict.sleep_now and not self.bot.parts.sleeper.asleep:
                # Noted first: a night that fails is not tried again before the next quiet hour.
                self._last = self.verdict.at
                await self._sleep(self.verdict)
            else:
                wait = max(self.verdict.due.wait_seconds, 1.0)
                await asyncio.sleep(
                    _LOOK_SECONDS if self.verdict.failed else min(wait, _LOOK_SECONDS)
                )

    async def _decide(self) -> Verdict:
        parts = self.bot.parts
        settings, now = parts.config.sleep, parts.clock()
        zone: tzinfo = ZoneInfo(settings.timezone) if settings.timezone else tzlocal.get_localzone()
        due = decide(
            now,
            tz=zone,
            quiet_hour=settings.quiet_hour,
            window_hours=settings.window_hours,
            last_night=self._last,
        )
        if not due.sleep_now:
            return Verdict(now.astimezone(zone), due)
        silence = None if self._spoken is None else now - self._spoken
        found = await checks(parts.machine, parts.config.paths.data, settings, silence)
        return Verdict(now.astimezone(zone), due, found)

    async def _sleep(self, verdict: Verdict) -> None:
        """A night for all who have had none yet. However it ends, the next hour is waited for."""
        sleeper = self.bot.parts.sleeper
        self._night = asyncio.create_task(sleeper.sleep(since=verdict.due.began))
        await asyncio.wait({self._night})
        if self._night.cancelled():
            return
        error = self._night.exception()
        if isinstance(error, SleepwakeError):
            _log.error("the night at the quiet hour failed: %s", error)
        elif error is not None:
            _log.error("the night at the quiet hour failed", exc_info=error)
        else:
            reports = self._night.result()
            for report in reports:
                _log.info("night of %s, %s: %s", report.person, report.scope, report.outcome)
            await self._morning.tell(lambda scope: morning_text(reports, scope=scope))
            return
        await self._morning.tell(lambda _: "My night failed; my log says why.")

    async def _last_stopped(self) -> datetime | None:
        """When a night was last stopped by a person in an earlier run: it is not begun again.

        Any other is gone on with: who has had theirs is left out, whoever was cut off is not.
        """
        store = self.bot.parts.store
        stopped: list[datetime] = []
        for person in await store.people():
            nights = await store.nights(person.id)
            stopped += [night.began_at for night in nights if night.outcome == "stopped"]
        return max(stopped, default=None)


def _missed(verdict: Verdict, _scope: str) -> str:
    return f"I did not sleep last night. {verdict.text()}"


def _tell_log(before: Verdict | None, now: Verdict) -> None:
    """Log a decision when it is another one than before, or has other grounds."""
    if before is not None and _grounds(before) == _grounds(now):
        return
    _log.info("%s", now.text().replace("\n", " "))


def _grounds(verdict: Verdict) -> tuple[str, tuple[str, ...]]:
    return verdict.due.why, tuple(check.what for check in verdict.failed)
