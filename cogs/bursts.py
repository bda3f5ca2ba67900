"""Several messages that a person sends in a row, gathered for one turn.

Knows: which messages belong to a turn that has not begun yet, and which to one under way. Does not
know: what is answered to them. Times are in seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import discord

from cogs.timer import Timer

_MOST = 8


class Burst:
    """Messages of one turn, in the order in which they came, each with what was meant by it."""

    def __init__(self, timer: Timer, seconds: float) -> None:
        self.said: dict[int, tuple[discord.Message, str]] = {}
        self.open = seconds > 0
        self._timer, self._seconds = timer, seconds
        self._last = timer.now()
        self._closed = asyncio.Event()

    def add(self, message: discord.Message, text: str) -> None:
        self.said[message.id] = (message, text)
        self._last = self._timer.now()
        if len(self.said) >= _MOST:
            self.close()

    def close(self) -> None:
        """Let nothing more join."""
        self.open = False
        self._closed.set()

    async def whole(self) -> None:
        """Wait until nothing has come for a while, or nothing more may; then it is closed."""
        while self.open and self._timer.now() < self._last + self._seconds:
            await self._timer.until(self._last + self._seconds, self._closed)
        self.close()


class Bursts:
    """The turns that have not ended yet, by conversation.

    `seconds` is how long further messages are waited for; with 0 each is a turn of its own.
    """

    def __init__(self, timer: Timer, seconds: float) -> None:
        self._timer, self._seconds = timer, seconds
        self._latest: dict[str, Burst] = {}
        self._waiting: dict[int, Burst] = {}
        self._answered: dict[int, str] = {}

    @contextmanager
    def begun(self, conversation: str, message: discord.Message, text: str) -> Iterator[Burst]:
        """A new turn, from its first message to its end."""
        burst = Burst(self._timer, self._seconds)
        self._latest[conversation] = burst
        self._add(burst, message, text)
        try:
            yield burst
        finally:
            if self._latest.get(conversation) is burst:
                del self._latest[conversation]
            for number in burst.said:
                self._waiting.pop(number, None)
                self._answered.pop(number, None)

    def is_open(self, conversation: str) -> bool:
        """Whether a message may join there."""
        burst = self._latest.get(conversation)
        return burst is not None and burst.open

    def join(self, conversation: str, message: discord.Message, text: str) -> bool:
        """Whether the message joined a turn that has not begun yet."""
        burst = self._latest.get(conversation)
        if burst is None or not burst.open:
            return False
        self._add(burst, message, text)
        return True

    def close(self, conversation: str) -> None:
        """Something else was said: what comes after it is another turn."""
        burst = self._latest.get(conversation)
        if burst is not None:
            burst.close()

    async def whole(self, conversation: str, burst: Burst) -> list[tuple[discord.Message, str]]:
        """The messages of a turn that begins now, when no more come; those deleted are left out."""
        await burst.whole()
        for number in burst.said:
            del self._waiting[number]
            self._answered[number] = conversation
        return list(burst.said.values())

    def reword(self, message: discord.Message, text: str) -> bool:
        """Whether an edited message is waiting still, and so is read as it is now."""
        burst = self._waiting.get(message.id)
        if burst is None:
            return False
        burst.said[message.id] = (message, text)
        return True

    def drop(self, message_id: int) -> bool:
        """Whether a deleted message was waiting still, and so is not read at all."""
        burst = self._waiting.pop(message_id, None)
        if burst is None:
            return False
        del burst.said[message_id]
        return True

    def under_way(self, message_ids: Iterable[int]) -> set[str]:
        """The conversations in which one of these messages is being answered."""
        found = (self._answered.get(message_id) for message_id in message_ids)
        return {conversation for conversation in found if conversation is not None}

    def _add(self, burst: Burst, message: discord.Message, text: str) -> None:
        burst.add(message, text)
        self._waiting[message.id] = burst
