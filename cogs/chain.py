"""What a message replies to: the message, and some above it, as quotes for the companion.

Knows: replies, threads, and where an older message is found. Does not know: how much of a chain is
read.
"""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
import discord

from bot.memory.quotes import ME, YOU, Quote
from cogs.text import readable

_log = logging.getLogger(__name__)
_MOST = 4
_LONGEST = 1000


async def chain(message: discord.Message, me: discord.abc.Snowflake) -> list[Quote]:
    """The messages that it replies to, oldest first; in a thread, at least what began it.

    A message that is gone, or that may not be read, ends the chain.
    """
    above: list[discord.Message] = []
    found = await _replied_to(message)
    while found is not None:
        above.append(found)
        found = await _replied_to(found) if len(above) < _MOST else None
    if not above and isinstance(message.channel, discord.Thread):
        start = await _start(message.channel)
        above = [start] if start is not None and start.id != message.id else []
    quotes = [_quote(each, message.author, me) for each in reversed(above)]
    return [quote for quote in quotes if quote.text]


async def _replied_to(message: discord.Message) -> discord.Message | None:
    reference = message.reference
    if reference is None or reference.message_id is None:
        return None
    if reference.type is not discord.MessageReferenceType.reply:
        return None
    known = reference.resolved or reference.cached_message
    if isinstance(known, discord.DeletedReferencedMessage):
        return None
    return known or await _fetched(message.channel, reference.message_id)


async def _start(thread: discord.Thread) -> discord.Message | None:
    """The message under which a thread was opened; a forum's is in the thread itself."""
    if thread.starter_message is not None:
        return thread.starter_message
    place = thread.parent
    return await _fetched(thread if isinstance(place, discord.ForumChannel) else place, thread.id)


async def _fetched(channel: Any, message_id: int) -> discord.Message | None:
    if channel is None:
        return None
    try:
        fetched: discord.Message = await channel.fetch_message(message_id)
    except (discord.HTTPException, aiohttp.ClientError) as error:
        _log.debug("a message above could not be read: %s", error)
        return None
    return fetched


def _quote(
    message: discord.Message, replier: discord.abc.Snowflake, me: discord.abc.Snowflake
) -> Quote:
    author, text = message.author, readable(message, me)
    if author.id == me.id:
        # What was noted stands below a reply in small print; it was no part of it.
        lines = text.splitlines()
        return Quote(YOU, "\n".join(line for line in lines if not line.startswith("-# ")))
    return Quote(ME if author.id == replier.id else author.display_name, text[:_LONGEST])
