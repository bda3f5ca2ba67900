"""The one place where errors become words on Discord.

Knows: every kind of error that can reach a person. Does not know: how they came about.
"""

from __future__ import annotations

import logging
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.ext import commands

from bot.errors import SleepwakeError
from cogs.answer import answer
from cogs.refused import Refusals

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)
_UNEXPECTED = "Something went wrong on my side, and I have noted it in my log."


class Errors(commands.Cog):
    """Tells people what went wrong, and the log what nobody expected."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot
        self._refusals = Refusals()

    @commands.Cog.listener()
    async def on_command_error(
        self, ctx: commands.Context[SleepwakeBot], error: commands.CommandError
    ) -> None:
        if isinstance(error, commands.CommandNotFound):
            await self._tell(ctx.message, self._unknown(ctx.invoked_with or ""))
            return
        cause = error.original if isinstance(error, commands.CommandInvokeError) else error
        await self.failed(ctx.message, cause, f"{self.bot.prefix}{ctx.command}")

    async def failed(self, message: discord.Message | None, error: Exception, doing: str) -> None:
        """Word the error to the message's author; log it where nobody expected it."""
        if isinstance(error, discord.Forbidden):
            _log.warning("%s: Discord does not let me: %s", doing, error.text)
            if message is not None:
                await self._refusals.tell(message, error)
            return
        if isinstance(error, discord.NotFound):
            # The channel was deleted, say: there is nobody left to tell.
            _log.warning("%s: it is gone: %s", doing, error.text)
            return
        words = explain(error)
        if words is None:
            _log.error("%s failed", doing, exc_info=error)
        elif message is None:
            _log.warning("%s: %s", doing, words)
        if message is not None:
            await self._tell(message, words or _UNEXPECTED)

    async def _tell(self, message: discord.Message, words: str) -> None:
        try:
            await answer(message, words)
        except (discord.HTTPException, aiohttp.ClientError) as error:
            _log.warning("an error could not be told: %s", error)

    def _unknown(self, name: str) -> str:
        prefix = self.bot.prefix
        known = [command.name for command in self.bot.commands]
        near = get_close_matches(name.casefold(), known, n=1)
        hint = f"Did you mean `{prefix}{near[0]}`? " if near else ""
        said = discord.utils.escape_markdown(f"{prefix}{name}"[:50])
        return f"I don't know {said}. {hint}`{prefix}help` shows what I know."


def explain(error: BaseException) -> str | None:
    """An expected error in plain words; None for one that nobody expected."""
    match error:
        case SleepwakeError():
            return f"{error.fault} {error.mend}".strip()
        case commands.UserNotFound():
            return "I can't find that person. Mention them with @."
        case commands.CommandInvokeError():
            return explain(error.original)
        case commands.UserInputError() | commands.CheckFailure():
            return f"I can't do that: {error}"
        case discord.DiscordServerError() | discord.RateLimited() | aiohttp.ClientError():
            return "Discord has trouble right now. Please try again."
        case _:
            return None


def message_of(arguments: tuple[Any, ...]) -> discord.Message | None:
    """The message that an event was about, if it was about one."""
    for found in arguments:
        if isinstance(found, discord.Message):
            return found
        if isinstance(found, discord.RawMessageUpdateEvent):
            return found.message
    return None
