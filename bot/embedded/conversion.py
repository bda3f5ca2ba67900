"""Converts the GGUF file and joins the tuning with its weights.

Imported only when a model has to be made, as it brings MLX with it. Knows: GGUF and the shipped
adapter. Does not know: the cache.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mlx.core as mx

from bot.embedded import gguf
from bot.errors import ModelError


def convert(path: Path, to: Path, adapter: Path | None) -> None:
    """Write an mlx-lm folder; with `adapter`, its product is added to the weights once."""
    weights, metadata = gguf.read(path)
    if adapter is not None:
        join(weights, adapter)
    gguf.write_folder(weights, metadata, to)


def join(weights: dict[str, mx.array], adapter: Path) -> None:
    """W + scale * (A B)^T for every layer of the adapter, in float32. Raises ModelError."""
    try:
        config = json.loads((adapter / "adapter_config.json").read_text("utf-8"))
        scale = float(config["lora_parameters"]["scale"])
        parts: Any = mx.load(str(adapter / "adapters.safetensors"))
        names = sorted(key.removesuffix(".lora_a") for key in parts if key.endswith(".lora_a"))
        pairs: list[tuple[mx.array, mx.array]] = [
            (parts[f"{name}.lora_a"], parts[f"{name}.lora_b"]) for name in names
        ]
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"The project's own tuning in {adapter} can't be read: {error}.",
            "Restore the file from git.",
        ) from error
    for name, (a, b) in zip(names, pairs, strict=True):
        product = a.astype(mx.float32) @ b.astype(mx.float32)
        weights[f"{name}.weight"] = weights[f"{name}.weight"] + scale * product.T
