"""A bot made of the real client and the real store, on a Discord of one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import open_store
from tests.cogs.fakes import FakeMind, FakeSleeper
from tests.cogs.staging import Stage
from tests.loopback import Loopback


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback.running() as server:
        yield server


@pytest.fixture
async def stage(server: Loopback, tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_store(tmp_path, clock=lambda: made.now) as store:
        made = Stage(server, store, FakeMind(), FakeSleeper())
        yield made
