"""A whole bot on the loopback: the real companion and sleeper, over an engine without a model."""

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
from tests.cogs.staging import Staging
from tests.loopback import Loopback
from tests.waking import Clock

Home = Staging[Companion, Sleeper]


@asynccontextmanager
async def at_home(
    server: Loopback,
    folder: Path,
    *,
    engine: FakeEngine | None = None,
    timer: Timer | None = None,
    **settings: Any,
) -> AsyncIterator[Home]:
    """One run of the bot's process, on what earlier runs left in the folder."""
    settings = {"train_on_messages": True, **settings}
    async with open_store(folder, clock=Clock()) as store:
        grown = _grown(engine or FakeEngine(), store, folder)
        home = Staging(server, store, *grown, timer=timer or Timer())
        async with home.running(**settings):
            yield home


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
        clock=Clock(),
        source=random.Random(1),
    )
    return Companion(engine, store, shelf, settings), sleeper
