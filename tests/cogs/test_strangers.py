"""A stranger tries to read, change and delete another person's memory by everything there is.

The stranger may do what no client of Discord's offers: press what only another person sees, choose
what is not in a menu, send a form that was shown to somebody else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.memory.facts import Fact, State
from bot.store import Person
from tests.cogs.living import Home, at_home
from tests.loopback import Channel, Guild, Interaction, Loopback, Message, User, gestures
from tests.loopback.state import COMPONENT, MODAL

PRIVATE, PUBLIC, ELSEWHERE = "Xanthoria", "quokka", "zither"
SECRETS = (PRIVATE, PUBLIC, ELSEWHERE)


@dataclass
class Scene:
    """Ana, whose facts are at stake, in private and on two servers; Mallory, a member of one."""

    stage: Home
    ana: User
    mallory: User
    guild: Guild
    facts: list[Fact]
    before: dict[str, Any]

    @property
    def server(self) -> Loopback:
        return self.stage.server

    @property
    def general(self) -> Channel:
        return self.guild.channels[0]

    async def person(self) -> Person:
        found = await self.stage.store.find_person(f"discord:{self.ana.id}")
        assert found is not None
        return found

    async def say(self, text: str, channel: Channel, **more: Any) -> Message:
        """Mallory writes, and the bot answers."""
        said = self.server.say(self.mallory, channel, text, **more)
        return await self.server.wait_for_message(channel, after=said)

    async def forge(
        self, message: Message, custom_id: str, kind: int = 2, values: Sequence[str] = ()
    ) -> Interaction:
        """Mallory uses a button or a menu, whether she sees it or not."""
        data = {"custom_id": custom_id, "component_type": kind, "values": list(values)}
        return await self.did(COMPONENT, message, data)

    async def did(self, kind: int, message: Message, data: dict[str, Any]) -> Interaction:
        fresh = gestures._new(self.server.world, kind)
        forged = Interaction(*fresh, self.mallory, message.channel, data, message)
        gestures._do(self.server.world, forged)
        await self.server.wait_until(lambda: forged.answered is not None)
        return forged

    def told_mallory(self) -> list[Message]:
        """All that the bot wrote but for what it answered Ana."""
        found = []
        for channel in self.server.world.channels.values():
            for message in channel.messages:
                to_ana = message.reply_to is not None and message.reply_to.author is self.ana
                alone = message.only_for is self.ana or channel.recipient is self.ana
                if message.author.bot and not to_ana and not alone:
                    found.append(message)
        return found

    async def untouched(self) -> None:
        """Nothing of Ana's has changed, and nothing of it was shown."""
        for message in self.told_mallory():
            shown = " ".join([message.whole, str(message.components), *message.history])
            for secret in SECRETS:
                assert secret not in shown
        person = await self.person()
        assert await self.stage.store.facts(person.id, states=State) == self.facts
        assert await self.stage.store.export(person.id) == self.before


async def answered(server: Loopback, done: Interaction) -> Message:
    await server.wait_until(lambda: any(not m.thinking for m in done.answers))
    return done.answers[0]


@pytest.fixture
async def scene(server: Loopback, tmp_path: Path) -> AsyncIterator[Scene]:
    async with at_home(server, tmp_path) as stage:
        ana, mallory = server.user("Ana"), server.user("Mallory")
        guild, other = server.guild("Home", ana, mallory), server.guild("Other", ana)
        store = stage.store
        person = await store.person(f"discord:{ana.id}", "Ana", "weights")
        facts = []
        told = (
            ("private", PRIVATE),
            (f"guild:{guild.id}", PUBLIC),
            (f"guild:{other.id}", ELSEWHERE),
        )
        for scope, value in told:
            conversation = f"discord:{guild.channels[0].id}:{ana.id}"
            line = await store.log(person.id, conversation, scope, "user", f"It is {value}", 77)
            facts.append(
                await store.add_fact(
                    person.id, scope, "lucky word", value, f"It is {value}",
                    message_id=77, log_id=line.id,
                )
            )  # fmt: skip
        own = await store.person(f"discord:{mallory.id}", "Mallory", "weights")
        await store.add_fact(own.id, f"guild:{guild.id}", "hobby", "phishing", "phishing")
        server.say(server.owner, server.dm(server.owner), "!sync")
        await server.wait_for_message(server.dm(server.owner))
        yield Scene(stage, ana, mallory, guild, facts, await store.export(person.id))


@pytest.mark.parametrize("bare", [False, True], ids=["prefix", "mention"])
async def test_by_every_written_command(scene: Scene, bare: bool) -> None:
    ana = scene.ana
    numbers = [fact.id for fact in scene.facts]
    call = f"{scene.server.bot.mention} " if bare else "!"
    texts = [
        "recall", f"recall {ana.mention}", f"recall <@!{ana.id}> lucky", f"recall {ana.id}",
        "recall Ana", f"recall discord:{ana.id}", "recall lucky word", f"recall {PRIVATE[:4]}",
        "forget lucky word", f"forget {ana.mention}", f"forget {numbers[1]}", "forget *",
        "forget %", "forget Ana", "export", f"export {ana.mention}", "help", f"help {ana.mention}",
        "sleep", f"sleep {ana.mention}", "sleep status", "sleep stop", "sync", "sync guild",
        "share lucky word", f"share {ana.mention}", f"share {numbers[0]}", "privacy",
    ]  # fmt: skip
    for text in texts:
        for channel in (scene.general, scene.server.dm(scene.mallory)):
            await scene.say(f"{call}{text}", channel)
    assert not scene.stage.sleeper.asleep
    await scene.untouched()


