"""The whole loop on Discord, over an engine without a model: told, slept, restarted, asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.engine.fake import FakeEngine
from cogs.timer import Timer
from tests.cogs.living import at_home
from tests.cogs.staging import allowing
from tests.loopback import Channel, Loopback, Message, User


@asynccontextmanager
async def living(
    server: Loopback, folder: Path, *, timer: Timer | None = None, **settings: Any
) -> AsyncIterator[FakeEngine]:
    """One run of the bot's process, on what earlier runs left in the folder."""
    engine = FakeEngine()
    async with at_home(server, folder, engine=engine, timer=timer, **settings):
        yield engine


async def read(server: Loopback, user: User, channel: Channel, text: str) -> Message:
    server.say(user, channel, text)
    return await server.wait_for_message(channel)


async def ask(server: Loopback, user: User, channel: Channel, text: str) -> str:
    return (await read(server, user, channel, text)).whole


async def test_told_slept_restarted_and_known(server: Loopback, tmp_path: Path) -> None:
    who = server.owner
    dm = server.dm(who)
    async with living(server, tmp_path) as engine:
        await allowing(server, who, dm)
        server.say(who, dm, "My cat's name is Miso.")
        told = await server.wait_for_message(dm)
        await server.wait_until(lambda: "-# " in told.text)
        before = await read(server, who, dm, "!recall")
        assert before.part("cat's name: Miso").startswith("**in mind**")
        server.say(who, dm, "!sleep")
        report = await server.wait_for_message(dm, lambda m: "awake" in m.text)
        assert "cat's name: Miso" in report.text
        assert engine.asked("train")
    async with living(server, tmp_path) as engine:
        after = await read(server, who, dm, "!recall")
        assert after.part("cat's name: Miso").startswith("**by heart**")
        server.press(who, after, "Prove it")
        await server.wait_until(lambda: "right, with a probability of 90 %" in after.whole)
        assert "Miso" in await ask(server, who, dm, "What's my cat's name?")
        assert "Miso" not in engine.asked("stream")[-1].prompt


async def test_two_people_at_once_and_nothing_private_on_a_server(
    server: Loopback, tmp_path: Path
) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    async with living(server, tmp_path):
        await allowing(server, ana, server.dm(ana))
        await allowing(server, ben, server.dm(ben))
        server.say(ana, server.dm(ana), "My home city is Lisbon.")
        server.say(ben, server.dm(ben), "My home city is Oslo.")
        await server.wait_for_message(server.dm(ana))
        await server.wait_for_message(server.dm(ben))
        question = "What's my home city?"
        assert "Lisbon" in await ask(server, ana, server.dm(ana), question)
        assert "Oslo" in await ask(server, ben, server.dm(ben), question)
        server.say(ana, general, question, mentions=[server.bot])
        public = await server.wait_for_message(general)
        assert "Lisbon" not in public.text
        assert "nothing about you" in await ask(server, ana, general, "!recall")


async def test_forgotten_is_forgotten(server: Loopback, tmp_path: Path) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with living(server, tmp_path):
        await allowing(server, ana, dm)
        await ask(server, ana, dm, "My cat's name is Miso.")
        server.say(ana, dm, "!forget Miso")
        question = await server.wait_for_message(dm)
        server.press(ana, question, "Confirm")
        await server.wait_until(lambda: question.text.startswith("Forgotten:"))
        assert "nothing about you" in await ask(server, ana, dm, "!recall")
        assert "Miso" not in await ask(server, ana, dm, "What's my cat's name?")
