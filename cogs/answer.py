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


async def answer(message: discord.Message, text: str, notes: Sequence[str] = ()) -> None:
    """Answer a message, in as many messages as it takes; notes follow as lines of small print."""
    small = "\n".join(f"-# {' '.join(note.split())}" for note in notes)
    parts = split(text)
    if parts and small and size(parts[-1]) + size(small) < LIMIT:
        parts[-1] += f"\n{small}"
    else:
        parts += split(small)
    for place, part in enumerate(parts):
        # With a nonce, Discord posts a message once though its client had to try again.
        nonce = uuid4().hex[:_NONCE_LENGTH]
        if place == 0 and not is_private(message):
            original = message.to_reference(fail_if_not_exists=False)
            await message.channel.send(part, reference=original, nonce=nonce)
        else:
            await message.channel.send(part, nonce=nonce)


async def replace(message: discord.Message, text: str) -> None:
    """Let a message of the bot's own say something else, and take its buttons away."""
    await message.edit(content=split(text)[0], view=None)