async def test_by_every_slash_option(scene: Scene) -> None:
    server, ana, mallory = scene.server, scene.ana, scene.mallory
    number = str(scene.facts[1].id)
    uses: list[tuple[str, dict[str, Any]]] = [
        ("recall", {}), ("recall", {"person": ana}), ("recall", {"person": ana, "words": "lucky"}),
        ("recall", {"words": ana.mention}), ("recall", {"words": number}),
        ("forget", {"words": "lucky word"}), ("forget", {"words": ana.mention}),
        ("forget", {"words": number}), ("export", {}), ("help", {}), ("sleep now", {}),
        ("sleep now", {"person": ana}), ("sleep now", {"whom": ana.mention}), ("sleep status", {}),
        ("sleep stop", {}), ("privacy", {}), ("share", {"words": "lucky word"}),
        ("share", {"words": number}),
    ]  # fmt: skip
    tried = {name.partition(" ")[0] for name, _ in uses}
    known = {command["name"] for command in server.world.commands[None]}
    assert known == tried
    for name, options in uses:
        for channel in (scene.general, server.dm(mallory)):
            used = server.command(mallory, channel, name, **options)
            await answered(server, used)
    await scene.untouched()


async def test_by_everybody_elses_buttons_menus_and_forms(scene: Scene) -> None:
    server, ana = scene.server, scene.ana
    server.say(ana, scene.general, "!recall")
    told = await server.wait_for_message(scene.general, lambda m: bool(m.embeds))
    assert told.part(f"lucky word: {PUBLIC}")
    for label in list(told.buttons):
        pressed = await scene.forge(told, told.buttons[label])
        assert pressed.answers[0].text == "Only Ana can do this."
        assert pressed.answers[0].only_for is scene.mallory

    forgetting = server.press(ana, told, "Forget …")
    await server.wait_until(lambda: bool(forgetting.answers))
    menu = forgetting.answers[0]
    chooser = menu.components[0]["components"][0]
    values = [option["value"] for option in chooser["options"]]
    chosen = await scene.forge(menu, chooser["custom_id"], 3, values)
    assert chosen.answers[0].text == "Only Ana can do this."
    server.select(ana, menu, f"lucky word: {PUBLIC}")
    await server.wait_until(lambda: "for good?" in menu.text)
    for custom_id in menu.buttons.values():
        pressed = await scene.forge(menu, custom_id)
        assert pressed.answers[0].text == "Only Ana can do this."

    correcting = server.press(ana, told, "Correct …")
    await server.wait_until(lambda: bool(correcting.answers))
    menu = correcting.answers[0]
    form = server.select(ana, menu, f"lucky word: {PUBLIC}")
    await server.wait_until(lambda: form.modal is not None)
    assert form.modal is not None
    field = form.modal["components"][0]["components"][0]["custom_id"]
    rows = [{"type": 1, "components": [{"type": 4, "custom_id": field, "value": "stolen"}]}]
    data = {"custom_id": form.modal["custom_id"], "components": rows}
    sent = await scene.did(MODAL, menu, data)
    assert sent.answers[0].text == "Only Ana can do this."
    await scene.untouched()


async def test_by_numbers_slipped_into_ones_own_menu(scene: Scene) -> None:
    server, mallory = scene.server, scene.mallory
    numbers = [str(fact.id) for fact in scene.facts]
    told = await scene.say("!recall", scene.general)
    assert told.part("hobby: phishing")
    for label in ("Forget …", "Correct …"):
        opened = server.press(mallory, told, label)
        menu = await answered(server, opened)
        chooser = menu.components[0]["components"][0]["custom_id"]
        forged = await scene.forge(menu, chooser, 3, numbers[:1])
        assert forged.modal is None
        assert forged.answers[0].text == "I know nothing of that any more."
    await scene.untouched()


async def test_by_answering_what_somebody_else_was_asked(scene: Scene) -> None:
    server, ana = scene.server, scene.ana
    for text in (f"!forget {PUBLIC}", "!forget me"):
        server.say(ana, scene.general, text)
        question = await server.wait_for_message(scene.general, lambda m: bool(m.buttons))
        for custom_id in question.buttons.values():
            pressed = await scene.forge(question, custom_id)
            assert pressed.answers[0].text == "Only Ana can do this."
        await scene.say("yes", scene.general, reply_to=question)
        assert question.buttons
    await scene.untouched()


async def test_by_forgetting_oneself(scene: Scene) -> None:
    server = scene.server
    question = await scene.say("!forget me", scene.general)
    server.press(scene.mallory, question, "Confirm")
    await server.wait_until(lambda: "Receipt: nothing is left" in question.whole)
    assert await scene.stage.store.find_person(f"discord:{scene.mallory.id}") is None
    await scene.untouched()


async def test_an_admin_reads_only_what_was_told_on_their_server(scene: Scene) -> None:
    server = scene.server
    server.make_admin(scene.guild, scene.mallory)
    told = await scene.say(f"!recall {scene.ana.mention}", scene.general)
    assert PUBLIC in told.whole
    for secret in (PRIVATE, ELSEWHERE):
        assert secret not in told.whole
        found = await scene.say(f"!recall {scene.ana.mention} {secret}", scene.general)
        assert found.text.startswith("I know nothing about Ana")
    for label in ("Forget …", "Correct …"):
        pressed = await scene.forge(told, told.buttons[label])
        assert pressed.answers[0].text == "Only Ana can do this."
    private = await scene.say(f"!recall {scene.ana.mention}", server.dm(scene.mallory))
    assert private.text.startswith("Only admins")
    person = await scene.person()
    assert await scene.stage.store.export(person.id) == scene.before
