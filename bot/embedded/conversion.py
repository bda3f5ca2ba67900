"""Converts the GGUF file and joins the tuning with its weights.

Imported only when a model has to be made, as it brings MLX with it. Knows: GGUF and the shipped
adapter. Does not know: the cache.
"""

from __future__ import annotations

import json
from pathlib import Path

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
        parts = mx.load(str(adapter / "adapters.safetensors"))
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"The project's own tuning in {adapter} can't be read: {error}.",
            "Restore the file from git.",
        ) from error
    for key in sorted(parts):
        name, _, part = key.rpartition(".")
        if part != "lora_a":
            continue
        a = parts[key].astype(mx.float32)
        b = parts[f"{name}.lora_b"].astype(mx.float32)
        weights[f"{name}.weight"] = weights[f"{name}.weight"] + scale * (a @ b).T
