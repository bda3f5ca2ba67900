"""What changes from step to step of a training, and the file that it is kept in.

Knows: the adapter's weights, the optimizer, the rate's course. Does not know: items or losses.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx.optimizers as optimizers
from mlx.utils import tree_flatten

from bot.engine.interface import Adapter, TrainingPlan
from bot.engine.mlx.lora import LoraSlots
from bot.engine.mlx.numbers import tensors
from bot.errors import TrainingError

Weights = dict[str, mx.array]
_WEIGHTS, _OPTIMIZER = "weights|", "optimizer|"


@dataclass(slots=True)
class State:
    """Saved whole, so that a long training can be taken up again."""

    weights: Weights
    optimizer: optimizers.AdamW
    step: int = 0

    @classmethod
    def begin(
        cls, slots: LoraSlots, plan: TrainingPlan, start: Adapter | None, checkpoint: Path | None
    ) -> State:
        """From `start`, or from nothing, or from where the checkpoint's training was left."""
        weights = slots.fresh(plan.shape, mx.random.key(plan.seed))
        if not weights:
            raise TrainingError(
                f"The model has none of the modules {', '.join(plan.shape.modules)}.",
                f"Set [sleep] modules to some of: {', '.join(slots.modules)}.",
            )
        if start is not None:
            slots.check(start.weights, plan.shape)
            weights.update(_at_scale(start, plan.shape.scale))
        optimizer = optimizers.AdamW(learning_rate=plan.rate, weight_decay=plan.weight_decay)
        optimizer.init(weights)
        state = cls(weights, optimizer)
        if checkpoint is not None and checkpoint.exists():
            state.load(checkpoint)
        return state

    def update(self, gradient: Weights, plan: TrainingPlan) -> None:
        clipped, _ = optimizers.clip_grad_norm(gradient, plan.clip)
        self.optimizer.learning_rate = mx.array(plan.rate * rate_factor(self.step, plan))
        self.weights = self.optimizer.apply_gradients(clipped, self.weights)
        self.step += 1

    def finite(self) -> bool:
        return all(bool(mx.isfinite(array).all().item()) for array in self.weights.values())

    def save(self, path: Path) -> None:
        flat = {f"{_WEIGHTS}{key}": array for key, array in self.weights.items()}
        flat |= {f"{_OPTIMIZER}{key}": array for key, array in _flat(self.optimizer.state)}
        fresh = path.with_suffix(".fresh.safetensors")
        mx.save_safetensors(str(fresh), flat, metadata={"step": str(self.step)})
        fresh.replace(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint. Raises TrainingError where it is damaged or another plan's."""
        arrays, step = _read(path)
        shapes = {key: array.shape for key, array in arrays.items()}
        wanted = {f"{_WEIGHTS}{key}": array.shape for key, array in self.weights.items()}
        wanted |= {f"{_OPTIMIZER}{key}": array.shape for key, array in _flat(self.optimizer.state)}
        if shapes != wanted:
            raise TrainingError("The checkpoint belongs to another training.", _mend(path))
        self.step = step
        self.weights = _part(arrays, _WEIGHTS)
        self.optimizer.state = _nested(_part(arrays, _OPTIMIZER))


def _at_scale(start: Adapter, scale: float) -> Weights:
    """Weights that do at this scale what the adapter's do at its own, in float32."""
    factor = start.shape.scale / scale
    return {
        name: array.astype(mx.float32) * (factor if name.endswith("lora_b") else 1.0)
        for name, array in start.weights.items()
    }


def _flat(state: dict[str, Any]) -> list[tuple[str, mx.array]]:
    return list(tree_flatten(state))  # type: ignore[arg-type]


def _nested(flat: Weights) -> dict[str, Any]:
    """The optimizer's state: names of weights hold dots themselves, so only the last one counts."""
    state: dict[str, Any] = {}
    for key, array in flat.items():
        name, _, moment = key.rpartition(".")
        if name:
            state.setdefault(name, {})[moment] = array
        else:
            state[key] = array
    return state


def _part(arrays: Weights, prefix: str) -> Weights:
    return {
        key.removeprefix(prefix): array for key, array in arrays.items() if key.startswith(prefix)
    }


def _read(path: Path) -> tuple[Weights, int]:
    """A checkpoint's arrays, read before a later one takes its place, and its step."""
    try:
        arrays, metadata = tensors(path)
        mx.eval(arrays)
        return arrays, int(metadata["step"])
    except (RuntimeError, ValueError, KeyError) as error:
        raise TrainingError(f"The checkpoint can't be read: {error}.", _mend(path)) from error


def _mend(path: Path) -> str:
    return f"Delete {path} to begin anew."


def checkpoint_weights(path: Path) -> Weights:
    """The adapter's weights in a checkpoint. Raises TrainingError."""
    arrays, _ = _read(path)
    return _part(arrays, _WEIGHTS)


def rate_factor(step: int, plan: TrainingPlan) -> float:
    """Share of the full rate at a step: linear warm-up, then linear decay to `final_rate`."""
    warm = max(1, round(plan.warmup * plan.steps))
    if step < warm:
        return (step + 1) / warm
    left = (plan.steps - step) / max(1, plan.steps - warm)
    return plan.final_rate + (1 - plan.final_rate) * left
