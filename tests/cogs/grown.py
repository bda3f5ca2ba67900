"""A grown-up bot on the loopback: the real companion and sleeper, an engine without a model."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.companion import Companion
from bot.config import Bot, Sleep
from bot.engine.fake import FakeEngine
from bot.sleep.shelf import AdapterShelf
from bot.sleep.sleeper import Sleeper
from bot.store import Store, open_store
from tests.cogs.fakes import NOON
from tests.cogs.staging import Staging
from tests.loopback import Loopback

Grown = Staging[Companion, Sleeper]


@asynccontextmanager
async def grown(
    server: Loopback, folder: Path, engine: FakeEngine | None = None
) -> AsyncIterator[Grown]:
    """The parts of one run of the bot's process, on what earlier runs left in the folder."""
    async with open_store(folder, clock=lambda: NOON) as store:
        yield Staging(server, store, *_assembled(engine or FakeEngine(), store, folder))


def _assembled(engine: FakeEngine, store: Store, folder: Path) -> tuple[Companion, Sleeper]:
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
