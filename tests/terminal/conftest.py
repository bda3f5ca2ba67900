from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Config, parse_config
from bot.engine.fake import FakeEngine
from bot.terminal.runtime import Bot, open_bot


@pytest.fixture
def config(tmp_path: Path) -> Config:
    env = {
        "SLEEPWAKE_DATA": str(tmp_path / "data"),
        "SLEEPWAKE_CACHE": str(tmp_path / "cache"),
        "SLEEPWAKE_LOGS": str(tmp_path / "logs"),
    }
    return parse_config("", source="", folder=tmp_path, env=env)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
async def bot(config: Config, engine: FakeEngine) -> AsyncIterator[Bot]:
    async with open_bot(config, engine) as opened:
        yield opened
