"""Builds everything from the settings, in order, and takes it down again.

Knows: which part needs which. Does not know: what is done with them.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.companion import Companion
from bot.config import Config
from bot.engine import blas
from bot.engine.interface import Engine
from bot.machine import this_machine
from bot.sleep import AdapterShelf, Sleeper, SleepProgress
from bot.sleep.paper import Naps, PaperSleeper, naps_of
from bot.store import Store, open_store
from bot.terminal.settings import now

Say = Callable[[str], None]
Watch = Callable[[SleepProgress | None], None]


@dataclass(frozen=True, slots=True)
class Bot:
    """All parts, running. `naps` are had by the paper's recipe only."""

    config: Config
    store: Store
    engine: Engine
    companion: Companion
    sleeper: Sleeper
    naps: Naps | None = None


@asynccontextmanager
async def open_model(config: Config, say: Say) -> AsyncIterator[Engine]:
    """The engine with the model that the settings name. Raises ModelError."""
    # MLX takes the BLAS that was loaded before it, so nothing above may import it.
    library = blas.load()
    if library.missing:
        say(blas.MEND)
    from bot.engine.mlx.engine import EngineSettings, open_engine

    settings = EngineSettings(
        name=config.model.name,
        memory_gb=config.model.memory_gb,
        context=config.model.context,
        caches=config.model.caches,
    )
    async with open_engine(settings, library) as engine:
        yield engine


@asynccontextmanager
async def open_bot(config: Config, engine: Engine) -> AsyncIterator[Bot]:
    """Everything above the engine, on the settings' data folder. Raises StoreError."""
    async with open_store(config.paths.data, clock=now) as store:
        yield _assembled(config, store, engine)


@asynccontextmanager
async def running_bot(config: Config, say: Say, watch: Watch | None = None) -> AsyncIterator[Bot]:
    """The whole bot; `watch` is told of its nights. Raises StoreError and ModelError."""
    # The store first: a folder that is in use is told before the model takes its time.
    async with (
        open_store(config.paths.data, clock=now) as store,
        open_model(config, say) as engine,
    ):
        yield _assembled(config, store, engine, watch)


def _assembled(config: Config, store: Store, engine: Engine, watch: Watch | None = None) -> Bot:
    shelf = AdapterShelf(engine, store, config.paths.data)
    companion = Companion(engine, store, shelf, config.bot)
    recipe = PaperSleeper if config.sleep.recipe == "paper" else Sleeper
    sleeper = recipe(
        engine,
        store,
        shelf,
        config.paths.data,
        settings=config.sleep,
        persona=config.bot.persona,
        clock=now,
        source=random.Random(),
        machine=this_machine(),
        watch=watch,
        may_learn=lambda person: (
            person.platform != "discord" or config.discord.train_on_messages is True
        ),
    )
    naps = naps_of(sleeper, store, config.sleep, now)
    return Bot(config, store, engine, companion, sleeper, naps)
