"""`!recall`, `!forget` and `!export`: what is remembered of a person, and doing away with it.

Knows: whose memory each command is about, and that nothing is forgotten without a yes. Does not
know: where facts are kept, nor what else goes with them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import RequestError
from bot.keeping import Speaker
from cogs.answer import hold, replace, respond
from cogs.calls import AFTER_MENTION, FEW_WORDS, command
from cogs.export import hand_over
from cogs.pages import Shown, escaped, listed, nothing, receipt_embed
from cogs.people import is_private, person_key, person_name, scope_of, speaker_of
from cogs.questions import Question
from cogs.recall import Pages, forgotten

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_EVERYTHING = {"me", "all", "everything", "everything about me", "all about me"}
_SOMEBODY = re.compile(r"<@!?(\d+)>\s*(.*)", re.DOTALL)


class Memory(commands.Cog):
    """What the bot holds about a person, for that person."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot

    @command(extras={AFTER_MENTION: FEW_WORDS})
    @app_commands.describe(
        words="only what these words find", person="whom it is about (admins only; default: you)"
    )
    async def recall(
        self,
        ctx: commands.Context[SleepwakeBot],
        *,
        words: str = "",
        person: discord.User | None = None,
    ) -> None:
        """Show what I know about you."""
        await hold(ctx)
        whom = person.id if person else None
        named = _SOMEBODY.fullmatch(words) if ctx.interaction is None else None
        if named:
            whom, words = int(named[1]), named[2]
        words = words.strip()
        if whom is not None and whom != ctx.author.id:
            speaker = await self._somebody(ctx, whom)
        else:
            whom, speaker = ctx.author.id, speaker_of(ctx.message)
        async with self.bot.turns.of(speaker.conversation):
            found = await self.bot.parts.mind.recall(speaker, words)
        if not found.context and not found.weights:
            whose = "you" if whom == ctx.author.id else escaped(speaker.name)
            await respond(ctx, nothing(words, whose))
            return
        shown = Shown(speaker.name, speaker.scope, words, found)
        people = {ctx.author.id: ctx.author.display_name, whom: speaker.name}
        pages = Pages(self.bot, speaker, whom, people, shown)
        pages.message = await respond(ctx, embed=shown.embed(), view=pages)

    @command(extras={AFTER_MENTION: FEW_WORDS})
    @app_commands.describe(words="what to forget; “me” is everything about you")
    async def forget(self, ctx: commands.Context[SleepwakeBot], *, words: str = "") -> None:
        """Forget something about you, or everything."""
        await hold(ctx)
        words = words.strip().strip("\"'").strip()
        if not words:
            prefix = self.bot.prefix
            await respond(
                ctx,
                f"Forget what? `{prefix}forget cat` forgets what I know about your cat, "
                f"`{prefix}forget me` everything about you.",
            )
        elif words.casefold() in _EVERYTHING:
            await self._forget_everything(ctx)
        else:
            await self._forget_some(ctx, words)

    @command()
    async def export(self, ctx: commands.Context[SleepwakeBot]) -> None:
        """Send you all that I hold about you, as a file, in private."""
        await hold(ctx)
        speaker = speaker_of(ctx.message)
        async with self.bot.turns.of(speaker.conversation):
            held = await self.bot.parts.mind.export(speaker)
        await hand_over(ctx.author, held, self.bot.parts.clock())
        if ctx.interaction is not None or not is_private(ctx.message):
            await respond(ctx, "I have sent it to you in private.")

    async def _somebody(self, ctx: commands.Context[SleepwakeBot], user_id: int) -> Speaker:
        """Another person, for an admin: what they told on this server, wherever they are now."""
        if not await self.bot.is_admin(ctx.author):
            raise RequestError(
                "Only admins may ask what I know about somebody else.",
                f"`{self.bot.prefix}recall` shows what I know about you.",
            )
        if is_private(ctx.message):
            raise RequestError(
                "What people tell me in private I show to nobody else.",
                "On a server I show you what they told me there.",
            )
        person = await self.bot.parts.store.find_person(person_key(discord.Object(user_id)))
        user = self.bot.get_user(user_id)
        name = person_name(user) if user else person.name if person else "that person"
        key = person_key(discord.Object(user_id))
        return Speaker(key, name, scope_of(ctx.message), f"{key}:asked")

    async def _forget_some(self, ctx: commands.Context[SleepwakeBot], words: str) -> None:
        speaker = speaker_of(ctx.message)
        async with self.bot.turns.of(speaker.conversation):
            facts = await self.bot.parts.mind.find(speaker, words)
        if not facts:
            await respond(ctx, nothing(words))
            return
        question = await self.bot.questions.ask(
            ctx, f"Shall I forget this for good?\n{listed(facts)}\n-# Yes or no?"
        )
        if not question.answer:
            await _say(ctx, question, _kept(question))
            return
        await _say(ctx, question, "Forgetting …")
        async with self.bot.turns.of(speaker.conversation):
            gone = await self.bot.parts.mind.forget(speaker, [fact.id for fact in facts])
        await _say(ctx, question, forgotten(gone.facts, rebuilt=gone.rebuilt))

    async def _forget_everything(self, ctx: commands.Context[SleepwakeBot]) -> None:
        speaker = speaker_of(ctx.message)
        question = await self.bot.questions.ask(
            ctx,
            "Shall I forget **everything** about you: all facts, all our talks and all that I "
            "learned by heart, here and everywhere else? It can't be undone.\n-# Yes or no?",
        )
        if not question.answer:
            await _say(ctx, question, _kept(question))
            return
        await _say(ctx, question, "Forgetting …")
        async with self.bot.turns.of(speaker.conversation):
            receipt = await self.bot.parts.mind.erase(speaker)
        if receipt is None:
            await _say(ctx, question, "I held nothing about you, so there was nothing to forget.")
            return
        done = "I have forgotten everything about you."
        await _say(ctx, question, done, receipt_embed(receipt))


async def _say(
    ctx: commands.Context[SleepwakeBot],
    question: Question,
    text: str,
    embed: discord.Embed | None = None,
) -> None:
    """Put what came of a question in its place, or after it where it was deleted."""
    assert question.message is not None
    try:
        await replace(question.message, text, embed)
    except discord.NotFound:
        await respond(ctx, text, embed=embed)


def _kept(question: Question) -> str:
    late = "No answer, so nothing" if question.answer is None else "Nothing"
    return f"{late} was forgotten."
