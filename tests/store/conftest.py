from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.memory.facts import Fact
from bot.store import AdapterVersion, Person, Promotion, Store, open_store

Tell = Callable[..., Awaitable[Fact]]
Promote = Callable[..., Awaitable[AdapterVersion]]


class TickingClock:
    """Each look is a second later than the last."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
async def store(folder: Path, clock: TickingClock) -> AsyncIterator[Store]:
    async with open_store(folder, clock=clock) as opened:
        yield opened


@pytest.fixture
async def ana(store: Store) -> Person:
    return await store.person("terminal:ana", "Ana")


@pytest.fixture
async def ben(store: Store) -> Person:
    return await store.person("terminal:ben", "Ben")


@pytest.fixture
def tell(store: Store) -> Tell:
    """A fact, with the log line it stood in."""

    async def told(
        person: Person,
        attribute: str,
        value: str,
        *,
        scope: str = "private",
        text: str = "",
        **more: Any,
    ) -> Fact:
        said = text or f"My {attribute} is {value}."
        line = await store.log(person.id, f"talk:{person.key}", scope, "user", said)
        return await store.add_fact(
            person.id, scope, attribute, value, said, log_id=line.id, **more
        )

    return told


@pytest.fixture
def promote(store: Store) -> Promote:
    """A whole night that ends in a promotion."""

    async def promoted(
        person: Person, *facts: Fact, scope: str = "private", **changes: Any
    ) -> AdapterVersion:
        night = await store.begin_night(person.id, scope)
        ids = [fact.id for fact in facts]
        settings: dict[str, Any] = {
            "folder": f"adapters/{night}",
            "fingerprint": "model",
            "checksum": "sum",
            "trained": ids,
            "known": ids,
            "night_id": night,
        }
        version = await store.promote(Promotion(person.id, scope, **(settings | changes)))
        await store.end_night(night, "promoted", {"learned": [fact.line for fact in facts]})
        return version

    return promoted
