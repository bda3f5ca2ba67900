"""A whole companion on a store that is thrown away, for the tests of what is awake."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.store import Store, open_store
from tests.waking import Clock, World, made

# No time limit an example: machines may be slow or busy.
settings.register_profile("sleepwake", deadline=None)
settings.load_profile("sleepwake")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path, clock=Clock()) as opened:
        yield opened


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    return made(store, tmp_path)
