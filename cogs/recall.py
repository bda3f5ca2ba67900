"""The pages of `!recall`, and their buttons: turn, prove, forget, correct.

Whoever asked and the person it is about may turn the pages and ask for a proof; a fact is changed
by its owner alone. Knows: what each press asks of the mind. Does not know: how facts are told
(`pages`), or who may press at all (`panels`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord

from bot.keeping import Speaker
from bot.memory.facts import Fact
from cogs.pages import Shown, escaped, listed
from cogs.panels import Form, Panel, Press, Sure, allowed, marked, tell

if TYPE_CHECKING:
    from cogs.client import SleepwakeBot

_LABEL = 100
_NOTHING = "I know nothing of that any more."


class Pages(Panel):
    """The buttons under what is known of a person.

    Args:
        speaker: whom it is about, and where.
        owner_id: the person's number on Discord.
        people: who may use the buttons, by id, with their names; the owner is one of them.
        shown: the facts, and the page.
    """

    def __init__(
        self,
        bot: SleepwakeBot,
        speaker: Speaker,
        owner_id: int,
        people: dict[int, str],
        shown: Shown,
    ) -> None:
        super().__init__(people, bot.parts.patience)
        self.bot, self.speaker, self.shown = bot, speaker, shown
        self.owner = {owner_id: people[owner_id]}
        self._proving = False
        self._set_buttons()

    @discord.ui.button(label="◀ Previous", row=0)
    async def previous(self, interaction: Press, _: Any) -> None:
        await self._turn(interaction, -1)

    @discord.ui.button(label="Next ▶", row=0)
    async def following(self, interaction: Press, _: Any) -> None:
        await self._turn(interaction, 1)

    @discord.ui.button(label="Prove it", style=discord.ButtonStyle.primary, row=0)
    async def prove(self, interaction: Press, _: Any) -> None:
        """Ask for every fact of the page with none in context, and show what is said."""
        if self._proving:
            await tell(interaction, "I'm asking myself already.")
            return
        self._proving = True
        self._set_buttons()
        try:
            await interaction.response.edit_message(view=self)
            ids = [fact.id for fact in self.shown.on_page]
            proofs = await self.bot.parts.mind.prove(self.speaker, ids)
            self.shown.proofs |= {proof.fact.id: proof for proof in proofs}
        finally:
            self._proving = False
            await self.look_again()
            await interaction.edit_original_response(embed=self.shown.embed(), view=self)

    @discord.ui.button(label="Forget …", style=discord.ButtonStyle.danger, row=1)
    async def forget(self, interaction: Press, _: Any) -> None:
        await self._choose(interaction, "What shall I forget?", most=len(self.shown.on_page))

    @discord.ui.button(label="Correct …", row=1)
    async def correct(self, interaction: Press, _: Any) -> None:
        await self._choose(interaction, "What is not right?", most=1)

    async def look_again(self) -> None:
        """Bring the pages up to date: facts come, change and go while they are read."""
        self.shown.found = await self.bot.parts.mind.recall(self.speaker, self.shown.words)
        self.shown.turn(0)
        self._set_buttons()

    async def redraw(self) -> None:
        """Show the pages as things are now."""
        await self.look_again()
        if self.message is None:
            return
        try:
            await self.message.edit(embed=self.shown.embed(), view=self)
        except discord.NotFound:
            # Somebody deleted it meanwhile.
            self.stop()

    async def _turn(self, interaction: Press, pages: int) -> None:
        await self.look_again()
        self.shown.turn(pages)
        self._set_buttons()
        await interaction.response.edit_message(embed=self.shown.embed(), view=self)

    async def _choose(self, interaction: Press, question: str, *, most: int) -> None:
        """Show the owner alone a menu of the page's facts, as they stand."""
        if not await allowed(interaction, self.owner):
            return
        await self.look_again()
        facts = self.shown.on_page
        if not facts:
            await tell(interaction, _NOTHING)
            return
        forgets = interaction.data is not None and self.forget.custom_id == (
            interaction.data.get("custom_id")
        )
        menu = (Forgetting if forgets else Correcting)(self, facts, min(most, len(facts)))
        response = await interaction.response.send_message(question, view=menu, ephemeral=True)
        if isinstance(response.resource, discord.InteractionMessage):
            menu.message = response.resource

    def _set_buttons(self) -> None:
        nothing = not self.shown.facts
        self.previous.disabled = self.shown.page == 0
        self.following.disabled = self.shown.page + 1 >= self.shown.pages
        self.prove.disabled = nothing or self._proving
        self.prove.label = "Asking myself …" if self._proving else "Prove it"
        self.forget.disabled = self.correct.disabled = nothing


class _Menu(Panel):
    """A menu of a page's facts, for their owner."""

    def __init__(self, pages: Pages, facts: Sequence[Fact], most: int) -> None:
        super().__init__(pages.owner, pages.bot.parts.patience)
        self.pages, self.facts = pages, facts
        self._menu: discord.ui.Select[_Menu] = discord.ui.Select(
            custom_id=marked(),
            max_values=most,
            options=[
                discord.SelectOption(label=fact.line[:_LABEL], value=str(fact.id)) for fact in facts
            ],
        )
        self._menu.callback = self._chosen  # type: ignore[method-assign]
        self.add_item(self._menu)

    async def _chosen(self, interaction: Press) -> None:
        chosen = [fact for fact in self.facts if str(fact.id) in self._menu.values]
        if chosen:
            await self.take(interaction, chosen)
        else:
            await tell(interaction, _NOTHING)

    async def take(self, interaction: Press, chosen: Sequence[Fact]) -> None:
        raise NotImplementedError


class Forgetting(_Menu):
    """Asks once more, and forgets."""

    async def take(self, interaction: Press, chosen: Sequence[Fact]) -> None:
        self.stop()
        bot, speaker = self.pages.bot, self.pages.speaker

        async def forget(press: Press) -> None:
            await press.response.edit_message(content="Forgetting …", view=None)
            async with bot.turns.of(speaker.conversation):
                gone = await bot.parts.mind.forget(speaker, [fact.id for fact in chosen])
            await press.edit_original_response(content=forgotten(gone.facts, rebuilt=gone.rebuilt))
            await self.pages.redraw()

        sure = Sure(self.people, bot.parts.patience, forget)
        sure.message = self.message
        await interaction.response.edit_message(
            content=f"Shall I forget this for good?\n{listed(chosen)}", view=sure
        )


class Correcting(_Menu):
    """Asks for the right value, and notes it."""

    async def take(self, interaction: Press, chosen: Sequence[Fact]) -> None:
        (fact,) = chosen
        bot, speaker = self.pages.bot, self.pages.speaker

        async def correct(press: Press, value: str) -> None:
            await press.response.edit_message(content="Noting …", view=None)
            async with bot.turns.of(speaker.conversation):
                old, new = await bot.parts.mind.correct(speaker, fact.id, value)
            await press.edit_original_response(
                content=f"Noted: {escaped(new.line)} (was {escaped(old.value)})."
            )
            await self.pages.redraw()

        await interaction.response.send_modal(
            Form(
                self.people,
                title="What is right?",
                ask=fact.attribute,
                given=fact.value,
                then=correct,
            )
        )


def forgotten(facts: Sequence[Fact], *, rebuilt: bool) -> str:
    """What went, and what that means for the rest."""
    if not facts:
        return "That was forgotten already."
    text = f"Forgotten:\n{listed(facts)}"
    if rebuilt:
        text += (
            "\n-# Some of it I knew by heart, so what I had learned of you is gone with it. I keep "
            "the rest in mind and learn it again in my next sleep."
        )
    return text
