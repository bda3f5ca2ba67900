"""Consent: the buttons by which a person says what may be kept of them.

The buttons carry all that they mean in their names, so that they work after a restart too. Knows:
when a person is asked, who may press, and what a press does. Does not know: what each level lets be
kept (the companion), nor the long explanation (`privacy`).
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from bot.consent import LEVELS, Standing
from bot.errors import RequestError, SleepwakeError
from bot.keeping import Speaker
from bot.store import Consent
from cogs.audience import heard
from cogs.errors import explain
from cogs.pages import receipt_embed
from cogs.people import is_private, speaker_at

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_log = logging.getLogger(__name__)
Press = discord.Interaction[Any]

LABELS: dict[Consent, str] = {
    "chat": "Chat only",
    "text": "Remember as text",
    "weights": "Remember in weights",
}
_NAME = re.compile(r"consent:(chat|text|weights|remove|erase|keep):(\d{1,20})")
_FROM_NOW_ON: dict[Consent, str] = {
    "chat": "From now on nothing new is stored: I only follow our talk while I run.",
    "text": "From now on I remember our talks and what you tell me about yourself, as text. "
    "Nothing of it is trained.",
    "weights": "From now on I remember our talks and what you tell me about yourself, and while I "
    "sleep I learn it by heart, in weights of your own.",
}
_ASK = """\
{name}, what may I keep of what you tell me?
**Chat only**: nothing. **Remember as text**: I write down what you tell me about yourself.{weights}
Until you choose it is chat only. `{p}privacy` says more; there you can change it at any time."""
_ASK_WEIGHTS = " **Remember in weights**: I also learn it by heart in my sleep."
_SURE = (
    "Shall I remove **everything** that I hold about you: all facts, all our talks and all that I "
    "learned by heart, here and everywhere else? It can't be undone."
)
_REMOVED = (
    "I have removed everything about you, your choice included. "
    "If you write to me again, I ask you anew."
)


class Consents(commands.Cog):
    """Asks each person once, and hears what they choose."""

    def __init__(self, bot: SleepwakeBot) -> None:
        self.bot = bot
        self._asking: set[str] = set()

    @property
    def offered(self) -> tuple[Consent, ...]:
        """The levels that whoever runs the bot lets people choose."""
        train = self.bot.parts.config.discord.train_on_messages
        return LEVELS if train else LEVELS[:-1]

    async def ask_once(self, message: discord.Message, speaker: Speaker) -> None:
        """Ask the message's author what may be kept, if they were never asked."""
        mind = self.bot.parts.mind
        if speaker.key in self._asking or (await mind.standing(speaker)).asked:
            return
        self._asking.add(speaker.key)
        try:
            text = _ASK.format(
                name=discord.utils.escape_markdown(message.author.display_name),
                p=self.bot.prefix,
                weights=_ASK_WEIGHTS if "weights" in self.offered else "",
            )
            answered = None if is_private(message) else message
            if answered is None:
                await message.channel.send(text, view=self.buttons(message.author.id))
            else:
                original = answered.to_reference(fail_if_not_exists=False)
                view = self.buttons(message.author.id)
                await message.channel.send(text, view=view, reference=original)
            await mind.mark_asked(speaker)
        finally:
            self._asking.discard(speaker.key)

    def buttons(self, owner: int, chosen: Consent | None = None) -> discord.ui.View:
        """A button a level; the one that holds is green."""
        return _view(
            *(
                (LABELS[level], f"consent:{level}:{owner}", _style(chosen=level == chosen))
                for level in self.offered
            )
        )

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Press) -> None:
        data: dict[str, Any] = dict(interaction.data or {})
        named = _NAME.fullmatch(str(data.get("custom_id", "")))
        if named is None or interaction.type is not discord.InteractionType.component:
            return
        if not await heard(interaction):
            return
        if interaction.user.id != int(named[2]):
            await interaction.response.send_message(
                f"Only the person whom I asked can choose here. `{self.bot.prefix}privacy` shows "
                "you your own buttons.",
                ephemeral=True,
            )
            return
        self.bot.attend()
        # What is asked for may take longer than Discord's three seconds.
        await interaction.response.defer()
        try:
            await self._do(interaction, named[1])
        except SleepwakeError as error:
            await interaction.followup.send(explain(error) or "", ephemeral=True)

    async def _do(self, interaction: Press, what: str) -> None:
        speaker, owner = speaker_at(interaction), interaction.user.id
        mind = self.bot.parts.mind
        match what:
            case "chat" | "text" | "weights":
                await self._choose(interaction, speaker, what)
            case "remove":
                view = _view(
                    ("Yes, remove everything", f"consent:erase:{owner}", _DANGER),
                    ("Keep it", f"consent:keep:{owner}", _style(chosen=False)),
                )
                await interaction.edit_original_response(content=_SURE, view=view)
            case "erase":
                receipt = await mind.erase(speaker)
                embeds = [] if receipt is None else [receipt_embed(receipt)]
                await interaction.edit_original_response(content=_REMOVED, embeds=embeds, view=None)
            case _:
                await self._show(interaction, await mind.standing(speaker))

    async def _choose(self, interaction: Press, speaker: Speaker, level: Consent) -> None:
        if level not in self.offered:
            raise RequestError(
                "I may not learn by heart what is written on Discord: whoever runs me has ruled "
                "it out.",
                f"`{self.bot.prefix}privacy` says why.",
            )
        before = (await self.bot.parts.mind.standing(speaker)).consent
        after = await self.bot.parts.mind.choose(speaker, level)
        await self._show(interaction, after, before)

    async def _show(
        self, interaction: Press, standing: Standing, before: Consent | None = None
    ) -> None:
        """Say in the buttons' message what holds now."""
        owner = interaction.user.id
        view = self.buttons(owner, standing.consent)
        if standing.consent == "chat" and standing.held.anything:
            view.add_item(_button("Remove what you hold", f"consent:remove:{owner}", _DANGER))
        text = said(standing, before, self.bot.prefix)
        await interaction.edit_original_response(content=text, view=view)


def said(standing: Standing, before: Consent | None, prefix: str) -> str:
    """What a choice comes to, in a few lines; `before` is what held until now."""
    level = standing.consent
    lines = [f"**{LABELS[level]}.** {_FROM_NOW_ON[level]}"]
    if before == "weights" and level != "weights":
        lines.append(
            "The weights that I had trained for you are removed, and nothing of you will be "
            "trained again."
        )
    if level == "chat" and standing.held.anything:
        lines.append(
            "What I hold about you already stays, as text, and I still use it, until you have it "
            f"removed: by the button below, or by `{prefix}forget me`."
        )
    if before == "chat" and level != "chat":
        lines.append("What you told me before I have not noted; tell me again if I should.")
    lines.append(f"-# `{prefix}privacy` says what I keep, and lets you change it at any time.")
    return "\n".join(lines)


_DANGER = discord.ButtonStyle.danger


def _style(*, chosen: bool) -> discord.ButtonStyle:
    return discord.ButtonStyle.success if chosen else discord.ButtonStyle.secondary


def _button(label: str, name: str, style: discord.ButtonStyle) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=label, custom_id=name, style=style)


def _view(*buttons: tuple[str, str, discord.ButtonStyle]) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for label, name, style in buttons:
        view.add_item(_button(label, name, style))
    # The library keeps no record of a view that is over: presses come by `on_interaction`.
    view.stop()
    return view
