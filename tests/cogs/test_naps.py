"""Naps on Discord: after so many messages, in the background, told where the mornings are."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.companion import Companion
from bot.config import Bot, Sleep
from bot.engine.fake import FakeEngine
from bot.sleep.paper import PaperSleeper
from bot.sleep.shelf import AdapterShelf
from bot.store import Store, open_store
from tests.cogs.fakes import NOON
from tests.cogs.staging import Staging, allowing
from tests.loopback import Channel, Loopback, User


@asynccontextmanager
async def living(server: Loopback, folder: Path) -> AsyncIterator[tuple[FakeEngine, Store]]:
    engine = FakeEngine()
    async with open_store(folder, clock=lambda: NOON) as store:
        shelf = AdapterShelf(engine, store, folder)
        settings = Bot()
        sleeper = PaperSleeper(
            engine,
            store,
            shelf,
            folder,
            settings=Sleep(recipe="paper"),
            persona=settings.persona,
            clock=lambda: NOON,
            source=random.Random(1),
        )
        stage = Staging(server, store, Companion(engine, store, shelf, settings), sleeper)
        three = {"recipe": "paper", "turns": 3}
        async with stage.running(sleep=three, train_on_messages=True, report_channel="owner"):
            yield engine, store


async def say(server: Loopback, who: User, channel: Channel, text: str) -> str:
    server.say(who, channel, text)
    return (await server.wait_for_message(channel)).text


async def test_after_three_messages_it_naps_and_the_owner_is_told(
    server: Loopback, tmp_path: Path
) -> None:
    ana = server.user("Ana")
    dm, owners = server.dm(ana), server.dm(server.owner)
    async with living(server, tmp_path) as (engine, store):
        await allowing(server, ana, dm)
        await say(server, ana, dm, "My cat's name is Miso.")
        await say(server, ana, dm, "hello")
        assert engine.asked("train") == []
        await say(server, ana, dm, "hello")
        told = await server.wait_for_message(owners, timeout=120)
        assert told.text.splitlines() == [
            "I have slept by the paper's recipe. Facts learned by heart: 1.",
            "- Ana: 1 learned",
        ]
        person = await store.find_person(f"discord:{ana.id}")
        assert person is not None
        (night,) = await store.nights(person.id)
        assert (night.outcome, night.report["depth"]) == ("promoted", "nap")
        # Talk goes on, and what was told is known.
        assert "Miso" in await say(server, ana, dm, "What's my cat's name?")
        assert len(engine.asked("train")) == 1


async def test_each_place_and_person_has_a_count_of_its_own(
    server: Loopback, tmp_path: Path
) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    async with living(server, tmp_path) as (engine, _):
        for who in (ana, ben):
            await allowing(server, who, server.dm(who))
            await say(server, who, server.dm(who), "My cat's name is Miso.")
            await say(server, who, server.dm(who), "hello")
        assert engine.asked("train") == []
