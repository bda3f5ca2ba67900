"""The one place where errors become words on Discord.

Knows: every kind of error that can reach a person. Does not know: how they came about.
"""

from __future__ import annotations

import logging
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import SleepwakeError
from cogs.answer import answer, respond
from cogs.refused import Refusals

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)
UNEXPECTED = "Something went wrong on my side, and I have noted it in my log."

# Where the bot lives on its machine is no business of those who talk with it.
_PATH = re.compile(r"\(?(?<![\w/:.])/(?:[^\s/()]+/)+[^\s/()]+?(?=[.,:;!?]?(?:\s|$|\)))\)?")

Told = discord.Message | commands.Context["SleepwakeBot"]


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
            await self._tell(ctx, self._unknown(ctx.invoked_with or ""))
            return
        await self.failed(ctx, _cause(error), f"{self.bot.prefix}{ctx.command}")

    async def failed(self, told: Told | None, error: Exception, doing: str) -> None:
        """Word the error to who gave the command or wrote; log it where nobody expected it."""
        if isinstance(error, discord.Forbidden):
            _log.warning("%s: Discord does not let me: %s", doing, error.text)
            message = _written(told)
            if message is not None and message.guild in self.bot.guilds:
                await self._refusals.tell(message, error)
            return
        if isinstance(error, discord.NotFound):
            # The channel was deleted, say: there is nobody left to tell.
            _log.warning("%s: it is gone: %s", doing, error.text)
            return
        words = explain(error)
        if words is None:
            _log.error("%s failed", doing, exc_info=error)
        elif told is None:
            _log.warning("%s: %s", doing, words)
        if told is not None:
            await self._tell(told, words or UNEXPECTED)

    async def outdated(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        """A slash command failed before it began: Discord shows others than there are now."""
        _log.warning("a slash command could not be begun: %s", type(error).__name__)
        words = (
            "That command has changed since it was last made known to Discord. "
            f"Write `{self.bot.prefix}help` instead; my owner can put it right with "
            f"`{self.bot.prefix}sync`."
        )
        if not interaction.response.is_done():
            await interaction.response.send_message(words, ephemeral=True)

    async def _tell(self, told: Told, words: str) -> None:
        try:
            if isinstance(told, discord.Message):
                await answer(told, words)
            else:
                await respond(told, words)
        except (discord.HTTPException, aiohttp.ClientError, SleepwakeError) as error:
            _log.warning("an error could not be told: %s", error)

    def _unknown(self, name: str) -> str:
        prefix = self.bot.prefix
        known = [command.name for command in self.bot.commands]
        near = get_close_matches(name.casefold(), known, n=1)
        hint = f"Did you mean `{prefix}{near[0]}`? " if near else ""
        said = discord.utils.escape_markdown(f"{prefix}{name}"[:50])
        return f"I don't know {said}. {hint}`{prefix}help` shows what I know."


def _cause(error: Exception) -> Exception:
    """What went wrong within a command, of however many errors it was wrapped in."""
    wrapped = (
        commands.CommandInvokeError | commands.HybridCommandError | app_commands.CommandInvokeError
    )
    while isinstance(error, wrapped):
        error = error.original
    return error


def explain(error: BaseException) -> str | None:
    """An expected error in plain words; None for one that nobody expected."""
    match error:
        case SleepwakeError():
            return _PATH.sub("(a file of mine)", f"{error.fault} {error.mend}".strip())
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


def _written(told: Told | None) -> discord.Message | None:
    """The message that a person wrote; a slash command is none."""
    if isinstance(told, commands.Context):
        return told.message if told.interaction is None else None
    return told


def message_of(arguments: tuple[Any, ...]) -> discord.Message | None:
    """The message that an event was about, if it was about one."""
    for found in arguments:
        if isinstance(found, discord.Message):
            return found
        if isinstance(found, discord.RawMessageUpdateEvent):
            return found.message
    return None
