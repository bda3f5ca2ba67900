"""`sleepwake fuse`: what a person's weights come to in a copy of the model."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.engine.mlx.engine import EngineSettings, open_engine
from bot.store import Promotion, open_store
from tests.engine import tiny


async def _learned(data: Path, model: Path) -> None:
    """Ana's adapter, as a night would leave it."""
    async with (
        open_store(data, clock=lambda: datetime(2025, 6, 1, tzinfo=UTC)) as store,
        open_engine(EngineSettings(str(model)), tiny.BLAS) as engine,
    ):
        ana = await store.person("terminal:ana", "Ana")
        await store.person("terminal:ben", "Ben")
        fact = await store.add_fact(ana.id, "private", "home city", "Porto", "I live in Porto")
        night = await store.begin_night(ana.id, "private")
        await engine.save_adapter(tiny.adapter(engine, 1, size=0.5), data / "adapters/p1/v1")
        await store.promote(
            Promotion(
                ana.id, "private", "adapters/p1/v1", "tiny", "sum",
                trained=[fact.id], known=[fact.id], night_id=night,
            )
        )  # fmt: skip


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tiny.write_model(tmp_path / "model", quantize=True)
    asyncio.run(_learned(tmp_path / "data", folder))
    monkeypatch.setenv("SLEEPWAKE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SLEEPWAKE_LOGS", str(tmp_path / "logs"))
    return folder


def test_the_copy_is_made_and_its_measure_told(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["fuse", "--as", "Ana", "--model", str(model)]
    assert main([*words, str(tmp_path / "one")]) == 0
    assert "holds the model with what was learned, in 14 4-bit layers" in capsys.readouterr().out
    assert main([*words, str(tmp_path / "two"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["folder"] == str(tmp_path / "two")
    assert 0.9 < told["survived"] < 1.1
    assert (tmp_path / "two" / "tokenizer.json").exists()


def test_without_weights_or_a_free_place_nothing_is_made(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("Ben", "Nobody"):
        assert main(["fuse", "--as", name, "--model", str(model), str(tmp_path / "copy")]) != 0
        assert "Sleep first" in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()
    assert main(["fuse", "--as", "Ana", "--model", str(model), str(model / "copy")]) != 0
    assert "can't be written" in capsys.readouterr().err
