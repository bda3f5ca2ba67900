"""`!sleep`: an admin sends the bot to sleep, watches, and reads what came of it or how it stands.

Knows: who may ask, whose night it is, and how progress is shown. Does not know: what a night does.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import RequestError
from bot.sleep.report import NightReport, SleepProgress
from bot.store import Person
from cogs.answer import announce, hold, replace, respond
from cogs.calls import AFTER_MENTION, group, within
from cogs.people import User, person_key, scope_of, speaker_of
from cogs.quiet import QuietHour
from cogs.report import night_text, progress_text
from cogs.status import status_text

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)
_MENTION = re.compile(r"<@!?(\d+)>")


class Night(commands.Cog):
    """Nights on request."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot
        self._nights: set[asyncio.Task[list[NightReport]]] = set()

    async def cog_unload(self) -> None:
        """Break off the night under way between two of its units."""
        if self._nights:
            self.bot.parts.sleeper.stop(for_now=True)
            await asyncio.wait(self._nights)

    @group(
        fallback="now",
        extras={AFTER_MENTION: r"(?:me|stop|status|<@!?\d+>)?"},
    )
    @app_commands.describe(whom="“me”, or a name; leave it out for everyone", person="whose night")
    async def sleep(
        self,
        ctx: commands.Context[SleepwakeBot],
        *,
        whom: str = "",
        person: discord.User | None = None,
    ) -> None:
        """Send me to sleep, so that I learn by heart what I was told (admins only)."""
        await hold(ctx)
        operator = await self._checked(ctx)
        sleeper = self.bot.parts.sleeper
        if sleeper.asleep:
            raise RequestError("I'm asleep already.", f"`{self.bot.prefix}sleep stop` wakes me.")
        whom = person.mention if person else whom
        # What was just told is noted first: its reply may be there already.
        async with self.bot.turns.of(speaker_of(ctx.message).conversation):
            people = await self._people(ctx, whom, everywhere=operator)
        own = [each.key for each in people] == [person_key(ctx.author)]
        if ctx.interaction is not None:
            await respond(ctx, "Good night! I tell in this channel how it goes.")
        reports = await self._watched(ctx, [each.id for each in people])
        await announce(ctx, night_text(reports, scope=scope_of(ctx.message), own=own))

    @within(sleep)
    async def stop(self, ctx: commands.Context[SleepwakeBot]) -> None:
        """Wake me; nothing of the night is kept (admins only)."""
        await hold(ctx)
        await self._checked(ctx)
        if not self.bot.parts.sleeper.asleep:
            raise RequestError("I'm not asleep.")
        self.bot.parts.sleeper.stop()
        await respond(ctx, "Waking up …")

    @within(sleep)
    async def status(self, ctx: commands.Context[SleepwakeBot]) -> None:
        """Show whether I'm asleep, my last nights, and when the next one is (admins only)."""
        await hold(ctx)
        operator = await self._checked(ctx)
        scope = scope_of(ctx.message)
        people = await self.bot.parts.store.people()
        if not operator:
            people = await self._known_here(people, scope)
        quiet = self.bot.get_cog(QuietHour.__name__)
        verdict = quiet.verdict if isinstance(quiet, QuietHour) else None
        await respond(ctx, await status_text(self.bot.parts, people, scope, verdict))

    async def _checked(self, ctx: commands.Context[SleepwakeBot]) -> bool:
        """Whether it is an operator, or else the admin of a server. Raises RequestError."""
        if not await self.bot.is_admin(ctx.author):
            raise RequestError(
                "Only admins may send me to sleep.", "I also sleep by myself, at night."
            )
        return await self.bot.is_operator(ctx.author)

    async def _people(
        self, ctx: commands.Context[SleepwakeBot], whom: str, *, everywhere: bool
    ) -> list[Person]:
        """Whose night it is to be: one person's, or all of whom the one who asks has charge."""
        store, name = self.bot.parts.store, "anyone"
        if whom:
            person, name = await self._named(ctx, whom)
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

    async def _named(
        self, ctx: commands.Context[SleepwakeBot], whom: str
    ) -> tuple[Person | None, str]:
        """The person meant, if they are known, and their name; also one who has left Discord."""
        store = self.bot.parts.store
        mentioned = _MENTION.fullmatch(whom)
        if mentioned:
            person = await store.find_person(person_key(discord.Object(int(mentioned[1]))))
            if person is not None:
                return person, person.name
        user: User = ctx.author
        if whom.casefold() != "me":
            user = await commands.UserConverter().convert(ctx, whom)
        return await store.find_person(person_key(user)), user.display_name

    async def _known_here(self, people: Sequence[Person], scope: str) -> list[Person]:
        facts = self.bot.parts.store.facts
        return [person for person in people if await facts(person.id, scope=scope)]

    async def _watched(
        self, ctx: commands.Context[SleepwakeBot], person_ids: list[int]
    ) -> list[NightReport]:
        """A night whose progress is told in one message, rewritten every second."""
        progress = _Progress(scope_of(ctx.message))
        message = await ctx.channel.send("Falling asleep …")
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


async def _end(message: discord.Message) -> None:
    try:
        await replace(message, "My sleep has ended.")
    except (discord.HTTPException, aiohttp.ClientError) as error:
        _log.info("progress could not be shown: %s", error)
