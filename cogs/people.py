"""Who speaks, and where: from Discord's users and channels to the companion's words for them.

Knows: how a person, a scope and a conversation are named. Does not know: what is said.
"""

from __future__ import annotations

import asyncio
from typing import Literal
from weakref import WeakValueDictionary

import discord

from bot.companion import Speaker
from bot.store import Person, Store

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


class Acquaintances:
    """Who may be learned by heart: as whoever runs the bot has set it.

    `train` is [discord] train_on_messages. A person who chose to be kept out stays out.
    """

    def __init__(self, store: Store, *, train: bool | None) -> None:
        self._store = store
        self._consent: Literal["text", "weights"] = "weights" if train else "text"

    async def meet(self, speaker: Speaker) -> Person:
        return await self._store.person(speaker.key, speaker.name, self._consent)

    async def apply_setting(self) -> None:
        """Let the setting hold for everyone met on Discord before it was changed."""
        for person in await self._store.people():
            ours = person.key.startswith(_KEY) and person.consent in ("text", "weights")
            if ours and person.consent != self._consent:
                await self._store.set_consent(person.id, self._consent)


class Turns:
    """One thing at a time in each conversation, in the order in which it was said."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, conversation: str) -> asyncio.Lock:
        lock = self._locks.get(conversation)
        if lock is None:
            lock = self._locks[conversation] = asyncio.Lock()
        return lock
