"""Whom the bot listens to: the lists of [discord] for servers, channels, roles and people.

Knows: who is allowed and who denied. Does not know: what they say, or who may command the bot.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands

from bot.config import Discord

_DEAF = "I don't listen to you here: whoever runs me has chosen so."


class Audience:
    """Denying wins; a list of those allowed that is empty allows everybody."""

    def __init__(self, settings: Discord) -> None:
        self._people = _Lists(settings.allow_people, settings.deny_people)
        self._of_servers = [
            (_Lists(settings.allow_guilds, settings.deny_guilds), _guild),
            (_Lists(settings.allow_channels, settings.deny_channels), _channels),
            (_Lists(settings.allow_roles, settings.deny_roles), _roles),
        ]

    def hears(self, author: discord.User | discord.Member, channel: Any) -> bool:
        """Whether the bot listens to this person in this channel, of whatever kind.

        In private there is no server, channel or role to be on a list.
        """
        if not self._people.allow({author.id}):
            return False
        guild = getattr(channel, "guild", None)
        if guild is None:
            return True
        return all(lists.allow(ids(author, channel)) for lists, ids in self._of_servers)


class Commands(app_commands.CommandTree[Any]):
    """Slash commands, for those whom the bot listens to."""

    async def interaction_check(self, interaction: discord.Interaction[Any]) -> bool:
        return await heard(interaction)


async def heard(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot listens to who pressed or called; who is not heard is told so."""
    if interaction.client.audience.hears(interaction.user, interaction.channel):
        return True
    if interaction.type is not discord.InteractionType.autocomplete:
        await interaction.response.send_message(_DEAF, ephemeral=True)
    return False


class _Lists:
    """Ids of one kind that are allowed, and those that are denied."""

    def __init__(self, allowed: Iterable[int], denied: Iterable[int]) -> None:
        self._allowed, self._denied = frozenset(allowed), frozenset(denied)

    def allow(self, ids: set[int]) -> bool:
        return not ids & self._denied and (not self._allowed or bool(ids & self._allowed))


def _guild(_: discord.User | discord.Member, channel: Any) -> set[int]:
    return {channel.guild.id}


def _channels(_: discord.User | discord.Member, channel: Any) -> set[int]:
    """The channel, and what it is in: a thread's channel, a channel's category."""
    parent = channel.parent if isinstance(channel, discord.Thread) else channel
    ids = {channel.id, getattr(channel, "parent_id", None), getattr(parent, "category_id", None)}
    return ids - {None}


def _roles(author: discord.User | discord.Member, _: Any) -> set[int]:
    return {role.id for role in author.roles} if isinstance(author, discord.Member) else set()
