"""`!sync`: the owner makes the slash commands known to Discord.

Not done at every start: Discord limits it, and keeps what it was told. Knows: everywhere, or one
server at once. Does not know: the commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.errors import RequestError
from cogs.answer import answer

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot


class Sync(commands.Cog):
    """Tells Discord which slash commands there are."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot

    @commands.command()
    async def sync(self, ctx: commands.Context[SleepwakeBot], where: str = "global") -> None:
        """Make the slash commands known to Discord (owner only)."""
        if not await self.bot.is_owner(ctx.author):
            raise RequestError("Only my owner can do that.", "[discord] owner_ids says who it is.")
        match where.casefold():
            case "global":
                await self._everywhere(ctx)
            case "guild" if ctx.guild is not None:
                await self._on_server(ctx, ctx.guild)
            case "guild":
                raise RequestError(
                    "This is no server.", f"Write `{self.bot.prefix}sync guild` on one."
                )
            case _:
                raise RequestError(
                    "I can't do that:",
                    f"`{self.bot.prefix}sync global` or `{self.bot.prefix}sync guild`.",
                )

    async def _everywhere(self, ctx: commands.Context[SleepwakeBot]) -> None:
        if ctx.guild is not None:
            # Else every command would be listed twice on this server.
            self.bot.tree.clear_commands(guild=ctx.guild)
            await self.bot.tree.sync(guild=ctx.guild)
        known = await self.bot.tree.sync()
        await answer(
            ctx.message,
            f"Discord knows my slash commands now: {_names(known)}. "
            "It may take it a while to show them everywhere.",
        )

    async def _on_server(self, ctx: commands.Context[SleepwakeBot], guild: discord.Guild) -> None:
        self.bot.tree.copy_global_to(guild=guild)
        known = await self.bot.tree.sync(guild=guild)
        await answer(ctx.message, f"This server knows my slash commands now: {_names(known)}.")


def _names(known: list[discord.app_commands.AppCommand]) -> str:
    return ", ".join(f"`/{command.name}`" for command in known)
