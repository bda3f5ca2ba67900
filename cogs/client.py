"""The bot on Discord: connects, sorts messages, and hands them to the cogs.

Knows: what a message is (a command, an answer to a question, or talk). Does not know: what to
answer to it.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import discord
from discord.ext import commands

from cogs.errors import Errors, message_of
from cogs.help import Help
from cogs.invite import invite
from cogs.memory import Memory
from cogs.naps import Naps
from cogs.night import Night
from cogs.parts import Parts
from cogs.people import Acquaintances, Turns, is_private
from cogs.questions import Questions
from cogs.quiet import QuietHour
from cogs.talk import Talk
from cogs.text import readable

_PARTING_SECONDS = 5.0
_KINDS = (discord.MessageType.default, discord.MessageType.reply)


class SleepwakeBot(commands.Bot):
    """One bot, one companion. `options` are discord.py's own."""

    def __init__(self, parts: Parts, **options: Any) -> None:
        settings = parts.config.discord
        # It never speaks aloud, so what is missing for that is no news to anyone.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=_prefixes,
            help_command=None,
            case_insensitive=True,
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=True
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            owner_ids=set(settings.owner_ids),
            max_messages=None,
            **options,
        )
        self.parts = parts
        self.prefix = settings.prefix
        self.turns = Turns()
        self.questions = Questions(parts.patience)
        self.acquaintances = Acquaintances(parts.store, train=settings.train_on_messages)
        self._talk, self._errors = Talk(self), Errors(self)
        self._greeted = False
        self._under_way: set[asyncio.Task[Any]] = set()

    async def setup_hook(self) -> None:
        await self.acquaintances.apply_setting()
        for cog in (
            Memory(self),
            Night(self),
            Naps(self),
            QuietHour(self),
            Help(self),
            self._errors,
        ):
            await self.add_cog(cog)

    async def is_operator(self, user: discord.abc.User) -> bool:
        """Whether the user runs this bot: its owner (as set, or the application's), or an admin."""
        return user.id in self.parts.config.discord.admin_ids or await self.is_owner(user)

    async def on_ready(self) -> None:
        # Discord says it again after each lost session.
        if self._greeted or self.user is None:
            return
        self._greeted = True
        self.parts.say(f"{self.user.name} is on Discord ({len(self.guilds)} servers).")
        if not self.guilds:
            self.parts.say(f"To add it to a server, open {invite(self.user.id)}")

    async def close(self) -> None:
        """Leave Discord: what is under way is broken off while it can still say so."""
        self.parts.sleeper.stop(for_now=True)
        tasks = {task for task in self._under_way if task is not asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_PARTING_SECONDS)
        await super().close()

    async def on_message(self, message: discord.Message, /) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        if message.author.bot or message.type not in _KINDS or self.user is None:
            return
        if message.guild is None and not is_private(message):
            return
        ctx = await self.get_context(message)
        text = readable(message, self.user)
        addressed = self._addressed(message)
        if ctx.command is not None:
            await self.invoke(ctx)
        elif self.questions.take(message, text, addressed=addressed):
            return
        elif addressed and ctx.invoked_with and ctx.invoked_with.isalpha():
            # No such command; unaddressed, it may be another bot's.
            await self.invoke(ctx)
        elif addressed:
            await self._talk.hear(message, text)
            self.dispatch("turn_over", message)

    async def on_error(self, event_method: str, /, *args: Any, **_: Any) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, Exception):
            await self._errors.failed(message_of(args), error, event_method)

    def _addressed(self, message: discord.Message) -> bool:
        """Said to the bot: in private, by a mention of it or of its role, or as a reply to it."""
        if is_private(message) or self.user in message.mentions:
            return True
        if message.guild and message.guild.self_role in message.role_mentions:
            return True
        replied = message.reference.resolved if message.reference else None
        return isinstance(replied, discord.Message) and replied.author == self.user


async def _prefixes(bot: SleepwakeBot, _: discord.Message) -> list[str]:
    """`!recall`, and also `@Ember !recall`; a bare mention is talk, not a command."""
    prefix = bot.prefix
    if bot.user is None:
        return [prefix]
    calls = (f"<@{bot.user.id}>", f"<@!{bot.user.id}>")
    return [prefix, *(f"{call}{gap}{prefix}" for call in calls for gap in (" ", ""))]
