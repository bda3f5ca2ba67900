"""LoRA layers that are wrapped once and filled by reference.

Wrapping twice nests layers, and weights that a swap leaves out would stay the previous person's;
so every linear layer is wrapped when the model is loaded, and `bind` first empties every slot.
LoRA: Hu 2021 (2106.09685), y = Wx + scale * (x A) B. Knows: a model's linear layers. Does not
know: where adapters are kept or how they are trained.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_unflatten

from bot.engine.interface import Adapter, LoraShape
from bot.errors import AdapterError

_LINEAR = (nn.Linear, nn.QuantizedLinear)


class LoraLinear(nn.Module):
    """A linear layer with an empty slot beside it. Input [..., in], output [..., out]."""

    def __init__(self, linear: nn.Module) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.linear = linear
        # A tuple is no parameter of the module: the slot is not saved, frozen or counted.
        self._slot: tuple[mx.array, mx.array, float] | None = None

    def fill(self, a: mx.array, b: mx.array, scale: float) -> None:
        """Use a [in, rank] and b [rank, out]."""
        self._slot = (a, b, scale)

    def empty(self) -> None:
        self._slot = None

    @property
    def sizes(self) -> tuple[int, int]:
        """(in, out)."""
        out, packed = self.linear.weight.shape
        bits = getattr(self.linear, "bits", None)
        return (packed * 32 // bits if bits else packed), out

    def __call__(self, x: mx.array) -> mx.array:
        y: mx.array = self.linear(x)
        if self._slot is None:
            return y
        a, b, scale = self._slot
        # Scaled while it is narrow, and added by the product: no pass over [..., out] but one.
        narrow = (x @ a) * scale
        if y.dtype == b.dtype:
            return mx.addmm(y, narrow, b)
        return y + (narrow @ b).astype(y.dtype)


class LoraSlots:
    """All wrapped layers of one model, and which adapter is in them now."""

    def __init__(self, model: nn.Module) -> None:
        self.slots: dict[str, LoraLinear] = {}
        self._layer: dict[str, int] = {}
        self._bound: str | None = None
        for index, layer in enumerate(model.layers):
            for path, module in layer.named_modules():
                if isinstance(module, _LINEAR):
                    self._wrap(layer, path, f"model.layers.{index}.{path}", index, module)
        self.depth = len(model.layers)

    def _wrap(self, layer: nn.Module, path: str, name: str, index: int, module: nn.Module) -> None:
        wrapped = LoraLinear(module)
        layer.update_modules(tree_unflatten([(path, wrapped)]))
        self.slots[name] = wrapped
        self._layer[name] = index

    def names(self, shape: LoraShape) -> list[str]:
        """The layers that an adapter of this shape stands on."""
        first = self.depth - min(shape.layers, self.depth)
        return [
            name
            for name in self.slots
            if self._layer[name] >= first and name.rsplit(".", 1)[1] in shape.modules
        ]

    @property
    def modules(self) -> list[str]:
        """The names that a shape may use."""
        return sorted({name.rsplit(".", 1)[1] for name in self.slots})

    def first_layer(self, shape: LoraShape) -> int:
        """Below this layer everything is frozen."""
        return self.depth - min(shape.layers, self.depth)

    def bind(self, adapter: Adapter | None) -> None:
        """Make the model that of this adapter, and of no other; None is the plain base."""
        version = adapter.version if adapter else ""
        if self._bound == version:
            return
        self.bind_arrays(adapter.weights if adapter else {}, adapter.shape if adapter else None)
        self._bound = version

    def bind_arrays(self, weights: Mapping[str, mx.array], shape: LoraShape | None) -> None:
        """Fill the slots with arrays (a training's, perhaps); everything else is emptied."""
        self._bound = None
        for slot in self.slots.values():
            slot.empty()
        if shape is None:
            return
        for name in {key.rsplit(".", 1)[0] for key in weights}:
            self.slots[name].fill(weights[f"{name}.lora_a"], weights[f"{name}.lora_b"], shape.scale)

    def fresh(self, shape: LoraShape, key: mx.array) -> dict[str, mx.array]:
        """New weights: A uniform in +-1/sqrt(in), B zero, so that training starts at the base."""
        weights: dict[str, mx.array] = {}
        names = self.names(shape)
        for name, part in zip(names, mx.random.split(key, max(len(names), 1)), strict=False):
            size_in, size_out = self.slots[name].sizes
            bound = 1 / math.sqrt(size_in)
            weights[f"{name}.lora_a"] = mx.random.uniform(
                -bound, bound, (size_in, shape.rank), key=part
            )
            weights[f"{name}.lora_b"] = mx.zeros((shape.rank, size_out))
        return weights

    def check(self, weights: Mapping[str, mx.array], shape: LoraShape) -> None:
        """Raise AdapterError unless these weights fit this model and shape, none by halves."""
        mend = "It was made for another model, or is damaged: sleep again to make a new one."
        names = frozenset(self.names(shape))
        for key, array in weights.items():
            name, _, part = key.rpartition(".")
            if name not in names or part not in ("lora_a", "lora_b"):
                raise AdapterError(f"The adapter has a tensor without a place here: {key}.", mend)
            if not mx.issubdtype(array.dtype, mx.floating):
                raise AdapterError(f"The adapter's {key} holds {array.dtype}, no fractions.", mend)
            size_in, size_out = self.slots[name].sizes
            fits = (size_in, shape.rank) if part == "lora_a" else (shape.rank, size_out)
            if tuple(array.shape) != fits:
                raise AdapterError(
                    f"The adapter's {key} has shape {tuple(array.shape)}, not {fits}.", mend
                )
            if f"{name}.lora_a" not in weights or f"{name}.lora_b" not in weights:
                raise AdapterError(f"The adapter holds only one half of {name}.", mend)
