"""Asks Discord about the bot's token: whose it is, what it may, where it is. Changes nothing.

The gateway is not used, so that a bot that runs with the same token is left alone. Knows: three
routes of the REST interface. Does not know: what is made of the answers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.config import Discord
from bot.portal import Portal, Server, ahead
from cogs.invite import NEEDED, invite

_SECONDS = 15.0
_PAGE = 200
# GATEWAY_MESSAGE_CONTENT, and the same for a bot that is in few servers.
_READS_MESSAGES = (1 << 18) | (1 << 19)
_OK, _REFUSED = 200, 401
_AGENT = (
    f"DiscordBot (https://github.com/Rapptz/discord.py {discord.__version__}) "
    f"Python/{sys.version_info[0]}.{sys.version_info[1]} aiohttp/{aiohttp.__version__}"
)


class _UnwellError(Exception):
    """Discord answered with an error that is not about the token."""


async def look(settings: Discord, clock: Callable[[], datetime]) -> Portal:
    """What Discord says of the token in the settings; never raises for what Discord does."""
    token = settings.token.reveal()
    headers = {"User-Agent": _AGENT}
    if not (token.isascii() and token.isprintable()) or " " in token:
        # No header can hold it.
        return Portal("refused")
    if token:
        headers["Authorization"] = f"Bot {token}"
    asking = _Asking(settings.api or Route.BASE, clock)
    try:
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            found = await asking.about_token(session) if token else await asking.hour(session)
    except _UnwellError as error:
        found = Portal("unwell", str(error))
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        found = Portal("unreachable", str(error) or type(error).__name__)
        if not token:
            found = Portal("no token", found.detail)
    except (KeyError, TypeError, ValueError):
        found = Portal("unwell", "it answered with something that is not Discord's")
    return replace(found, ahead_seconds=asking.ahead_seconds)


class _Asking:
    """The questions to one server."""

    def __init__(self, base: str, clock: Callable[[], datetime]) -> None:
        self._base, self._clock = base, clock
        self.ahead_seconds: float | None = None

    async def hour(self, session: aiohttp.ClientSession) -> Portal:
        """Without a token: only whether Discord is there, and what time it has."""
        await self._get(session, "/gateway")
        return Portal("no token")

    async def about_token(self, session: aiohttp.ClientSession) -> Portal:
        status, user = await self._get(session, "/users/@me")
        if status == _REFUSED:
            return Portal("refused")
        application = _checked(*await self._get(session, "/applications/@me"))
        _checked(status, user)
        return Portal(
            "accepted",
            name=str(user["username"]),
            reads_messages=bool(int(application.get("flags", 0)) & _READS_MESSAGES),
            invite=invite(int(application["id"])),
            servers=await self._servers(session),
        )

    async def _servers(self, session: aiohttp.ClientSession) -> tuple[Server, ...] | None:
        found: list[Server] = []
        after = "0"
        while True:
            path = f"/users/@me/guilds?limit={_PAGE}&after={after}"
            status, page = await self._get(session, path)
            if status != _OK or not isinstance(page, list):
                return None
            found += [Server(str(guild["name"]), _missing(guild)) for guild in page]
            if len(page) < _PAGE:
                return tuple(found)
            after = page[-1]["id"]

    async def _get(self, session: aiohttp.ClientSession, path: str) -> tuple[int, Any]:
        async with session.get(f"{self._base}{path}") as answer:
            date = answer.headers.get("Date")
            if date is not None and self.ahead_seconds is None:
                self.ahead_seconds = ahead(self._clock(), parsedate_to_datetime(date))
            if answer.content_type != "application/json":
                return answer.status, None
            return answer.status, await answer.json()


def _checked(status: int, body: Any) -> Any:
    if status != _OK or not isinstance(body, dict):
        raise _UnwellError(f"it answered with {status}")
    return body


def _missing(guild: Any) -> tuple[str, ...]:
    granted = discord.Permissions(int(guild.get("permissions", 0)))
    if granted.administrator or guild.get("owner"):
        return ()
    return tuple(name.replace("_", " ") for name, on in NEEDED if on and not getattr(granted, name))
