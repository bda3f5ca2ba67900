"""The bot on Discord: connects, sorts messages, and hands them to the cogs.

Knows: what a message is (a command, an answer to a question, or talk). Does not know: what to
answer to it.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.audience import Audience, Commands
from cogs.calls import is_call, is_prefixed, prefixes
from cogs.consent import Consents
from cogs.errors import Errors, message_of
from cogs.help import Help
from cogs.invite import invite
from cogs.memory import Memory
from cogs.naps import Naps
from cogs.night import Night
from cogs.panels import Stale
from cogs.parts import Parts
from cogs.people import Acquaintances, Turns, is_private, speaker_of
from cogs.privacy import Privacy
from cogs.questions import Questions
from cogs.quiet import QuietHour
from cogs.revisions import Revisions
from cogs.share import Share
from cogs.sync import Sync
from cogs.talk import Talk
from cogs.text import readable

_PARTING_SECONDS = 5.0
_KINDS = (discord.MessageType.default, discord.MessageType.reply)
# Kept in memory, so that what a message replies to need not be asked for.
_MOST_MESSAGES = 500


class SleepwakeBot(commands.Bot):
    """One bot, one companion. `options` are discord.py's own."""

    def __init__(self, parts: Parts, **options: Any) -> None:
        settings = parts.config.discord
        # It never speaks aloud, so what is missing for that is no news to anyone.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=prefixes,
            help_command=None,
            tree_cls=Commands,
            case_insensitive=True,
            intents=discord.Intents(
                guilds=True,
                guild_messages=True,
                dm_messages=True,
                message_content=settings.message_content,
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            owner_ids=set(settings.owner_ids),
            max_messages=_MOST_MESSAGES,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=False
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            **options,
        )
        self.parts = parts
        self.prefix = settings.prefix
        self.turns = Turns()
        self.questions = Questions(parts.patience)
        self.acquaintances = Acquaintances(
            parts.store, parts.mind, train=settings.train_on_messages
        )
        self.consents, self.audience = Consents(self), Audience(settings)
        self.talk, self._errors = Talk(self), Errors(self)
        self._greeted = False
        self._under_way: set[asyncio.Task[Any]] = set()

    async def setup_hook(self) -> None:
        await self.acquaintances.apply_setting()
        for cog in (Memory(self), Night(self), QuietHour(self), Help(self), self._errors):
            await self.add_cog(cog)
        await self.add_cog(Naps(self))
        await self.add_cog(self.consents)
        await self.add_cog(Privacy(self))
        await self.add_cog(Share(self))
        await self.add_cog(Sync(self))
        await self.add_cog(Stale())
        await self.add_cog(Revisions(self))
        self.tree.error(self._errors.outdated)

    async def is_operator(self, user: discord.abc.User) -> bool:
        """Whether the user runs this bot: its owner (as set, or the application's), or an admin."""
        return user.id in self.parts.config.discord.admin_ids or await self.is_owner(user)

    async def is_admin(self, user: discord.abc.User) -> bool:
        """Whether the user runs this bot, or the server on which they speak."""
        runs = isinstance(user, discord.Member) and user.guild_permissions.administrator
        return runs or await self.is_operator(user)

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

    def listens_to(self, message: discord.Message) -> bool:
        """Whether a person wrote it, to whom and where the bot may listen."""
        if message.author.bot or message.webhook_id is not None or message.type not in _KINDS:
            return False
        if message.guild is None and not is_private(message):
            return False
        return self.audience.hears(message.author, message.channel)

    def attend(self) -> None:
        """Take what is done now for something that is under way, as the bot leaves."""
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def on_message(self, message: discord.Message, /) -> None:
        self.attend()
        if self.user is None or not self.listens_to(message):
            return
        ctx = await self.get_context(message)
        text = readable(message, self.user)
        addressed = self._addressed(message)
        if ctx.command is not None and is_call(ctx):
            self.talk.bursts.close(speaker_of(message).conversation)
            await self.invoke(ctx)
        elif self.questions.take(message, text, addressed=addressed):
            return
        elif addressed and is_prefixed(ctx) and (ctx.invoked_with or "").isalpha():
            # No such command; unaddressed, it may be another bot's.
            await self.invoke(ctx)
        elif addressed or (text and not ctx.invoked_with and self.talk.goes_on(message)):
            await self.talk.hear(message, text)
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
        if not self.intents.message_content:
            # What a reply says that does not ping is hidden.
            return False
        return isinstance(replied, discord.Message) and replied.author == self.user
