"""When the bot may not write where it was spoken to: whoever spoke is told in private, once.

Knows: that a server can forbid the bot to answer. Does not know: what it would have answered.
"""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
import discord

_log = logging.getLogger(__name__)
_MISSING_ACCESS, _MISSING_PERMISSIONS = 50001, 50013
_MOST = 1000


class Refusals:
    """Remembers whom it has told of which channel, so as not to repeat it."""

    def __init__(self) -> None:
        self._told: set[tuple[int, int]] = set()

    async def tell(self, message: discord.Message, error: discord.Forbidden) -> None:
        """Tell the author of a message that it can't be answered there, where that is the case."""
        channel: Any = message.channel
        if error.code not in (_MISSING_ACCESS, _MISSING_PERMISSIONS):
            return
        key = (message.author.id, channel.id)
        if key in self._told:
            return
        if len(self._told) >= _MOST:
            self._told.clear()
        self._told.add(key)
        try:
            await message.author.send(
                f"I read what you wrote in {channel.mention}, but I may not write there. Whoever "
                f"runs {message.guild} can let me: by the permissions View Channel and Send "
                "Messages, in threads Send Messages in Threads. Here I can answer."
            )
        except (discord.HTTPException, aiohttp.ClientError) as failed:
            _log.info("nor could that be told in private: %s", failed)
