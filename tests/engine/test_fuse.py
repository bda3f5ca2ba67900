"""An adapter merged into a copy of its model: what comes out, and what rounding leaves of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from bot.engine.interface import LoraShape
from bot.engine.mlx.engine import EngineSettings, MlxEngine, open_engine
from bot.engine.mlx.fuse import Fusion, fuse
from bot.errors import AdapterError, ModelError
from tests.engine import tiny


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


async def saved(engine: MlxEngine, folder: Path, size: float, seed: int = 1) -> Path:
    await engine.save_adapter(tiny.adapter(engine, seed, size=size), folder)
    return folder


async def test_without_bits_the_copy_is_the_model_with_the_adapter(
    engine: MlxEngine, folder: Path, tmp_path: Path
) -> None:
    before = sums(folder)
    adapter = tiny.adapter(engine, 1)
    await engine.save_adapter(adapter, tmp_path / "adapter")
    fusion = fuse(folder, tmp_path / "adapter", tmp_path / "copies" / "fused")
    assert fusion.layers == 14
    assert fusion.bits == 0
    assert fusion.survived == pytest.approx(1, abs=1e-3)
    assert fusion.noise == pytest.approx(0, abs=1e-3)
    asked = tiny.chat("Where do you live?")
    wanted = await tiny.logits(engine, asked, adapter)
    plain = await tiny.logits(engine, asked, None)
    async with open_engine(EngineSettings(str(tmp_path / "copies/fused")), tiny.BLAS) as copy:
        found = await tiny.logits(copy, asked, None)
        assert copy.info.fingerprint != engine.info.fingerprint
    assert np.abs(found - wanted).max() < 1e-2
    assert np.abs(found - plain).max() > 0.1
    assert sums(folder) == before
    assert {path.name for path in (tmp_path / "copies").iterdir()} == {"fused"}


async def test_four_bits_round_a_small_adapter_away_and_keep_a_large_one(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    model = folders["4 bit"]
    found: dict[float, Fusion] = {}
    async with open_engine(EngineSettings(str(model)), tiny.BLAS) as engine:
        for size in (0.06, 0.5):
            adapter = await saved(engine, tmp_path / f"{size}", size)
            found[size] = fuse(model, adapter, tmp_path / f"fused-{size}")
    small, large = found[0.06], found[0.5]
    assert small.bits == large.bits == 4
    assert small.survived < 0.5
    assert small.noise > 0.5
    assert large.survived > 0.95
    assert large.noise < 0.2
    async with open_engine(EngineSettings(str(tmp_path / "fused-0.5")), tiny.BLAS) as copy:
        assert copy.info.bits == 4
        assert (await tiny.logits(copy, tiny.chat("hi"), None)).shape[1] > 0


async def test_an_adapter_that_adds_nothing_changes_nothing(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    async with open_engine(EngineSettings(str(folders["4 bit"])), tiny.BLAS) as engine:
        adapter = await saved(engine, tmp_path / "adapter", 0.0)
    fusion = fuse(folders["4 bit"], adapter, tmp_path / "fused")
    assert (fusion.survived, fusion.noise) == (1, 0)


async def test_what_can_not_be_fused_is_told_and_nothing_is_left(
    engine: MlxEngine, folder: Path, tmp_path: Path
) -> None:
    adapter = await saved(engine, tmp_path / "adapter", 0.3)
    out = tmp_path / "out"
    with pytest.raises(ModelError, match="no model folder"):
        fuse(tmp_path / "nowhere", adapter, out)
    with pytest.raises(AdapterError, match="missing"):
        fuse(folder, tmp_path / "nowhere", out)
    with pytest.raises(ModelError, match="can't be written"):
        fuse(folder, adapter, folder / "fused")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError, match="can't be written"):
        fuse(folder, adapter, tmp_path / "file" / "fused")
    assert not out.exists()
    out.mkdir()
    with pytest.raises(ModelError, match="not there yet"):
        fuse(folder, adapter, out)
    assert list(out.iterdir()) == []


async def test_an_adapter_of_another_model_is_refused(engine: MlxEngine, tmp_path: Path) -> None:
    other = tiny.write_model(tmp_path / "other", hidden_size=32, head_dim=8)
    wide = LoraShape(rank=4, scale=2.0, layers=2)
    await engine.save_adapter(tiny.adapter(engine, 1, wide), tmp_path / "adapter")
    with pytest.raises(AdapterError, match="shape"):
        fuse(other, tmp_path / "adapter", tmp_path / "fused")
