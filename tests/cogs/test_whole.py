"""The whole loop on Discord, over an engine without a model: told, slept, restarted, asked."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.companion import Companion
from bot.config import Bot, Sleep
from bot.engine.fake import FakeEngine
from bot.sleep.shelf import AdapterShelf
from bot.sleep.sleeper import Sleeper
from bot.store import Store, open_store
from cogs.timer import Timer
from tests.cogs.fakes import NOON
from tests.cogs.staging import Staging
from tests.loopback import Channel, Loopback, User


@asynccontextmanager
async def living(
    server: Loopback, folder: Path, *, timer: Timer | None = None, **settings: Any
) -> AsyncIterator[FakeEngine]:
    """One run of the bot's process, on what earlier runs left in the folder."""
    engine = FakeEngine()
    async with open_store(folder, clock=lambda: NOON) as store:
        stage = Staging(server, store, *_grown(engine, store, folder), timer=timer or Timer())
        async with stage.running(train_on_messages=True, **settings):
            yield engine


def _grown(engine: FakeEngine, store: Store, folder: Path) -> tuple[Companion, Sleeper]:
    shelf = AdapterShelf(engine, store, folder)
    settings = Bot()
    sleeper = Sleeper(
        engine,
        store,
        shelf,
        folder,
        settings=Sleep(),
        persona=settings.persona,
        clock=lambda: NOON,
        source=random.Random(1),
    )
    return Companion(engine, store, shelf, settings), sleeper


async def ask(server: Loopback, user: User, channel: Channel, text: str) -> str:
    server.say(user, channel, text)
    return (await server.wait_for_message(channel)).text


async def test_told_slept_restarted_and_known(server: Loopback, tmp_path: Path) -> None:
    who = server.owner
    dm = server.dm(who)
    async with living(server, tmp_path) as engine:
        server.say(who, dm, "My cat's name is Miso.")
        told = await server.wait_for_message(dm)
        await server.wait_until(lambda: "-# " in told.text)
        before = await ask(server, who, dm, "!recall")
        assert "cat's name: Miso" in before.partition("**By heart**")[0]
        server.say(who, dm, "!sleep")
        report = await server.wait_for_message(dm, lambda m: "awake" in m.text)
        assert "cat's name: Miso" in report.text
        assert engine.asked("train")
    async with living(server, tmp_path) as engine:
        after = await ask(server, who, dm, "!recall")
        assert "cat's name: Miso" in after.partition("**By heart**")[2]
        assert "Miso" in await ask(server, who, dm, "What's my cat's name?")
        assert "Miso" not in engine.asked("stream")[-1].prompt


async def test_two_people_at_once_and_nothing_private_on_a_server(
    server: Loopback, tmp_path: Path
) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    async with living(server, tmp_path):
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
        await ask(server, ana, dm, "My cat's name is Miso.")
        server.say(ana, dm, "!forget Miso")
        question = await server.wait_for_message(dm)
        server.press(ana, question, "Confirm")
        await server.wait_until(lambda: question.text.startswith("Forgotten:"))
        assert "nothing about you" in await ask(server, ana, dm, "!recall")
        assert "Miso" not in await ask(server, ana, dm, "What's my cat's name?")
