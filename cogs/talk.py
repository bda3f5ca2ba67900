"""Talking: a person's message goes to the companion, its reply comes back, then what was noted.

Knows: typing, turns, and how a reply is put into a channel. Does not know: how replies are made,
nor which messages are meant for the bot.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.companion import Notice, Piece, ReplyEnd, Speaker
from cogs.answer import add_notes, answer
from cogs.people import speaker_of

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)
# Discord shows a typing mark for ten seconds.
_TYPING_SECONDS = 8.0


class Talk:
    """Answers what `SleepwakeBot` hands on as talk."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot

    async def hear(self, message: discord.Message, text: str) -> None:
        """Answer a message; `text` is what a person meant by it.

        Called as soon as the message is there, so that turns keep the order of what was said.
        """
        if not text:
            await answer(message, self._nothing_said(message))
            return
        speaker = speaker_of(message)
        async with self.bot.turns.of(speaker.conversation):
            await self.bot.acquaintances.meet(speaker)
            await self._reply(message, speaker, text)

    async def _reply(self, message: discord.Message, speaker: Speaker, text: str) -> None:
        """Post the reply as soon as it is whole, while the turn goes on, and then what it noted.

        The turn does not wait for Discord: what was told is noted though the reply can't be posted.
        """
        pieces: list[str] = []
        notes: list[str] = []
        posting: asyncio.Task[list[discord.Message]] | None = None
        typing = asyncio.create_task(_type(message.channel))
        turn = self.bot.parts.mind.turn(speaker, text, message_id=message.id)
        try:
            async with aclosing(turn) as parts:
                async for part in parts:
                    match part:
                        case Piece():
                            pieces.append(part.text)
                        case Notice():
                            notes.append(part.text)
                        case ReplyEnd():
                            typing.cancel()
                            reply = "".join(pieces).strip() or "…"
                            posting = asyncio.create_task(answer(message, reply, notes))
                            notes = []
        except asyncio.CancelledError:
            if posting is not None:
                posting.cancel()
            raise
        finally:
            typing.cancel()
            posted = await posting if posting is not None else []
        if posted:
            await add_notes(posted[-1], notes)

    def _nothing_said(self, message: discord.Message) -> str:
        if message.attachments or message.stickers:
            return "I can only read words so far. What is in it?"
        return f"Yes? Tell me something, or type `{self.bot.prefix}help`."


async def _type(channel: discord.abc.Messageable) -> None:
    """Show that an answer is on its way, until cancelled; a failure is not worth one's answer."""
    try:
        while True:
            await channel.typing()
            await asyncio.sleep(_TYPING_SECONDS)
    except (discord.HTTPException, aiohttp.ClientError) as error:
        _log.debug("no typing mark: %s", error)
