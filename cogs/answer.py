"""How the bot's words are put into a channel: as a reply on a server, plainly in private.

A slash command on a server is answered where its caller alone sees it. Knows: the order of the
messages that a long text becomes. Does not know: whose words they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import discord
from discord.ext import commands

from bot.errors import RequestError
from cogs.people import is_private
from cogs.text import LIMIT, size, split

_NONCE_LENGTH = 25
# Who may not read a channel's history may write there, but not reply.
_NO_HISTORY = 160002


async def answer(
    message: discord.Message, text: str, notes: Sequence[str] = ()
) -> list[discord.Message]:
    """Answer a message, in as many messages as it takes; notes follow as lines of small print.

    Gives the messages of the answer, in order.
    """
    first = None if is_private(message) else message
    return [
        await post(message.channel, part, None if place else first)
        for place, part in enumerate(composed(text, notes))
    ]


def composed(text: str, notes: Sequence[str]) -> list[str]:
    """The messages that a text becomes, with notes below it in small print."""
    small = _small_print(notes)
    parts = split(text)
    if parts and small and _fits(parts[-1], small):
        return [*parts[:-1], f"{parts[-1]}\n{small}"]
    return parts + split(small)


async def add_notes(posted: discord.Message, notes: Sequence[str]) -> None:
    """Put notes below the last message of an answer; after it where they can't stand in it."""
    small = _small_print(notes)
    if small and _fits(posted.content, small):
        try:
            await posted.edit(content=f"{posted.content}\n{small}")
            return
        except discord.NotFound:
            # Somebody deleted the answer: what was noted is told all the same.
            pass
    for part in split(small):
        await post(posted.channel, part)


async def hold(ctx: commands.Context[Any]) -> None:
    """Promise an answer: Discord gives a slash command up after three seconds of silence."""
    ctx.bot.attend()
    await ctx.defer(ephemeral=_is_hidden(ctx))


async def respond(
    ctx: commands.Context[Any],
    text: str = "",
    *,
    embed: discord.Embed | None = None,
    view: discord.ui.View | None = None,
) -> discord.Message:
    """Answer a command; the last message of the answer has the embed and the buttons.

    Raises RequestError where Discord waits for no answer any more: in the channel, where it could
    still be posted, others would read it.
    """
    more: dict[str, Any] = {"embed": embed, "view": view}
    given = {name: part for name, part in more.items() if part is not None}
    *first, last = split(text) or [""]
    if ctx.interaction is None:
        answered = None if is_private(ctx.message) else ctx.message
        for place, part in enumerate(first):
            await post(ctx.channel, part, None if place else answered)
        return await post(ctx.channel, last, None if first else answered, **given)
    if ctx.interaction.is_expired():
        raise RequestError("That took too long for Discord.", "Please ask again.")
    for part in first:
        await ctx.send(part, ephemeral=_is_hidden(ctx))
    return await ctx.send(last or None, ephemeral=_is_hidden(ctx), **given)


async def announce(ctx: commands.Context[Any], text: str) -> None:
    """Say something in a command's channel for everybody there, however late."""
    if ctx.interaction is None:
        await answer(ctx.message, text)
        return
    for part in split(text):
        await post(ctx.channel, part)


async def replace(message: discord.Message, text: str, embed: discord.Embed | None = None) -> None:
    """Let a message of the bot's own say something else, and take its buttons away."""
    embeds = [] if embed is None else [embed]
    await message.edit(content=(split(text) or [""])[0], embeds=embeds, view=None)


def _is_hidden(ctx: commands.Context[Any]) -> bool:
    """Whether an answer is for its caller alone: in private there is nobody else."""
    return ctx.interaction is not None and ctx.guild is not None


def new_nonce() -> str:
    """With the same nonce, Discord posts a message once though its client had to try again."""
    return uuid4().hex[:_NONCE_LENGTH]


async def post(
    channel: discord.abc.Messageable,
    text: str,
    answered: discord.Message | None = None,
    nonce: str = "",
    **more: Any,
) -> discord.Message:
    """Post one message, as a reply if it answers one and Discord allows it.

    `more` is what discord.py's own `send` takes besides: an embed, a view.
    """
    more = {"nonce": nonce or new_nonce(), **more}
    if answered is not None:
        original = answered.to_reference(fail_if_not_exists=False)
        try:
            return await channel.send(text or None, reference=original, **more)
        except discord.HTTPException as error:
            if error.code != _NO_HISTORY:
                raise
    return await channel.send(text or None, **more)


def _small_print(notes: Sequence[str]) -> str:
    return "\n".join(f"-# {' '.join(note.split())}" for note in notes)


def _fits(text: str, small: str) -> bool:
    """Whether one message holds both, a line break between them."""
    return size(text) + size(small) < LIMIT
