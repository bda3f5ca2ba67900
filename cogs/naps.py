"""Naps after so many messages, as the paper's recipe has them; talk goes on meanwhile.

Knows: whose turn is over, and that a nap is no reason to keep anybody waiting. Does not know: when
a nap is due (`bot.sleep.paper`), or what it does.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.errors import SleepwakeError
from bot.sleep import paper
from bot.sleep.paper import naps_of
from bot.store import Person
from cogs.morning import Morning, morning_text
from cogs.people import speaker_of

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)


class Naps(commands.Cog):
    """Lets the bot nap in the background. By any other recipe than the paper's it never does."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot
        parts = bot.parts
        self._naps = naps_of(parts.sleeper, parts.store, parts.config.sleep, parts.clock)
        self._morning = Morning(bot)
        self._under_way: set[asyncio.Task[None]] = set()

    async def cog_unload(self) -> None:
        """Break off the nap under way; what it was about is still to be learned."""
        if self._under_way:
            self.bot.parts.sleeper.stop(for_now=True)
            await asyncio.wait(self._under_way)

    @commands.Cog.listener()
    async def on_turn_over(self, message: discord.Message) -> None:
        """Begin a nap if it is time, and do not wait for its end."""
        if self._naps is None:
            return
        speaker = speaker_of(message)
        person = await self._naps.due(speaker.key, speaker.scope)
        # Two turns may end at once: one nap is enough.
        if person is not None and not self._under_way:
            task = asyncio.create_task(self._nap(self._naps, person, speaker.scope))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _nap(self, naps: paper.Naps, person: Person, scope: str) -> None:
        try:
            reports = await naps.nap(person, scope)
        except SleepwakeError as error:
            _log.warning("a nap failed: %s", error.fault)
            return
        for report in reports:
            _log.info("nap of %s, %s: %s", report.person, report.scope, report.outcome)
        await self._morning.tell(lambda where: morning_text(reports, scope=where))
