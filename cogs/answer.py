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


async def replace(message: discord.Message, text: str) -> None:
    """Let a message of the bot's own say something else, and take its buttons away."""
    await message.edit(content=split(text)[0], view=None)


def new_nonce() -> str:
    """With the same nonce, Discord posts a message once though its client had to try again."""
    return uuid4().hex[:_NONCE_LENGTH]


async def post(
    channel: discord.abc.Messageable,
    text: str,
    answered: discord.Message | None = None,
    nonce: str = "",
) -> discord.Message:
    """Post one message, as a reply if it answers one and Discord allows it."""
    nonce = nonce or new_nonce()
    if answered is not None:
        original = answered.to_reference(fail_if_not_exists=False)
        try:
            return await channel.send(text, reference=original, nonce=nonce)
        except discord.HTTPException as error:
            if error.code != _NO_HISTORY:
                raise
    return await channel.send(text, nonce=nonce)


def _small_print(notes: Sequence[str]) -> str:
    return "\n".join(f"-# {' '.join(note.split())}" for note in notes)


def _fits(text: str, small: str) -> bool:
    """Whether one message holds both, a line break between them."""
    return size(text) + size(small) < LIMIT
