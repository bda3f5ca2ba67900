"""Adapters on disk, in mlx-lm's own two files, so that mlx-lm can load them too.

Knows: `adapters.safetensors`, `adapter_config.json`. Does not know: versions, people, checksums.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlx.core as mx

from bot.engine.interface import Adapter, LoraShape
from bot.engine.mlx.lora import LoraSlots
from bot.engine.mlx.numbers import tensors
from bot.errors import AdapterError

WEIGHTS = "adapters.safetensors"
CONFIG = "adapter_config.json"
_ROOM = "See whether the disk is full, or the folder is one that can't be written to."
_MEND = "Its facts go back into context; the next sleep makes a new one."


def save(adapter: Adapter, folder: Path, *, half: bool = False) -> None:
    """Write both files and flush them to disk; with `half` as float16. Raises AdapterError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(adapter, folder, half=half)
        for path in (folder / WEIGHTS, folder / CONFIG, folder):
            _flush(path)
    except (OSError, RuntimeError) as error:  # MLX's own writes raise the latter
        raise AdapterError(f"The adapter can't be written to {folder}: {error}.", _ROOM) from error


def _write(adapter: Adapter, folder: Path, *, half: bool) -> None:
    shape = adapter.shape
    config = {
        "fine_tune_type": "lora",
        "num_layers": shape.layers,
        "lora_parameters": {
            "rank": shape.rank,
            "scale": shape.scale,
            "dropout": 0.0,
            "keys": sorted({_module(name) for name in adapter.weights}),
            # mlx-lm reads the keys alone; the shape may ask for modules that the model has not.
            "modules": sorted(shape.modules),
        },
    }
    weights = dict(adapter.weights)
    if half:
        weights = {name: array.astype(mx.float16) for name, array in weights.items()}
    mx.save_safetensors(str(folder / WEIGHTS), weights, metadata={"format": "mlx"})
    (folder / CONFIG).write_text(json.dumps(config, indent=1), "utf-8")


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _module(name: str) -> str:
    """`model.layers.3.mlp.up_proj.lora_a` -> `mlp.up_proj`."""
    return ".".join(name.split(".")[3:-1])


def load(folder: Path, slots: LoraSlots, new_version: Callable[[], str]) -> Adapter:
    """Read and check an adapter. Raises AdapterError where it is missing, damaged or a misfit."""
    try:
        shape = _shape(json.loads((folder / CONFIG).read_text("utf-8")))
        if not (folder / WEIGHTS).is_file():
            raise AdapterError(f"The adapter's file {folder / WEIGHTS} is missing.", _MEND)
        weights, _ = tensors(folder / WEIGHTS)
        mx.eval(weights)
    except FileNotFoundError as error:
        raise AdapterError(f"The adapter's file {error.filename} is missing.", _MEND) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise AdapterError(f"The adapter in {folder} can't be read: {error}.", _MEND) from error
    slots.check(weights, shape)
    if len(weights) != 2 * len(slots.names(shape)):
        raise AdapterError(f"The adapter in {folder} lacks some of its tensors.", _MEND)
    # The sums of 16-bit weights are wanted exactly, and a training may start from them.
    weights = {name: array.astype(mx.float32) for name, array in weights.items()}
    finite = [mx.isfinite(array).all() for array in weights.values()]
    if not all(bool(flag.item()) for flag in finite):
        raise AdapterError(f"The adapter in {folder} holds values that are no numbers.", _MEND)
    return Adapter(new_version(), shape, weights)


def _shape(config: dict[str, Any]) -> LoraShape:
    """The shape that `save` wrote, or mlx-lm's trainer. Raises ValueError, KeyError, TypeError."""
    lora = config["lora_parameters"]
    named = lora.get("modules") or {str(key).rsplit(".", 1)[-1] for key in lora["keys"]}
    rank, layers, scale = int(lora["rank"]), int(config["num_layers"]), float(lora["scale"])
    if rank < 1 or layers < 1 or not math.isfinite(scale):
        raise ValueError(f"rank {rank}, layers {layers}, scale {scale}")
    return LoraShape(rank, scale, layers, tuple(sorted(str(name) for name in named)))
