"""A question that one person answers with yes or no: by a button, or in words.

Knows: who may answer, for how long, and what counts as yes. Does not know: what it is about.
"""

from __future__ import annotations

from typing import Any

import discord
from discord.ext import commands

from cogs.answer import respond
from cogs.panels import Panel
from cogs.people import User, is_private

_YES = {"yes", "y", "yes please", "yeah", "yep", "ok", "okay", "sure", "confirm"}
_NO = {"no", "n", "no thanks", "nope", "cancel", "stop", "never mind", "nevermind"}


class Question(Panel):
    """Two buttons under a message. `answer` is None until somebody answered, and if nobody did."""

    def __init__(self, owner: User, patience: float) -> None:
        super().__init__({owner.id: owner.display_name}, patience)
        self.answer: bool | None = None

    def settle(self, *, answer: bool | None) -> None:
        self.answer = answer
        self.stop()

    async def on_timeout(self) -> None:
        """Whoever asked says that it is too late."""

    @discord.ui.button(label="Confirm", style=discord.ButtonStyle.danger)
    async def confirm(self, interaction: discord.Interaction[Any], _: Any) -> None:
        self.settle(answer=True)
        # Discord wants to hear within three seconds; what was asked for may take longer.
        await interaction.response.defer()

    @discord.ui.button(label="Cancel", style=discord.ButtonStyle.secondary)
    async def cancel(self, interaction: discord.Interaction[Any], _: Any) -> None:
        self.settle(answer=False)
        await interaction.response.defer()


class Questions:
    """The open questions: at most one to a person in a channel."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._open: dict[tuple[int, int], Question] = {}

    async def ask(self, ctx: commands.Context[Any], text: str) -> Question:
        """Put a question to whoever gave a command, and wait for the answer or until it is late."""
        key = (ctx.channel.id, ctx.author.id)
        question = Question(ctx.author, self._patience)
        if key in self._open:
            self._open[key].settle(answer=None)
        self._open[key] = question
        try:
            question.message = await respond(ctx, text, view=question)
            await question.wait()
        finally:
            if self._open.get(key) is question:
                del self._open[key]
        return question

    def take(self, message: discord.Message, text: str, *, addressed: bool) -> bool:
        """Whether the message answers an open question; if so, it is settled.

        On a server only what is said to the bot counts: a "yes" there may be meant for others.
        """
        question = self._open.get((message.channel.id, message.author.id))
        if question is None or not (addressed or is_private(message)):
            return False
        words = text.casefold().strip(" .!")
        if words not in _YES | _NO:
            return False
        question.settle(answer=words in _YES)
        return True
