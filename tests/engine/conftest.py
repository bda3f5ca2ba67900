from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.engine.mlx.engine import EngineSettings, MlxEngine, open_engine
from tests.engine import tiny


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Model folders: the usual kind, and four that differ from it in one thing each."""
    root = tmp_path_factory.mktemp("models")
    write = tiny.write_model
    return {
        "llama": write(root / "llama", readable=True),
        "no system": write(root / "no-system", template=tiny.WITHOUT_SYSTEM),
        "4 bit": write(root / "four-bit", quantize=True),
        # Its embeddings are scaled: taken apart in the usual way it gives something else.
        "scaled": write(root / "scaled", model_type="gemma"),
        # Half of its layers see the last eight tokens only.
        "sliding": write(
            root / "sliding",
            layer_types=["sliding_attention", "full_attention"] * 2,
            sliding_window=8,
        ),
    }


@pytest.fixture
def folder(folders: dict[str, Path]) -> Path:
    return folders["llama"]


@pytest.fixture
async def engine(folder: Path) -> AsyncIterator[MlxEngine]:
    async with open_engine(EngineSettings(str(folder)), tiny.BLAS) as opened:
        yield opened


@pytest.fixture(params=["llama", "4 bit", "scaled", "sliding"])
def any_folder(request: pytest.FixtureRequest, folders: dict[str, Path]) -> Path:
    return folders[str(request.param)]


@pytest.fixture
async def any_engine(any_folder: Path) -> AsyncIterator[MlxEngine]:
    async with open_engine(EngineSettings(str(any_folder)), tiny.BLAS) as opened:
        yield opened
