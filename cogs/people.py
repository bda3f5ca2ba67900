"""Who speaks, and where: from Discord's users and channels to the companion's words for them.

Knows: how a person, a scope and a conversation are named. Does not know: what is said.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import discord

from bot.consent import first_consent
from bot.keeping import Speaker
from bot.store import Person, Store

if TYPE_CHECKING:
    from cogs.parts import Mind

_KEY = "discord:"
User = discord.User | discord.Member


def person_key(user: discord.abc.Snowflake) -> str:
    return f"{_KEY}{user.id}"


def person_name(user: User) -> str:
    """The same everywhere: a nickname holds on one server only."""
    return user.global_name or user.name


def is_private(message: discord.Message) -> bool:
    return isinstance(message.channel, discord.DMChannel)


def scope_of(message: discord.Message) -> str:
    """Where the message was said; the guild is known (others are not listened to)."""
    if is_private(message):
        return "private"
    assert message.guild is not None
    return f"guild:{message.guild.id}"


def speaker_of(message: discord.Message) -> Speaker:
    author = message.author
    return Speaker(
        key=person_key(author),
        name=person_name(author),
        scope=scope_of(message),
        conversation=f"discord:{message.channel.id}:{author.id}",
    )


def place_of(conversation: str) -> int | None:
    """The channel of a conversation; None where it was held elsewhere."""
    channel = conversation.removeprefix(_KEY).partition(":")[0]
    return int(channel) if conversation.startswith(_KEY) and channel.isdecimal() else None


def speaker_at(interaction: discord.Interaction[Any]) -> Speaker:
    """Who pressed a button, and where."""
    user, guild = interaction.user, interaction.guild_id
    return Speaker(
        key=person_key(user),
        name=person_name(user),
        scope="private" if guild is None else f"guild:{guild}",
        conversation=f"discord:{interaction.channel_id}:{user.id}",
    )


class Acquaintances:
    """Who was met, and that nobody is taken to allow more than they may.

    `train` is [discord] train_on_messages; where it is not set, it counts as false.
    """

    def __init__(self, store: Store, mind: Mind, *, train: bool | None) -> None:
        self._store, self._mind, self._train = store, mind, bool(train)

    async def meet(self, speaker: Speaker) -> Person:
        return await self._store.person(speaker.key, speaker.name, first_consent(speaker.key))

    async def apply_setting(self) -> None:
        """Who was never asked has allowed nothing; weights are nobody's where none are trained."""
        for person in await self._store.people():
            if person.platform != "discord" or person.consent == "chat":
                continue
            if person.asked_at is None:
                await self._mind.allow(person, "chat", "nobody")
            elif person.consent == "weights" and not self._train:
                await self._mind.allow(person, "text", "operator")


class Turns:
    """One thing at a time in each conversation, in the order in which it was said."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, conversation: str) -> asyncio.Lock:
        lock = self._locks.get(conversation)
        if lock is None:
            lock = self._locks[conversation] = asyncio.Lock()
        return lock
