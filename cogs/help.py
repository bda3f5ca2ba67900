"""`!help`, written for people.

Knows: what there is to say about each command. Does not know: how the commands work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from cogs.answer import hold, respond
from cogs.calls import command

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_HELP = """\
Hello! I'm {name}. Write to me in private, or mention me or reply to me on a server. If you \
let me, I remember what you tell me about yourself, and learn it by heart while I sleep.

`{p}recall` shows what I know about you, and where I keep it; `{p}recall cat` only what has to do \
with a word. Its buttons let me prove what I know by heart, or forget or correct a fact.
`{p}forget cat` makes me forget what has to do with a word, `{p}forget me` everything about you. \
I ask before I do it.
`{p}share cat` lets me use everywhere what you told me in one place.
`{p}export` sends you all that I hold about you, as a file, in private.
`{p}privacy` says what I keep, where, and how to end it.
{more}\
`{p}help` shows this. Instead of `{p}recall` you can also write @{name} recall{slash}.

To put something right, just say so: "I no longer live in Rome", "actually it's Luna".
-# What you tell me in private stays in private; what you tell me on a server stays there."""
_ADMINS = """\
`{p}sleep` sends me to sleep, `{p}sleep @person` over one person's facts only, `{p}sleep stop` \
wakes me, `{p}sleep status` says how it stands. `{p}recall @person` shows what somebody told me on \
this server. (You can do this as an admin.)
"""
_OWNER = """\
`{p}sync` makes my slash commands known to Discord, `{p}sync guild` to this server at once. \
(You can do this as my owner.)
"""


class Help(commands.Cog):
    """Says what the bot can do."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot

    @command()
    async def help(self, ctx: commands.Context[SleepwakeBot]) -> None:
        """Show what I can do."""
        await hold(ctx)
        more = _ADMINS if await self.bot.is_admin(ctx.author) else ""
        if await self.bot.is_owner(ctx.author):
            more += _OWNER
        name, prefix = ctx.me.display_name, self.bot.prefix
        slash = ", or /recall" if ctx.interaction is not None else ""
        text = _HELP.format(name=name, p=prefix, more=more.format(p=prefix), slash=slash)
        await respond(ctx, text)
