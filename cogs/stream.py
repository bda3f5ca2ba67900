"""A reply on its way into a channel: it grows there by edits, and in the end stands there whole.

Knows: how often Discord may be asked to rewrite a message, and what to do when that goes wrong.
Does not know: whose words they are. A reply that grows past one message goes on in the next.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress

import aiohttp
import discord

from cogs.answer import add_notes, composed, new_nonce, post
from cogs.people import is_private
from cogs.text import growing
from cogs.timer import Timer

_log = logging.getLogger(__name__)
_UNKNOWN_MESSAGE = 10008
_TRIES = 4


class Stream:
    """One reply to one message. `feed` and `finish` it while `write` runs.

    Args:
        message: what is answered.
        timer: tells when it may be rewritten.
        seconds: between two edits, and from the first words to the first post; with 0 the reply is
            posted once it is whole.
        on_post: called before the first post.
    """

    def __init__(
        self,
        message: discord.Message,
        timer: Timer,
        seconds: float,
        on_post: Callable[[], object],
    ) -> None:
        self._channel = message.channel
        self._answered = None if is_private(message) else message
        self._timer, self._seconds, self._on_post = timer, seconds, on_post
        self._text = ""
        self._notes: Sequence[str] = ()
        self._news, self._over = asyncio.Event(), asyncio.Event()
        self._posted: list[discord.Message] = []
        self._sent: list[str] = []
        self._nonces: list[str] = []
        self._lost = False

    @property
    def text(self) -> str:
        """All that was fed so far."""
        return self._text

    def feed(self, text: str) -> None:
        """Let the reply grow."""
        self._text += text
        if self._text.strip():
            self._news.set()

    def finish(self, notes: Sequence[str] = ()) -> None:
        """The reply is whole. The notes are put below it; a second call changes nothing."""
        if not self._over.is_set():
            self._notes = notes
            self._over.set()
            self._news.set()

    async def write(self) -> None:
        """Show the reply as it grows, and whole at the end.

        Raises:
            discord.HTTPException, aiohttp.ClientError: the whole reply could not be shown. What
                fails before is made good by a later edit.
        """
        await self._news.wait()
        next_edit = self._timer.now() + self._seconds
        while not self._over.is_set():
            if self._seconds <= 0 or self._lost:
                await self._over.wait()
                break
            await self._timer.until(next_edit, self._over)
            if not self._over.is_set():
                await self._show_so_far()
                next_edit = self._timer.now() + self._seconds
                await self._news.wait()
        parts = composed(self._text, self._notes)
        for place, part in enumerate(parts):
            await self._stubbornly(self._put_again(place, part) for _ in range(_TRIES))
        while len(self._posted) > len(parts):
            # Its last fence took more room while it was thought to be open.
            with suppress(discord.NotFound):
                await self._posted.pop().delete()

    async def _show_so_far(self) -> None:
        self._news.clear()
        try:
            for place, part in enumerate(growing(self._text)):
                await self._put(place, part)
        except (discord.NotFound, discord.Forbidden) as error:
            # Deleted, or no longer allowed: what there is to say is said once, at the end.
            self._lost = True
            _log.info("a reply can't be shown while it grows: %s", error)
        except (discord.HTTPException, aiohttp.ClientError) as error:
            _log.info("a reply could not be shown while it grew: %s", error)

    async def add(self, notes: Sequence[str]) -> None:
        """Put further notes below a reply that was written. Raises as `write` does."""
        if self._posted and notes:
            await self._stubbornly(add_notes(self._posted[-1], notes) for _ in range(_TRIES))

    async def _put_again(self, place: int, part: str) -> None:
        """As `_put`; where somebody deleted the message, its words are said all the same."""
        try:
            await self._put(place, part)
        except discord.NotFound as error:
            if error.code != _UNKNOWN_MESSAGE:
                raise
            self._posted[place] = await self._post(part, new_nonce())
            self._sent[place] = part

    async def _stubbornly(self, tries: Iterable[Awaitable[None]]) -> None:
        """Do something by the first try that comes through: Discord may be ill a while."""
        for attempt, again in enumerate(tries, 1):
            try:
                await again
                return
            except (discord.DiscordServerError, aiohttp.ClientError) as error:
                if attempt == _TRIES:
                    raise
                _log.info("a reply could not be shown yet: %s", error)
                await self._timer.pause(2.0 ** (attempt - 1))

    async def _put(self, place: int, part: str) -> None:
        """Let the message at that place of the reply have this text: post it, or edit it."""
        if place < len(self._posted):
            if self._sent[place] != part:
                self._posted[place] = await self._posted[place].edit(content=part)
                self._sent[place] = part
            return
        if place == 0:
            self._on_post()
        again = place < len(self._nonces)
        if not again:
            self._nonces.append(new_nonce())
        posted = await self._post(part, self._nonces[place], first=place == 0)
        self._posted.append(posted)
        # An earlier try may have come through, though nothing was heard of it.
        self._sent.append(posted.content if again else part)
        if self._sent[place] != part:
            await self._put(place, part)

    def _post(self, part: str, nonce: str, *, first: bool = False) -> Awaitable[discord.Message]:
        return post(self._channel, part, self._answered if first else None, nonce)
