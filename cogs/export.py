"""Handing a person what is held about them: a file, in private, never in a channel.

Knows: the file's name and size, and closed doors. Does not know: what is in it.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import discord

from bot.errors import RequestError
from cogs.people import User

# Discord takes files of up to 10 MiB, all that comes with them included.
_MOST = 9 * 1024 * 1024
_TEXT = (
    "This is all that I hold about you: what you told me, what I made of it, and my nights. "
    "It is plain text (JSON); nobody else gets it from me."
)


async def hand_over(user: User, held: Mapping[str, Any], now: datetime) -> None:
    """Send somebody their export.

    Raises:
        RequestError: they take no messages from the bot, or it is too large even when packed.
    """
    data = json.dumps(held, ensure_ascii=False, indent=2).encode("utf-8", "replace")
    name = f"sleepwake-{now:%Y-%m-%d}.json"
    if len(data) > _MOST:
        data, name = gzip.compress(data), f"{name}.gz"
    if len(data) > _MOST:
        raise RequestError(
            "That is more than Discord lets me send.",
            "Ask whoever runs me for it: `sleepwake export` prints it on their machine.",
        )
    try:
        await user.send(_TEXT, file=discord.File(io.BytesIO(data), name))
    except discord.Forbidden as error:
        raise RequestError(
            "I can't write to you in private, so I have sent nothing.",
            "Allow direct messages (in the server's menu, under Privacy Settings) and ask again.",
        ) from error
