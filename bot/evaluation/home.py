"""A memory of its own for one method's run: a real store file, a shelf, and a calendar.

Knows: how facts are put into a store as told. Does not know: methods, or what is asked.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Config
from bot.engine.interface import Engine
from bot.evaluation.subjects import Told
from bot.memory.facts import Scope
from bot.sleep import AdapterShelf
from bot.store import Person, Store, open_store

SCOPE = Scope.PRIVATE.value
# Any morning will do; the days of a run are days of this calendar, whatever the hour really is.
_REPLIES = ("Good to know!", "Thank you for telling me.", "I see!", "Oh, nice.", "Got it.")
_FIRST_DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass(slots=True)
class Calendar:
    """The time that stores and nights are told: it moves only from day to day."""

    now: datetime = _FIRST_DAY
    _ticks: int = field(default=0, repr=False)

    def read(self) -> datetime:
        """The time; no two readings are the same, so that what was said keeps its order."""
        self._ticks += 1
        return self.now + timedelta(milliseconds=self._ticks)

    def next_day(self) -> None:
        self.now += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Home:
    """What a method works with. `config` names the data folder, `source` makes all draws."""

    engine: Engine
    config: Config
    store: Store
    shelf: AdapterShelf
    calendar: Calendar
    source: random.Random

    @property
    def data(self) -> Path:
        return self.config.paths.data

    async def person(self, name: str) -> Person:
        """The person of that name, made if need be."""
        return await self.store.person(key_of(name), name)

    async def tell(self, name: str, facts: Sequence[Told]) -> None:
        """Put facts into the store as extraction would; a new value supersedes the old one.

        The bot's reply is logged too: the paper's recipe works from whole exchanges.
        """
        person = await self.person(name)
        conversation = key_of(name)
        for told in facts:
            line = await self.store.log(person.id, conversation, SCOPE, "user", told.said)
            held = await self.store.facts(person.id, scope=SCOPE)
            await self.store.add_fact(
                person.id,
                SCOPE,
                told.attribute,
                told.value,
                told.said,
                log_id=line.id,
                supersedes=[fact.id for fact in held if fact.attribute == told.attribute],
            )
            reply = self.source.choice(_REPLIES)
            await self.store.log(person.id, conversation, SCOPE, "assistant", reply)


def key_of(name: str) -> str:
    """Under what the store keeps somebody of this name."""
    return f"terminal:{name.casefold()}"


@asynccontextmanager
async def open_home(
    engine: Engine, config: Config, data: Path, source: random.Random, calendar: Calendar
) -> AsyncIterator[Home]:
    """A home on a data folder, which may be one that is there already. Raises StoreError."""
    from msgspec.structs import replace

    own = replace(config, paths=replace(config.paths, data=data))
    async with open_store(data, clock=calendar.read) as store:
        shelf = AdapterShelf(engine, store, data)
        yield Home(engine, own, store, shelf, calendar, source)


@asynccontextmanager
async def new_home(engine: Engine, config: Config, seed: int) -> AsyncIterator[Home]:
    """A home that is gone at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="sleepwake-") as folder:
        async with open_home(engine, config, Path(folder), random.Random(seed), Calendar()) as home:
            yield home
