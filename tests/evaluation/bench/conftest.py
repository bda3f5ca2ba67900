"""A bench whose model is a tiny one, or none: an engine that answers by rule."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.config import Config, parse_config
from bot.engine.fake import FakeEngine
from bot.engine.interface import Engine
from bot.engine.mlx.engine import EngineSettings, open_engine
from bot.evaluation.bench.bench import Bench
from bot.terminal.runtime import Bot, open_bot
from tests.engine import tiny

MakeBench = Callable[..., Bench]


def quiet(_: str) -> None:
    return None


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of two layers that knows nothing."""
    folder = tmp_path_factory.mktemp("models") / "llama"
    return tiny.write_model(folder, readable=True, num_hidden_layers=2)


@pytest.fixture
def config(tmp_path: Path, model: Path) -> Config:
    made = parse_config("", source="", folder=tmp_path, env={"SLEEPWAKE_DATA": str(tmp_path)})
    sleep = replace(made.sleep, rank=4, layers=1, batch_items=4)
    bot = replace(made.bot, reply_tokens=8)
    return replace(made, model=replace(made.model, name=str(model)), sleep=sleep, bot=bot)


@pytest.fixture
def make_bench(tmp_path: Path, config: Config) -> MakeBench:
    """A quick bench on the tiny model, or on the engine that is given."""
    numbers = itertools.count()

    @asynccontextmanager
    async def on_a_fresh_memory(engine: Engine) -> AsyncIterator[Bot]:
        data = tmp_path / f"data-{next(numbers)}"
        own = replace(config, paths=replace(config.paths, data=data))
        async with open_bot(own, engine) as bot:
            yield bot

    def made(engine: FakeEngine | None = None, say: Callable[[str], None] = quiet) -> Bench:
        @asynccontextmanager
        async def opened() -> AsyncIterator[Engine]:
            if engine is not None:
                yield engine
                return
            async with open_engine(EngineSettings(config.model.name), tiny.BLAS) as loaded:
                yield loaded

        return Bench(config, opened, on_a_fresh_memory, quick=True, say=say)

    return made
