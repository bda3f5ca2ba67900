"""`!share`: a person lets a fact of theirs be used everywhere, not only where they told it.

Knows: that nothing is shared without a yes. Does not know: what being used everywhere means to the
memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.memory.facts import EVERYWHERE, Fact
from cogs.answer import hold, replace, respond
from cogs.calls import command
from cogs.people import speaker_of

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot


_SHOWN = 15


class Share(commands.Cog):
    """Widens facts, for those whom they are about."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot

    @command()
    @app_commands.describe(words="what of all you told me here")
    async def share(self, ctx: commands.Context[SleepwakeBot], *, words: str = "") -> None:
        """Let something that you told me here be used everywhere."""
        await hold(ctx)
        words = words.strip().strip("\"'").strip()
        if not words:
            await respond(
                ctx,
                f"Share what? `{self.bot.prefix}share cat` lets me use everywhere what you told me "
                "here about your cat; else it stays here.",
            )
            return
        speaker, mind = speaker_of(ctx.message), self.bot.parts.mind
        async with self.bot.turns.of(speaker.conversation):
            found = await mind.find(speaker, words)
        facts = [fact for fact in found if fact.scope != EVERYWHERE]
        if not facts:
            said = discord.utils.escape_markdown(words)
            shared = "All of that is shared already." if found else ""
            nothing = f"You told me nothing here that has to do with “{said}”."
            await respond(ctx, shared or nothing)
            return
        question = await self.bot.questions.ask(
            ctx,
            "Shall I use this **everywhere**, in private and on every server where we meet? Others "
            f"there may read it, and I can't take it back.\n{_listed(facts)}\n-# Yes or no?",
        )
        assert question.message is not None
        if not question.answer:
            late = "No answer, so nothing" if question.answer is None else "Nothing"
            await replace(question.message, f"{late} was shared.")
            return
        done = await mind.share(speaker, [fact.id for fact in facts])
        await replace(question.message, f"From now on I use this everywhere:\n{_listed(done)}")


def _listed(facts: Sequence[Fact]) -> str:
    lines = [f"- {discord.utils.escape_markdown(fact.line)}" for fact in facts[:_SHOWN]]
    more = [f"- and {len(facts) - _SHOWN} more"] if len(facts) > _SHOWN else []
    return "\n".join([*lines, *more])
