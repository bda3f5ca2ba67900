"""How the bot's words are put into a channel: as a reply on a server, plainly in private.

Knows: the order of the messages that a long text becomes. Does not know: whose words they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import discord

from cogs.people import is_private
from cogs.text import LIMIT, size, split

_NONCE_LENGTH = 25


async def answer(
    message: discord.Message, text: str, notes: Sequence[str] = ()
) -> list[discord.Message]:
    """Answer a message, in as many messages as it takes; notes follow as lines of small print.

    Gives the messages of the answer, in order.
    """
    small = _small_print(notes)
    parts = split(text)
    if parts and small and _fits(parts[-1], small):
        parts[-1] += f"\n{small}"
    else:
        parts += split(small)
    first = None if is_private(message) else message
    return [
        await _post(message.channel, part, None if place else first)
        for place, part in enumerate(parts)
    ]


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
        await _post(posted.channel, part)


async def replace(message: discord.Message, text: str) -> None:
    """Let a message of the bot's own say something else, and take its buttons away."""
    await message.edit(content=split(text)[0], view=None)


async def _post(
    channel: discord.abc.Messageable, text: str, answered: discord.Message | None = None
) -> discord.Message:
    # With a nonce, Discord posts a message once though its client had to try again.
    nonce = uuid4().hex[:_NONCE_LENGTH]
    if answered is None:
        return await channel.send(text, nonce=nonce)
    original = answered.to_reference(fail_if_not_exists=False)
    return await channel.send(text, reference=original, nonce=nonce)


def _small_print(notes: Sequence[str]) -> str:
    return "\n".join(f"-# {' '.join(note.split())}" for note in notes)


def _fits(text: str, small: str) -> bool:
    """Whether one message holds both, a line break between them."""
    return size(text) + size(small) < LIMIT
