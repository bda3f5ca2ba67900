"""Numbers out of arrays, with the types that MLX's stubs leave open."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import mlx.core as mx


def number(array: mx.array) -> float:
    """The one number of an array."""
    return float(cast(float, array.item()))


def integers(array: mx.array) -> list[int]:
    """The numbers of a row."""
    return cast(list[int], array.tolist())


def tensors(path: Path) -> tuple[dict[str, mx.array], dict[str, str]]:
    """A safetensors file's arrays, by name, and its metadata. Raises what MLX does."""
    found = mx.load(str(path), return_metadata=True)
    return cast(tuple[dict[str, mx.array], dict[str, str]], found)
