"""`!sleep`: an admin sends the bot to sleep, watches, and reads what came of it.

Knows: who may ask, whose night it is, and how progress is shown. Does not know: what a night does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.ext import commands

from bot.errors import RequestError
from bot.sleep.report import NightReport, SleepProgress
from bot.store import Person
from cogs.answer import answer, replace
from cogs.people import User, person_key, scope_of, speaker_of
from cogs.report import night_text, progress_text

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)


class Night(commands.Cog):
    """Nights on request."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot
        self._nights: set[asyncio.Task[list[NightReport]]] = set()

    async def cog_unload(self) -> None:
        """End the night under way between two of its steps."""
        if self._nights:
            self.bot.parts.sleeper.stop()
            await asyncio.wait(self._nights)

    @commands.command()
    async def sleep(self, ctx: commands.Context[SleepwakeBot], *, whom: str = "") -> None:
        """Send me to sleep, so that I learn by heart what I was told (admins only)."""
        operator = await self.bot.is_operator(ctx.author)
        if not operator and not _runs_server(ctx.author):
            raise RequestError(
                "Only admins may send me to sleep.", "I also sleep by myself, at night."
            )
        sleeper = self.bot.parts.sleeper
        if whom.casefold() == "stop":
            if not sleeper.asleep:
                raise RequestError("I'm not asleep.")
            sleeper.stop()
            await answer(ctx.message, "Waking up …")
            return
        if sleeper.asleep:
            raise RequestError("I'm asleep already.", f"`{self.bot.prefix}sleep stop` wakes me.")
        # What was just told is noted first: its reply may be there already.
        async with self.bot.turns.of(speaker_of(ctx.message).conversation):
            people = await self._people(ctx, whom, everywhere=operator)
        own = [person.key for person in people] == [person_key(ctx.author)]
        reports = await self._watched(ctx, [person.id for person in people])
        await answer(ctx.message, night_text(reports, scope=scope_of(ctx.message), own=own))

    async def _people(
        self, ctx: commands.Context[SleepwakeBot], whom: str, *, everywhere: bool
    ) -> list[Person]:
        """Whose night it is to be: one person's, or all of whom the one who asks has charge."""
        store, name = self.bot.parts.store, "anyone"
        if whom:
            user = await self._named(ctx, whom)
            person, name = await store.find_person(person_key(user)), user.display_name
            people = [person] if person else []
        else:
            people = await store.people()
        if not everywhere:
            people = await self._known_here(people, scope_of(ctx.message))
            name = f"{name} here"
        if not people:
            raise RequestError(f"I have nothing to learn about {name} yet.")
        willing = [person for person in people if person.consent == "weights"]
        if not willing:
            raise RequestError(
                f"I may not learn by heart what {name} told me.",
                f"Who told it can allow that: `{self.bot.prefix}privacy`.",
            )
        return willing

    async def _named(self, ctx: commands.Context[SleepwakeBot], whom: str) -> User:
        if whom.casefold() == "me":
            return ctx.author
        return await commands.UserConverter().convert(ctx, whom)

    async def _known_here(self, people: Sequence[Person], scope: str) -> list[Person]:
        facts = self.bot.parts.store.facts
        return [person for person in people if await facts(person.id, scope=scope)]

    async def _watched(
        self, ctx: commands.Context[SleepwakeBot], person_ids: list[int]
    ) -> list[NightReport]:
        """A night whose progress is told in one message, rewritten every second."""
        progress = _Progress(scope_of(ctx.message))
        message = await ctx.send("Falling asleep …")
        night = asyncio.create_task(
            self.bot.parts.sleeper.sleep(person_ids, on_progress=progress.note)
        )
        self._nights.add(night)
        night.add_done_callback(self._nights.discard)
        watching = asyncio.create_task(progress.show(message, self.bot.parts.pace))
        try:
            return await asyncio.shield(night)
        finally:
            watching.cancel()
            await _end(message)


class _Progress:
    """The latest progress, and the message that shows it."""

    def __init__(self, scope: str) -> None:
        self._scope = scope
        self._latest: SleepProgress | None = None

    def note(self, progress: SleepProgress) -> None:
        self._latest = progress

    async def show(self, message: discord.Message, pace: float) -> None:
        """Rewrite the message whenever there is news, at most once every `pace` seconds."""
        shown = ""
        while True:
            await asyncio.sleep(pace)
            if self._latest is None:
                continue
            text = progress_text(self._latest, scope=self._scope)
            if text == shown:
                continue
            shown = text
            try:
                await replace(message, text)
            except discord.NotFound:
                return
            except (discord.HTTPException, aiohttp.ClientError) as error:
                _log.info("progress could not be shown: %s", error)


def _runs_server(author: User) -> bool:
    return isinstance(author, discord.Member) and author.guild_permissions.administrator


async def _end(message: discord.Message) -> None:
    try:
        await replace(message, "My sleep has ended.")
    except (discord.HTTPException, aiohttp.ClientError) as error:
        _log.info("progress could not be shown: %s", error)
