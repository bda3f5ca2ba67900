"""What the bot must be allowed on a server, and the link that adds it to one.

Knows nothing else.
"""

from __future__ import annotations

import discord

NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    read_message_history=True,
    send_messages_in_threads=True,
    embed_links=True,
)


def invite(application_id: int) -> str:
    """The address at which somebody adds the bot to a server of theirs."""
    return discord.utils.oauth_url(
        application_id, scopes=["bot", "applications.commands"], permissions=NEEDED
    )
