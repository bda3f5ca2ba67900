"""`sleepwake run`: the bot on Discord, from its token to its end.

Knows: what can go wrong on the way in, in plain words. Does not know: what the bot does there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import aiohttp
import discord

from bot.config import Config
from bot.errors import DiscordError
from bot.hushed import hushed
from bot.store import Store
from cogs.client import SleepwakeBot
from cogs.endpoint import endpoint
from cogs.parts import Dreamer, Mind, Parts

_PORTAL = "https://discord.com/developers/applications"
_BAD_TOKEN, _BAD_INTENTS, _UNGRANTED_INTENTS = 4004, 4013, 4014


async def run_discord(
    config: Config,
    companion: Mind,
    sleeper: Dreamer,
    store: Store,
    *,
    clock: Callable[[], datetime],
    say: Callable[[str], None],
) -> None:
    """Connect the companion to Discord, and stay until cancelled.

    Args:
        config: of its settings, [discord] and [sleep].
        companion: who answers.
        sleeper: who learns at the quiet hour.
        store: who knows the people.
        clock: gives an aware time.
        say: shows a line to whoever runs the bot.

    Raises:
        DiscordError: see `connect`.
    """
    await connect(Parts(config, companion, sleeper, store, clock, say))


async def connect(parts: Parts, **options: Any) -> None:
    """Connect a bot made of these parts; `options` are discord.py's own.

    Raises:
        DiscordError: there is no token, Discord refuses it or does not let the bot read messages,
            or it can't be reached at the start. A connection that is lost later is made again.
    """
    settings = parts.config.discord
    token = checked_token(parts.config)
    # It logs each request and each event with all that is in it.
    with hushed("discord"), endpoint(settings.api, settings.gateway):
        async with SleepwakeBot(parts, **options) as bot:
            try:
                await bot.start(token)
            except discord.LoginFailure as error:
                raise _refused() from error
            except discord.PrivilegedIntentsRequired as error:
                raise _blind() from error
            except discord.ConnectionClosed as error:
                raise _closed(error.code) from error
            except discord.HTTPException as error:
                raise _unwell(error.status) from error
            except (aiohttp.ClientError, OSError) as error:
                raise _unreachable(settings.api or "Discord", error) from error


def checked_token(config: Config) -> str:
    """The bot's token. Raises DiscordError where there is none, or it can't be one."""
    token = config.discord.token.reveal()
    if not token:
        raise DiscordError(
            "No Discord token is set.",
            f'Get one at {_PORTAL} (your application, page "Bot") and set it as '
            "SLEEPWAKE_DISCORD_TOKEN or as [discord] token.",
        )
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise _refused()
    return token


def _refused() -> DiscordError:
    return DiscordError(
        "Discord does not accept the bot's token.",
        f'Make a new one at {_PORTAL} (your application, page "Bot", "Reset Token") and set it as '
        "SLEEPWAKE_DISCORD_TOKEN or as [discord] token.",
    )


def _blind() -> DiscordError:
    return DiscordError(
        "Discord does not let the bot read messages.",
        f'Switch on "Message Content Intent" at {_PORTAL} (your application, page "Bot"), or set '
        "[discord] message_content = false: it then reads only direct messages, messages that "
        "mention it, and replies to it that ping.",
    )


def _closed(code: int | None) -> DiscordError:
    if code == _BAD_TOKEN:
        return _refused()
    if code in (_BAD_INTENTS, _UNGRANTED_INTENTS):
        return _blind()
    return DiscordError(f"Discord ended the connection for good (code {code}).")


def _unwell(status: int) -> DiscordError:
    return DiscordError(
        f"Discord answered with the error {status}.",
        "Try again later; https://discordstatus.com says whether it is ill.",
    )


def _unreachable(where: str, error: Exception) -> DiscordError:
    return DiscordError(
        f"{where} can't be reached: {error}.",
        "Check the network, and [discord] api and gateway if they are set.",
    )
