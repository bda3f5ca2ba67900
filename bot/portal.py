"""What Discord says of a bot's token, as plain values.

Knows: shapes only. Does not know: how Discord is asked; `cogs.portal` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ADDRESS = "https://discord.com/developers/applications"

Verdict = Literal["accepted", "refused", "unreachable", "unwell", "no token"]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that the bot is in, and the names of the permissions that it lacks there."""

    name: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Portal:
    """What was found out about a token.

    Args:
        verdict: "unwell" where Discord answered with an error that is not about the token.
        detail: why it is unreachable or unwell.
        name: the bot's.
        reads_messages: whether the application may read what messages say (its intent).
        invite: a link by which the bot is added to a server; "" if the token is not accepted.
        servers: where the bot is; None where Discord did not tell.
        ahead_seconds: how far this machine's clock is ahead of Discord's; None if that is unknown.
    """

    verdict: Verdict
    detail: str = ""
    name: str = ""
    reads_messages: bool = False
    invite: str = ""
    servers: tuple[Server, ...] | None = None
    ahead_seconds: float | None = None


def ahead(now: datetime, date: datetime) -> float:
    """Seconds by which `now` is later than a Date header, which is cut to whole seconds."""
    lag = (now - date).total_seconds()
    return 0.0 if 0 <= lag < 1 else (lag if lag < 0 else lag - 1)
