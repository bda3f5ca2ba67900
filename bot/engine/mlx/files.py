"""Adapters on disk, in mlx-lm's own two files, so that mlx-lm can load them too.

Knows: `adapters.safetensors`, `adapter_config.json`. Does not know: versions, people, checksums.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import mlx.core as mx

from bot.engine.interface import Adapter, LoraShape
from bot.engine.mlx.lora import LoraSlots
from bot.errors import AdapterError

WEIGHTS = "adapters.safetensors"
CONFIG = "adapter_config.json"
_MEND = "Its facts go back into context; the next sleep makes a new one."


def save(adapter: Adapter, folder: Path, *, half: bool = False) -> None:
    """Write both files and flush them to disk; with `half` as float16."""
    folder.mkdir(parents=True, exist_ok=True)
    shape = adapter.shape
    config = {
        "fine_tune_type": "lora",
        "num_layers": shape.layers,
        "lora_parameters": {
            "rank": shape.rank,
            "scale": shape.scale,
            "dropout": 0.0,
            "keys": sorted({_module(name) for name in adapter.weights}),
        },
    }
    weights = dict(adapter.weights)
    if half:
        weights = {name: array.astype(mx.float16) for name, array in weights.items()}
    mx.save_safetensors(str(folder / WEIGHTS), weights, metadata={"format": "mlx"})
    (folder / CONFIG).write_text(json.dumps(config, indent=1))
    for path in (folder / WEIGHTS, folder / CONFIG, folder):
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
        config = json.loads((folder / CONFIG).read_text())
        lora = config["lora_parameters"]
        modules = tuple(sorted(key.rsplit(".", 1)[-1] for key in lora["keys"]))
        shape = LoraShape(lora["rank"], lora["scale"], config["num_layers"], modules)
        weights = dict(mx.load(str(folder / WEIGHTS)))
        mx.eval(weights)
    except FileNotFoundError as error:
        raise AdapterError(f"The adapter's file {error.filename} is missing.", _MEND) from error
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise AdapterError(f"The adapter in {folder} can't be read: {error}.", _MEND) from error
    slots.check(weights, shape)
    finite = [mx.isfinite(array).all() for array in weights.values()]
    if not all(bool(flag.item()) for flag in finite):
        raise AdapterError(f"The adapter in {folder} holds values that are no numbers.", _MEND)
    return Adapter(new_version(), shape, weights)
