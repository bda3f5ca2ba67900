"""`!help`, written for people.

Knows: what there is to say about each command. Does not know: how the commands work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from cogs.answer import answer

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_HELP = """\
Hello! I'm {name}. Write to me in private, or mention me or reply to me on a server. I remember \
what you tell me about yourself, and while I sleep I learn it by heart.

`{p}recall` shows what I know about you; `{p}recall cat` only what has to do with a word.
`{p}forget cat` makes me forget what has to do with a word, `{p}forget me` everything about you. \
I ask before I do it.
{sleep}\
`{p}help` shows this.

To put something right, just say so: "I no longer live in Rome", "actually it's Luna".
-# What you tell me in private stays in private; what you tell me on a server stays there."""
_SLEEP = """\
`{p}sleep` sends me to sleep, `{p}sleep @person` over one person's facts only, `{p}sleep stop` \
wakes me (admins).
"""


class Help(commands.Cog):
    """Says what the bot can do."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot

    @commands.command()
    async def help(self, ctx: commands.Context[SleepwakeBot], *, about: str = "") -> None:  # noqa: ARG002
        """Show what I can do."""
        me = ctx.me
        prefix = self.bot.prefix
        text = _HELP.format(name=me.display_name, p=prefix, sleep=_SLEEP.format(p=prefix))
        await answer(ctx.message, text)
