"""Talking: a person's message goes to the companion, and its reply comes back.

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

from bot.companion import Notice, Speaker
from cogs.answer import answer
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
            typing = asyncio.create_task(_type(message.channel))
            try:
                reply, notes = await self._reply(speaker, text, message.id)
            finally:
                typing.cancel()
            await answer(message, reply or "…", notes)

    async def _reply(self, speaker: Speaker, text: str, message_id: int) -> tuple[str, list[str]]:
        pieces: list[str] = []
        notes: list[str] = []
        turn = self.bot.parts.mind.turn(speaker, text, message_id=message_id)
        async with aclosing(turn) as parts:
            async for part in parts:
                (notes if isinstance(part, Notice) else pieces).append(part.text)
        return "".join(pieces).strip(), notes

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
