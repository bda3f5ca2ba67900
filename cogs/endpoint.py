"""The one place where discord.py is told which Discord to talk to.

discord.py has no setting for it: the addresses are attributes of three of its classes, read at each
request. They are set while the bot runs and put back afterwards. Knows nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route


@contextmanager
def endpoint(api: str, gateway: str) -> Iterator[None]:
    """Talk to a Discord-compatible server while the block lasts.

    Args:
        api: where its REST interface is, as `http://127.0.0.1:8000/api/v10`; empty for Discord.
            Avatars are then asked of the same host.
        gateway: where its websocket is, as `ws://127.0.0.1:8000/`; empty for Discord.
    """
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
    if api:
        Route.BASE = api.rstrip("/")
        Asset.BASE = str(yarl.URL(api).origin())
    if gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE = before
