"""The shipped tuning is joined with the weights once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

from bot.embedded import conversion, gguf
from bot.errors import ModelError

NAME = "model.layers.0.mlp.up_proj"


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    source = np.random.default_rng(3)
    folder = tmp_path / "adapter"
    folder.mkdir()
    parts = {
        f"{NAME}.lora_a": mx.array(source.normal(size=(6, 2)).astype(np.float16)),
        f"{NAME}.lora_b": mx.array(source.normal(size=(2, 4)).astype(np.float16)),
    }
    mx.save_safetensors(str(folder / "adapters.safetensors"), parts)
    settings = {"lora_parameters": {"rank": 2, "scale": 2.5}}
    (folder / "adapter_config.json").write_text(json.dumps(settings))
    return folder


def plain() -> dict[str, mx.array]:
    return {f"{NAME}.weight": mx.ones((4, 6)), "model.norm.weight": mx.ones((6,))}


def read(adapter: Path) -> tuple[mx.array, mx.array]:
    parts: Any = mx.load(str(adapter / "adapters.safetensors"))
    a, b = (parts[f"{NAME}.lora_{part}"].astype(mx.float32) for part in "ab")
    return a, b


def test_it_adds_the_scaled_product_turned(adapter: Path) -> None:
    weights = plain()
    conversion.join(weights, adapter)
    a, b = (np.array(part) for part in read(adapter))
    np.testing.assert_allclose(np.array(weights[f"{NAME}.weight"]), 1 + 2.5 * (a @ b).T, rtol=1e-5)
    assert mx.array_equal(weights["model.norm.weight"], mx.ones((6,)))


def test_the_joined_layer_answers_as_the_layer_with_the_adapter_beside_it(adapter: Path) -> None:
    weights = plain()
    a, b = read(adapter)
    x = mx.array(np.random.default_rng(4).normal(size=(3, 6)).astype(np.float32))
    beside = x @ weights[f"{NAME}.weight"].T + 2.5 * ((x @ a) @ b)
    conversion.join(weights, adapter)
    joined = x @ weights[f"{NAME}.weight"].T
    assert bool(mx.allclose(joined, beside, rtol=1e-4, atol=1e-4))


@pytest.mark.parametrize("name", ["adapters.safetensors", "adapter_config.json"])
@pytest.mark.parametrize("content", [None, b"", b"{not json"])
def test_a_damaged_tuning_is_told(name: str, content: bytes | None, adapter: Path) -> None:
    if content is None:
        (adapter / name).unlink()
    else:
        (adapter / name).write_bytes(content)
    with pytest.raises(ModelError, match="tuning") as caught:
        conversion.join(plain(), adapter)
    assert "git" in caught.value.mend


def test_a_tuning_with_a_part_missing_is_told(adapter: Path) -> None:
    half = {f"{NAME}.lora_a": mx.ones((6, 2))}
    mx.save_safetensors(str(adapter / "adapters.safetensors"), half)
    with pytest.raises(ModelError, match="tuning"):
        conversion.join(plain(), adapter)


def test_without_an_adapter_the_weights_stay(
    adapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[dict[str, mx.array]] = []
    monkeypatch.setattr(gguf, "read", lambda _: (plain(), {}))
    monkeypatch.setattr(gguf, "write_folder", lambda weights, *_: written.append(weights))
    conversion.convert(tmp_path / "any.gguf", tmp_path, None)
    conversion.convert(tmp_path / "any.gguf", tmp_path, adapter)
    untouched, joined = (weights[f"{NAME}.weight"] for weights in written)
    assert mx.array_equal(untouched, mx.ones((4, 6)))
    assert not mx.array_equal(joined, untouched)
