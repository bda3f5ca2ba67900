"""`!privacy`: what is kept of a person, where, and how to end it, in plain words.

Knows: those words. Does not know: how any of it is kept, nor what the buttons beneath do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.consent import Standing
from cogs.consent import LABELS
from cogs.people import is_private, speaker_of

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_TEXT = """\
{now}

**Chat only**: I store nothing of what you say. I keep it in mind while I run, so that I can \
follow our talk; when I'm restarted it is gone.
**Remember as text**: I store our talks, and what you tell me about yourself, as text. It is never \
trained.
**Remember in weights**: the same, and while I sleep I learn it by heart: it is trained into \
weights that are yours alone, one file for each place.{not_offered}

**Where**: in one folder on the computer of whoever runs me. My language model runs there too; \
what you write goes to nobody else but Discord, which carries it. What you tell me in private \
never shows on a server, nor what you tell me on one server on another; only what you yourself \
widen by `{p}share cat` does.
**Besides**: your Discord number and name, and each choice that you made here, with its time.
**Now I hold** {held}.

**How to end it**: press another button below. `{p}recall` shows what I know, `{p}export` sends \
you all of it, `{p}forget cat` removes one thing, and `{p}forget me` everything, weights too."""
_NOT_OFFERED = """
-# This one is not offered here: Discord's Developer Policy forbids to train models on messages \
without Discord's permission, and whoever runs me has not said that they have it."""


class Privacy(commands.Cog):
    """Says what is kept."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot

    @commands.hybrid_command()  # type: ignore[arg-type]
    async def privacy(self, ctx: commands.Context[SleepwakeBot]) -> None:
        """Show what I keep of you, where, and how to end it."""
        speaker = speaker_of(ctx.message)
        standing = await self.bot.parts.mind.standing(speaker)
        consents = self.bot.consents
        text = privacy_text(
            standing,
            prefix=self.bot.prefix,
            private=is_private(ctx.message),
            trains="weights" in consents.offered,
        )
        view = consents.buttons(ctx.author.id, standing.consent if standing.asked else None)
        hidden = ctx.interaction is not None and ctx.guild is not None
        await ctx.send(text, view=view, ephemeral=hidden)


def privacy_text(standing: Standing, *, prefix: str, private: bool, trains: bool) -> str:
    """The whole explanation. On a server nothing is said of what was told elsewhere."""
    level = LABELS[standing.consent]
    now = f"You have chosen: **{level}**." if standing.asked else f"Until you choose: **{level}**."
    return _TEXT.format(
        now=now,
        p=prefix,
        held=_held(standing, private=private),
        not_offered="" if trains else _NOT_OFFERED,
    )


def _held(standing: Standing, *, private: bool) -> str:
    held = standing.held
    if not private:
        return f"{_counted(held.facts, 'fact')} that you told me on this server"
    if not held.anything:
        return "nothing of what you said"
    parts = [
        f"{_counted(held.facts, 'fact')} that you told me in private",
        f"{held.elsewhere} from servers",
        f"{_counted(held.lines, 'line')} of our talks",
    ]
    if held.adapters:
        parts.append("weights that were trained on your facts")
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
