"""Merges an adapter into a copy of its model, and measures how much of it is left there.

The weights of a 4-bit model have sixteen steps a group: what an adapter adds is mostly smaller than
a step, and is rounded away or up when the sum is quantised again. The adapter of one night of three
facts, on the embedded model, kept 24 % of itself in 4 bits and 76 % in 8 (groups of 64). So nights
never do this; it is here for whoever wants one model for one person, and to be measured. Knows:
linear layers, a model folder's files. Does not know: whose adapter it is.
"""

from __future__ import annotations

import math
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_unflatten
from mlx_lm.utils import save_model

from bot.engine.interface import Adapter
from bot.engine.mlx import files, loading
from bot.engine.mlx.lora import LoraSlots
from bot.engine.mlx.numbers import number
from bot.errors import ModelError

_WEIGHTS = ("*.safetensors", "*.safetensors.index.json")
_ELSEWHERE = "Name a folder that is not there yet, outside of the model's own."


@dataclass(frozen=True, slots=True)
class Fusion:
    """What merging did, over all layers that were merged; `bits` is 0 where none is quantised.

    `survived` is how much of what the adapter adds came into the weights, along its own direction:
    1 is all. What quantising again changes by itself is none of it. `noise` is the size of all that
    came besides, as a share of the size of what the adapter adds.
    """

    layers: int
    bits: int
    survived: float
    noise: float


@dataclass(slots=True)
class _Sums:
    """Squares and products of what was to be added (wanted), and of what was."""

    wanted: float = 0.0
    kept: float = 0.0
    besides: float = 0.0

    def add(self, wanted: mx.array, old: mx.array, again: mx.array, new: mx.array) -> None:
        """One layer: its weights before, the same quantised again, and with the adapter."""
        self.wanted += number((wanted * wanted).sum())
        self.kept += number((wanted * (new - again)).sum())
        self.besides += number(mx.square(new - old - wanted).sum())

    @property
    def survived(self) -> float:
        """An adapter that adds nothing is merged whole."""
        return self.kept / self.wanted if self.wanted else 1.0

    @property
    def noise(self) -> float:
        return math.sqrt(self.besides / self.wanted) if self.wanted else 0.0


def fuse(model: Path, adapter: Path, out: Path) -> Fusion:
    """Write a copy of a model folder whose weights hold the adapter too; both are left as they are.

    Layers keep their own bits and groups. The copy is there as a whole or not at all.

    Raises:
        ModelError: the model can't be read, `out` is there already or lies within the model's
            folder, or it can't be written. AdapterError: the adapter can't be read, or was made
            for another model.
    """
    model = model.expanduser()
    if not model.is_dir():
        raise ModelError(f"There is no model folder {model}.", "Name a folder in mlx-lm's format.")
    if out.exists() or model.resolve() in out.resolve().parents:
        raise ModelError(f"The model can't be written to {out}.", _ELSEWHERE)
    whole, _, _ = loading.read(str(model.resolve()))
    slots = LoraSlots(whole)
    merged, fusion = _merged(slots, files.load(adapter, slots, lambda: "fused"))
    whole.update_modules(tree_unflatten(list(merged.items())))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as room:
            part = Path(room) / out.name
            shutil.copytree(model, part, ignore=shutil.ignore_patterns(*_WEIGHTS))
            save_model(part, whole)
            part.rename(out)
    except (OSError, RuntimeError) as error:  # MLX's own writes raise the latter
        raise ModelError(f"The model can't be written to {out}: {error}.", _ELSEWHERE) from error
    return fusion


def _merged(slots: LoraSlots, adapter: Adapter) -> tuple[dict[str, nn.Module], Fusion]:
    """Every layer that was wrapped, without its wrapping, by name."""
    sums, bits = _Sums(), 0
    touched = {name.rsplit(".", 1)[0] for name in adapter.weights}
    found: dict[str, nn.Module] = {}
    for name, slot in slots.slots.items():
        if name not in touched:
            found[name] = slot.linear
            continue
        a, b = adapter.weights[f"{name}.lora_a"], adapter.weights[f"{name}.lora_b"]
        wanted = adapter.shape.scale * (a @ b).T
        old = _plain(slot.linear)
        found[name] = _layer(slot.linear, old + wanted.astype(old.dtype))
        parts = (old, _plain(_layer(slot.linear, old)), _plain(found[name]))
        sums.add(wanted, *(part.astype(mx.float32) for part in parts))
        bits = max(bits, int(getattr(slot.linear, "bits", 0)))
    return found, Fusion(len(touched), bits, sums.survived, sums.noise)


def _layer(like: nn.Module, weight: mx.array) -> nn.Module:
    """A layer of the same kind, bits and bias, with these weights."""
    linear = nn.Linear(weight.shape[1], weight.shape[0], bias="bias" in like)
    linear.weight = weight
    if "bias" in like:
        linear.bias = like.bias
    if not isinstance(like, nn.QuantizedLinear):
        return linear
    made: nn.Module = nn.QuantizedLinear.from_linear(
        linear, like.group_size, like.bits, mode=like.mode
    )
    return made


def _plain(linear: nn.Module) -> mx.array:
    """A layer's weights, [out, in], taken out of their bits."""
    if not isinstance(linear, nn.QuantizedLinear):
        weight: mx.array = linear.weight
        return weight
    return mx.dequantize(
        linear.weight,
        linear.scales,
        linear.get("biases"),
        group_size=linear.group_size,
        bits=linear.bits,
        mode=linear.mode,
    )
