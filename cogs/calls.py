"""How a command is called: `!recall`, `@Ember !recall`, and `@Ember recall`.

What is said after a bare mention may as well be talk ("@Ember sleep well!"), and is a command only
where nothing else can be meant. Knows: prefixes, and the shape of what may follow. Does not know:
what any command does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

AFTER_MENTION = "after_mention"
"""Key in a command's extras: a pattern of what may follow it where only a mention came before."""

FEW_WORDS = r"[^.,!?;\n]{0,40}\??"


Made = Callable[[Any], commands.HybridCommand[Any, ..., Any]]


def command(**options: Any) -> Made:
    """`commands.hybrid_command`: called by prefix, by mention, and as a slash command."""
    made: Made = commands.hybrid_command(**options)
    return made


def group(**options: Any) -> Callable[[Any], commands.HybridGroup[Any, ..., Any]]:
    """`commands.hybrid_group`, in whatever case its commands are written."""
    made: Callable[[Any], commands.HybridGroup[Any, ..., Any]]
    made = commands.hybrid_group(case_insensitive=True, **options)
    return made


def within(one: commands.HybridGroup[Any, ..., Any]) -> Made:
    """A command of a group."""
    made: Made = one.command()
    return made


async def prefixes(bot: SleepwakeBot, message: discord.Message) -> list[str]:
    """All that a command may begin with, the longer ones first."""
    gaps = (f"{bot.prefix}", f" {bot.prefix}", " ", "")
    return [bot.prefix, *(f"{call}{gap}" for gap in gaps for call in _calls(bot, message))]


def is_prefixed(ctx: commands.Context[SleepwakeBot]) -> bool:
    """Whether the bot's own prefix was written, and not a mention alone."""
    return (ctx.prefix or "").strip() not in _calls(ctx.bot, ctx.message)


def is_call(ctx: commands.Context[SleepwakeBot]) -> bool:
    """Whether what begins like a command is one. There is a command in the context."""
    if is_prefixed(ctx):
        return True
    assert ctx.command is not None
    said = f"{ctx.prefix}{ctx.invoked_with}"
    rest = ctx.message.content[len(said) :].strip()
    shape = ctx.command.extras.get(AFTER_MENTION, "")
    return re.fullmatch(shape, rest, re.IGNORECASE) is not None


def _calls(bot: SleepwakeBot, message: discord.Message) -> list[str]:
    """How the bot is mentioned: itself, or by mistake its role."""
    if bot.user is None:
        return []
    own_role = message.guild.self_role if message.guild else None
    role = [f"<@&{own_role.id}>"] if own_role else []
    return [f"<@{bot.user.id}>", f"<@!{bot.user.id}>", *role]
