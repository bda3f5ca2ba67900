"""Interactions on the loopback, as discord.py's own client meets them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
import pytest
from discord import app_commands

from cogs.endpoint import endpoint
from tests.loopback import Loopback, gestures

Seen = discord.Interaction[Any]


class Menu(discord.ui.View):
    """A button of each kind of answer, and a menu."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="change")
    async def change(self, interaction: Seen, _: Any) -> None:
        await interaction.response.edit_message(content="changed", view=None)

    @discord.ui.button(label="say")
    async def say(self, interaction: Seen, _: Any) -> None:
        await interaction.response.defer()
        await interaction.followup.send("said", ephemeral=True)
        await interaction.edit_original_response(content="heard")

    @discord.ui.button(label="ask")
    async def ask(self, interaction: Seen, _: Any) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.select(options=[discord.SelectOption(label="One", value="1")])
    async def choose(self, interaction: Seen, menu: discord.ui.Select[Any]) -> None:
        await interaction.response.send_message(f"chose {menu.values}", ephemeral=True)


class Form(discord.ui.Modal, title="A form"):
    value: discord.ui.TextInput[Any] = discord.ui.TextInput(label="New value", custom_id="value")

    async def on_submit(self, interaction: Seen) -> None:
        await interaction.response.edit_message(content=f"now {self.value.value}")


class Client(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.0)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(_greet)
        self.tree.add_command(_later)
        self.tree.add_command(Nights())
        self.tree.add_command(app_commands.ContextMenu(name="Quote", callback=_quote))


@app_commands.command(name="greet", description="Greet somebody.")
async def _greet(interaction: Seen, who: discord.Member, words: str = "hello") -> None:
    assert isinstance(interaction.user, discord.Member)
    await interaction.response.send_message(f"{words} {who.display_name}")


@_greet.autocomplete("words")
async def _words(_: Seen, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{current}!", value=current)]


@app_commands.command(name="later", description="Answer later.")
async def _later(interaction: Seen) -> None:
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send("now")
    more = await interaction.followup.send("and more", ephemeral=True, wait=True)
    await more.edit(content="and even more")
    await interaction.delete_original_response()


async def _quote(interaction: Seen, message: discord.Message) -> None:
    await interaction.response.send_message(f"> {message.content}")


class Nights(app_commands.Group, name="night", description="Nights."):
    @app_commands.command(description="How far it is.")
    async def status(self, interaction: Seen) -> None:
        await interaction.response.send_message("awake")


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback.running() as server:
        yield server


@asynccontextmanager
async def connected(server: Loopback) -> AsyncIterator[Client]:
    with endpoint(server.api, server.gateway):
        async with Client() as client:
            running = asyncio.create_task(client.start(server.token))
            await server.connected()
            await client.wait_until_ready()
            yield client
            await client.close()
            with suppress(asyncio.CancelledError):
                await running
    assert server.rest.unknown == []


async def test_a_button_changes_its_message_says_something_or_shows_a_form(
    server: Loopback,
) -> None:
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    async with connected(server) as client:
        await client.guilds[0].text_channels[0].send("Well?", view=Menu())
        shown = general.messages[0]
        said = server.press(ana, shown, "say")
        await server.wait_until(lambda: shown.text == "heard")
        assert [(m.text, m.only_for) for m in said.answers] == [("said", ana)]
        chosen = server.select(ana, shown, "One")
        await server.wait_until(lambda: bool(chosen.answers))
        assert chosen.answers[0].text == "chose ['1']"
        asked = server.press(ana, shown, "ask")
        await server.wait_until(lambda: asked.modal is not None)
        server.submit(asked, value="Porto")
        await server.wait_until(lambda: shown.text == "now Porto")
        server.press(ana, shown, "change")
        await server.wait_until(lambda: shown.text == "changed")
    assert shown.buttons == {}


async def test_commands_are_registered_and_used(server: Loopback) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    said = server.say(ben, general, "well said")
    async with connected(server) as client:
        await client.tree.sync()
        greeted = server.command(ana, general, "greet", who=ben, words="hi")
        await server.wait_until(lambda: bool(greeted.answers))
        night = server.command(ana, general, "night status")
        await server.wait_until(lambda: bool(night.answers))
        quoted = gestures.command(
            server.world, ana, general, "Quote", {}, kind="message", target=said
        )
        await server.wait_until(lambda: bool(quoted.answers))
        half = gestures.command(
            server.world, ana, general, "greet", {"words": "he"}, focused="words"
        )
        await server.wait_until(lambda: bool(half.choices))
        names = {command.name for command in await client.tree.fetch_commands()}
        await client.tree.sync(guild=client.guilds[0])
    assert [one.answers[0].text for one in (greeted, night, quoted)] == [
        "hi Ben",
        "awake",
        "> well said",
    ]
    assert half.choices[0]["name"] == "he!"
    assert names == {"greet", "later", "night", "Quote"}
    assert server.world.commands[general.guild.id if general.guild else None] == []


async def test_a_promised_answer_and_its_follow_ups(server: Loopback) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with connected(server) as client:
        await client.tree.sync()
        used = server.command(ana, dm, "later")
        await server.wait_until(lambda: len(used.answers) == 2 and used.answers[0].deleted)
    assert [message.text for message in used.answers] == ["now", "and even more"]
    assert {message.only_for for message in used.answers} == {ana}


async def test_nobody_does_what_discord_would_not_let_them(server: Loopback) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    async with connected(server) as client:
        await client.tree.sync()
        for wrong in ("nothing", "night", "night start"):
            with pytest.raises(AssertionError):
                server.command(ana, general, wrong)
        with pytest.raises(AssertionError):
            server.command(ana, general, "greet", words="hi")
        used = server.command(ana, general, "later")
        await server.wait_until(lambda: len(used.answers) == 2)
        with pytest.raises(AssertionError):
            server.press(ben, used.answers[1], "any")
        with pytest.raises(AssertionError):
            server.command(server.user("Stranger"), general, "later")
