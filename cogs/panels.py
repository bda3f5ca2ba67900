"""Buttons, menus and forms that some people may use for a while, and the end of them.

Knows: who may press, what they are told who may not, and what happens to a press that comes too
late: after the time, after a restart, or twice. Does not know: what the buttons do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import uuid4

import aiohttp
import discord
from discord.ext import commands

from cogs.audience import heard
from cogs.errors import UNEXPECTED, explain

_log = logging.getLogger(__name__)
# Begins the name of each of our buttons, by which one of an earlier run is told from others'.
_MARK = "panel:"
_TAKEN = "taken"
_OVER = (
    "This is over: it was answered already, took too long, or I have been restarted. "
    "Please give the command again."
)

Press = discord.Interaction[Any]


def marked() -> str:
    """A name for a button, menu or form."""
    return f"{_MARK}{uuid4().hex}"


class Panel(discord.ui.View):
    """Controls under one message.

    Args:
        people: who may use them, by id, with their names.
        patience: seconds from the last press until they are switched off.

    `message` is the one that they stand under, once it is posted.
    """

    def __init__(self, people: Mapping[int, str], patience: float) -> None:
        super().__init__(timeout=patience)
        self.people = dict(people)
        self.message: discord.Message | None = None
        for item in self.children:
            if isinstance(item, discord.ui.Button):
                item.custom_id = marked()

    async def interaction_check(self, interaction: Press) -> bool:
        _take(interaction)
        if not await heard(interaction):
            return False
        if self.is_finished():
            # Two presses that came at once: the first has settled it.
            await tell(interaction, _OVER)
            return False
        return await allowed(interaction, self.people)

    async def on_timeout(self) -> None:
        self.switch_off()
        if self.message is None:
            return
        try:
            await self.message.edit(view=self)
        except (discord.HTTPException, aiohttp.ClientError) as error:
            _log.debug("buttons could not be switched off: %s", error)

    async def on_error(self, interaction: Press, error: Exception, _: Any) -> None:
        await tell_error(interaction, error)

    def switch_off(self) -> None:
        for item in self.children:
            if isinstance(item, discord.ui.Button | discord.ui.Select):
                item.disabled = True


class Sure(Panel):
    """Two buttons: do it, or don't. Each can be pressed once."""

    def __init__(
        self, people: Mapping[int, str], patience: float, then: Callable[[Press], Any]
    ) -> None:
        super().__init__(people, patience)
        self._then = then

    @discord.ui.button(label="Confirm", style=discord.ButtonStyle.danger)
    async def confirm(self, interaction: Press, _: Any) -> None:
        self.stop()
        await self._then(interaction)

    @discord.ui.button(label="Cancel", style=discord.ButtonStyle.secondary)
    async def cancel(self, interaction: Press, _: Any) -> None:
        self.stop()
        await interaction.response.edit_message(content="Nothing was changed.", view=None)


class Form(discord.ui.Modal):
    """One line of text, asked for in a window of its own.

    Args:
        people: who may send it.
        ask: what stands above the line.
        given: what stands in it at first.
        then: gets the press and the text.
    """

    def __init__(
        self,
        people: Mapping[int, str],
        *,
        title: str,
        ask: str,
        given: str,
        then: Callable[[Press, str], Any],
    ) -> None:
        super().__init__(title=title, custom_id=marked())
        self._people, self._then = people, then
        self._line: discord.ui.TextInput[Form] = discord.ui.TextInput(
            label=ask[:45], default=given[:100], max_length=100, custom_id=marked()
        )
        self.add_item(self._line)

    async def interaction_check(self, interaction: Press) -> bool:
        _take(interaction)
        return await heard(interaction) and await allowed(interaction, self._people)

    async def on_submit(self, interaction: Press) -> None:
        await self._then(interaction, self._line.value)

    async def on_error(  # type: ignore[override]  # a Modal has no item to tell of
        self, interaction: Press, error: Exception
    ) -> None:
        await tell_error(interaction, error)


class Stale(commands.Cog):
    """Answers presses that nobody waits for any more."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Press) -> None:
        # Whoever waits for a press has taken it by now: theirs was told first.
        data: Mapping[str, Any] = cast("Mapping[str, Any]", interaction.data or {})
        name = str(data.get("custom_id", ""))
        if not name.startswith(_MARK) or interaction.extras.get(_TAKEN):
            return
        await tell(interaction, _OVER)


def _take(interaction: Press) -> None:
    """Note that somebody sees to a press, and that it is under way."""
    interaction.extras[_TAKEN] = True
    interaction.client.attend()


async def allowed(interaction: Press, people: Mapping[int, str]) -> bool:
    """Whether the one who pressed is among the people; if not, they are told who may."""
    if interaction.user.id in people:
        return True
    names = " and ".join(discord.utils.escape_markdown(name) for name in people.values())
    await tell(interaction, f"Only {names} can do this.")
    return False


async def tell(interaction: Press, words: str) -> None:
    """Say something to the one who pressed, and to nobody else."""
    if interaction.response.is_done():
        await interaction.followup.send(words, ephemeral=True)
    else:
        await interaction.response.send_message(words, ephemeral=True)


async def tell_error(interaction: Press, error: Exception) -> None:
    """Word an error to the one who pressed; log it where nobody expected it."""
    if isinstance(error, discord.NotFound):
        # What was pressed has been deleted, and with it the place for an answer.
        _log.debug("a press came to nothing: %s", error)
        return
    words = explain(error)
    if words is None:
        _log.error("a press failed", exc_info=error)
    try:
        await tell(interaction, words or UNEXPECTED)
    except (discord.HTTPException, aiohttp.ClientError) as failed:
        _log.warning("an error could not be told: %s", failed)
