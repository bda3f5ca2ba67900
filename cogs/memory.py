"""`!recall` and `!forget`: what is remembered of the person who asks, and doing away with it.

Knows: how facts are shown, and that nothing is forgotten without a yes. Does not know: where facts
are kept, nor what else goes with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.companion import Forgotten, Recall
from bot.memory.facts import Fact
from cogs.answer import answer, replace
from cogs.people import speaker_of
from cogs.questions import Question

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_SHOWN = 15
_EVERYTHING = {"me", "all", "everything", "everything about me", "all about me"}


class Memory(commands.Cog):
    """What the bot holds about a person, for that person."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot

    @commands.command()
    async def recall(self, ctx: commands.Context[SleepwakeBot], *, words: str = "") -> None:
        """Show what I know about you."""
        speaker = speaker_of(ctx.message)
        async with self.bot.turns.of(speaker.conversation):
            found = await self.bot.parts.mind.recall(speaker, words)
        await answer(ctx.message, recalled(found, words))

    @commands.command()
    async def forget(self, ctx: commands.Context[SleepwakeBot], *, words: str = "") -> None:
        """Forget something about you, or everything."""
        words = words.strip().strip("\"'").strip()
        if not words:
            prefix = self.bot.prefix
            await answer(
                ctx.message,
                f"Forget what? `{prefix}forget cat` forgets what I know about your cat, "
                f"`{prefix}forget me` everything about you.",
            )
        elif words.casefold() in _EVERYTHING:
            await self._forget_everything(ctx)
        else:
            await self._forget_some(ctx, words)

    async def _forget_some(self, ctx: commands.Context[SleepwakeBot], words: str) -> None:
        speaker = speaker_of(ctx.message)
        async with self.bot.turns.of(speaker.conversation):
            facts = await self.bot.parts.mind.find(speaker, words)
        if not facts:
            said = discord.utils.escape_markdown(words)
            await answer(ctx.message, f"I know nothing about you that has to do with “{said}”.")
            return
        question = await self.bot.questions.ask(
            ctx.message, f"Shall I forget this for good?\n{_listed(facts)}\n-# Yes or no?"
        )
        assert question.message is not None
        if not question.answer:
            await replace(question.message, _kept(question))
            return
        await replace(question.message, "Forgetting …")
        async with self.bot.turns.of(speaker.conversation):
            gone = await self.bot.parts.mind.forget(speaker, [fact.id for fact in facts])
        await replace(question.message, _forgotten(gone, facts))

    async def _forget_everything(self, ctx: commands.Context[SleepwakeBot]) -> None:
        speaker = speaker_of(ctx.message)
        question = await self.bot.questions.ask(
            ctx.message,
            "Shall I forget **everything** about you: all facts, all our talks and all that I "
            "learned by heart, here and everywhere else? It can't be undone.\n-# Yes or no?",
        )
        assert question.message is not None
        if not question.answer:
            await replace(question.message, _kept(question))
            return
        await replace(question.message, "Forgetting …")
        async with self.bot.turns.of(speaker.conversation):
            await self.bot.parts.mind.forget_everything(speaker)
        await replace(question.message, "I have forgotten everything about you.")


def recalled(found: Recall, words: str) -> str:
    """What is remembered, as a message to the person it is about."""
    if not found.context and not found.weights:
        if words:
            said = discord.utils.escape_markdown(words)
            return f"I know nothing about you that has to do with “{said}”."
        return "I know nothing about you yet. Tell me something!"
    lines = ["**In mind** (I read it before each answer, until I have learned it by heart)"]
    lines.append(_listed(found.context) if found.context else "- nothing")
    lines.append("**By heart** (learned in my sleep; I don't need to read it)")
    lines.append(_listed(found.weights) if found.weights else "- nothing")
    if found.nights:
        night = found.nights[0]
        when = discord.utils.format_dt(night.ended_at or night.began_at, "R")
        lines.append(f"-# My last night over your facts: {when}, {night.outcome}.")
    return "\n".join(lines)


def _listed(facts: Sequence[Fact]) -> str:
    lines = [f"- {discord.utils.escape_markdown(fact.line)}" for fact in facts[:_SHOWN]]
    if len(facts) > _SHOWN:
        lines.append(f"- and {len(facts) - _SHOWN} more")
    return "\n".join(lines)


def _kept(question: Question) -> str:
    late = "No answer, so nothing" if question.answer is None else "Nothing"
    return f"{late} was forgotten."


def _forgotten(gone: Forgotten, facts: Sequence[Fact]) -> str:
    text = f"Forgotten:\n{_listed(facts)}"
    if gone.rebuilt:
        text += (
            "\n-# Some of it I knew by heart, so what I had learned of you is gone with it. I keep "
            "the rest in mind and learn it again in my next sleep."
        )
    return text
