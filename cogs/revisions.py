"""Messages that were edited or deleted: what came of them changes with them, or goes.

Listens to Discord's raw events, so that messages count that are in no memory. Knows: which edits
and deletions there are to tell of. Does not know: what came of a message.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from cogs.answer import answer
from cogs.people import speaker_of
from cogs.text import readable

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot


class Revisions(commands.Cog):
    """Tells the companion what people did to their messages afterwards."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Change what came of a message; what is noted of it now is told, as a reply to it."""
        self.bot.attend()
        message = payload.message
        # Discord also tells of links whose picture it has found.
        if message.edited_at is None or self.bot.user is None or not self.bot.listens_to(message):
            return
        if not (message.content or message.attachments or message.stickers):
            # Hidden: the bot may not read messages, and the edit took its mention away.
            return
        text = readable(message, self.bot.user)
        if not text:
            await self._gone([message.id])
        elif not self.bot.talk.bursts.reword(message, text):
            speaker = speaker_of(message)
            async with self.bot.turns.of(speaker.conversation):
                notices = await self.bot.parts.mind.revise(speaker, text, message_id=message.id)
            if notices:
                await answer(message, "", [notice.text for notice in notices])

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        self.bot.attend()
        await self._gone([payload.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        self.bot.attend()
        await self._gone(payload.message_ids)

    async def _gone(self, message_ids: Collection[int]) -> None:
        """Forget the messages, once those that are being answered are noted."""
        bursts = self.bot.talk.bursts
        left = [message_id for message_id in message_ids if not bursts.drop(message_id)]
        for conversation in bursts.under_way(left):
            async with self.bot.turns.of(conversation):
                pass
        if left:
            await self.bot.parts.mind.unsay(left)
