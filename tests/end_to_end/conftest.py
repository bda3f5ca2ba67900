"""The whole program on the embedded model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.config import load_config
from tests.end_to_end.program import Home


@pytest.fixture(scope="session")
def cache() -> Path:
    """The user's own cache with the embedded model in it, made there if need be."""
    from bot.engine import blas

    # MLX takes the BLAS that was loaded before it, and a conversion imports MLX.
    blas.load()
    from bot.embedded import source

    folder = load_config(None, os.environ).paths.cache
    source.tuned(folder)
    return folder


@pytest.fixture
def home(tmp_path: Path, cache: Path) -> Home:
    return Home(tmp_path, cache)
