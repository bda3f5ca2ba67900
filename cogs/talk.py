"""Talking: a person's message goes to the companion, its reply comes back, then what was noted.

Knows: typing, turns, and which messages are one turn. Does not know: how replies are made, how they
grow in a channel, nor which messages are meant for the bot.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.companion import Notice, Piece, ReplyEnd, Said
from bot.keeping import Speaker
from bot.memory.quotes import Quote
from cogs.answer import answer
from cogs.bursts import Bursts
from cogs.chain import chain
from cogs.people import speaker_of
from cogs.stream import Stream

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)
# Discord shows a typing mark for ten seconds.
_TYPING_SECONDS = 8.0


class Talk:
    """Answers what `SleepwakeBot` hands on as talk."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot
        self.bursts = Bursts(bot.parts.timer, bot.parts.config.discord.join_seconds)

    def goes_on(self, message: discord.Message) -> bool:
        """Whether a message that calls nobody goes on with what its author just said to the bot."""
        mine = not (message.mentions or message.role_mentions or message.reference)
        return mine and self.bursts.is_open(speaker_of(message).conversation)

    async def hear(self, message: discord.Message, text: str) -> None:
        """Answer a message; `text` is what a person meant by it.

        Called as soon as the message is there, so that turns keep the order of what was said.
        """
        conversation = speaker_of(message).conversation
        if self.bursts.join(conversation, message, text):
            return
        with self.bursts.begun(conversation, message, text) as burst:
            async with self.bot.turns.of(conversation):
                said = await self.bursts.whole(conversation, burst)
                told = [(each, words) for each, words in said if words]
                if told:
                    last = told[-1][0]
                    speaker = speaker_of(last)
                    await self.bot.acquaintances.meet(speaker)
                    await self._reply(speaker, told)
                    await self.bot.consents.ask_once(last, speaker)
                elif said:
                    await answer(message, self._nothing_said(message))

    async def _reply(self, speaker: Speaker, told: Sequence[tuple[discord.Message, str]]) -> None:
        """Show the reply as it is made, and below it what the turn then notes.

        The turn does not wait for Discord: what was told is noted though the reply can't be posted.
        """
        parts, (message, text) = self.bot.parts, told[-1]
        typing = asyncio.create_task(_type(message.channel))
        stream = Stream(message, parts.timer, parts.config.discord.edit_seconds, typing.cancel)
        writing = asyncio.create_task(stream.write())
        notes: list[str] = []
        try:
            turn = parts.mind.turn(
                speaker,
                text,
                message_id=message.id,
                before=[Said(words, each.id) for each, words in told[:-1]],
                quoted=await self._quoted([each for each, _ in told]),
            )
            async with aclosing(turn) as said:
                async for part in said:
                    match part:
                        case Piece():
                            stream.feed(part.text)
                        case Notice():
                            notes.append(part.text)
                        case ReplyEnd():
                            typing.cancel()
                            if not stream.text.strip():
                                stream.feed("…")
                            stream.finish(notes)
                            notes = []
        except asyncio.CancelledError:
            writing.cancel()
            raise
        finally:
            typing.cancel()
            stream.finish(notes)
            await writing
        await stream.add(notes)

    async def _quoted(self, messages: Sequence[discord.Message]) -> list[Quote]:
        """What the turn's messages reply to: the chain of the last one that replies to anything."""
        assert self.bot.user is not None
        for message in reversed(messages):
            quotes = await chain(message, self.bot.user)
            if quotes:
                return quotes
        return []

    def _nothing_said(self, message: discord.Message) -> str:
        assert self.bot.user is not None
        if not self.bot.intents.message_content and self.bot.user not in message.mentions:
            return (
                f"I see that you call me, but not what you write. Mention {self.bot.user.mention}."
            )
        return f"Yes? Tell me something, or type `{self.bot.prefix}help`."


async def _type(channel: discord.abc.Messageable) -> None:
    """Show that an answer is on its way, until cancelled; a failure is not worth one's answer."""
    try:
        while True:
            await channel.typing()
            await asyncio.sleep(_TYPING_SECONDS)
    except (discord.HTTPException, aiohttp.ClientError) as error:
        _log.debug("no typing mark: %s", error)
