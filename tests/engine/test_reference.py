"""mlx_lm's own ways in a process of their own: what they tell, and what they leave behind."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest

from bot.engine.mlx.engine import MlxEngine
from bot.engine.mlx.numbers import number
from bot.engine.reference import reference
from bot.errors import ModelError
from tests.engine.tiny import SMALL, items

JSON_SHAPE = json.loads(json.dumps(asdict(SMALL)))


def tuning(model: Path, folder: Path, **changes: Any) -> dict[str, Any]:
    chats = [
        [{"role": turn.role, "content": turn.content} for turn in item.chat] for item in items()
    ]
    return {
        "job": "tune",
        "model": str(model),
        "shape": JSON_SHAPE,
        "chats": chats,
        "rate": 1e-2,
        "weight_decay": 0.01,
        "batch_items": 2,
        "steps": 20,
        "every": 10,
        "folder": str(folder),
        "seed": 1,
    } | changes


async def test_its_tuner_tells_how_far_it_is_and_leaves_adapters_that_ours_reads(
    engine: MlxEngine, folder: Path, tmp_path: Path
) -> None:
    told = []
    # More items to a batch than there are: mlx_lm itself takes none such.
    async with reference(tuning(folder, tmp_path, batch_items=64)) as running:
        while (record := await running.told()) is not None:
            told.append(record)
    assert [record["step"] for record in told] == [10, 20]
    assert 0 < told[0]["seconds"] < told[1]["seconds"]
    assert told[1]["tokens"] == 2 * told[0]["tokens"] > 0
    assert told[0]["peak_bytes"] > 0

    learned = items()[-1].chat
    before = await engine.likelihood([learned])
    adapter = await engine.load_adapter(Path(told[1]["folder"]))
    after = await engine.likelihood([learned], adapter=adapter)
    assert adapter.shape.rank == SMALL.rank
    assert after[0] > before[0]


async def test_what_warms_up_is_not_kept(folder: Path, tmp_path: Path, engine: MlxEngine) -> None:
    async with reference(tuning(folder, tmp_path, rate=1e-3, steps=10_000, every=1)) as running:
        record = await running.told()
        process = running._process
    assert process.returncode is not None, "it ends with the block, done or not"
    assert record is not None
    adapter = await engine.load_adapter(Path(record["folder"]))
    moved = [mx.abs(array).max() for name, array in adapter.weights.items() if "lora_b" in name]
    # Adam's first step goes no further than this (0.1 / sqrt(0.001) rates), and B began at zero.
    assert 0 < max(number(most) for most in moved) < 3.2e-3


async def test_its_server_reloads_where_ours_swaps(folder: Path) -> None:
    job = {"job": "swap", "model": str(folder), "shape": JSON_SHAPE, "rounds": 3}
    told = []
    async with reference(job) as running:
        while (record := await running.told()) is not None:
            told.append(record)
    assert len(told) == 3
    for record in told:
        assert record.keys() == {"bound", "read", "reloaded", "token_after", "token"}
        assert min(record.values()) > 0


async def test_our_own_faults_are_told_as_ever(tmp_path: Path) -> None:
    job = {"job": "swap", "model": "./none", "shape": JSON_SHAPE, "rounds": 1}
    async with reference(job) as running:
        with pytest.raises(
            ModelError, match=r"^There is no model folder '\./none'\. Set \[model\]"
        ):
            await running.told()


async def test_a_fault_of_its_is_told_with_what_it_said(tmp_path: Path) -> None:
    job = tuning(tmp_path / "none", tmp_path)
    with pytest.raises(ModelError, match=r"mlx_lm, which is measured beside ours, failed: .*none"):
        async with reference(job) as running:
            await running.told()
