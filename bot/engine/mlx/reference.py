"""What mlx_lm does by itself: its tuner, and its server's way to change adapters.

For measuring beside our own; each runs in a process of its own (`bot.engine.reference`). Both sides
compute in what the device does fast: float32 on a CPU. Knows: mlx_lm's tuner and server. Does not
know: who measures, or why.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import mlx.optimizers as optimizers
import mlx_lm
from mlx.utils import tree_flatten, tree_map
from mlx_lm.server import ModelProvider
from mlx_lm.tuner.callbacks import TrainingCallback
from mlx_lm.tuner.datasets import CacheDataset, ChatDataset
from mlx_lm.tuner.trainer import TrainingArgs, iterate_batches
from mlx_lm.tuner.trainer import train as tune_with_mlx_lm
from mlx_lm.tuner.utils import linear_to_lora_layers

from bot.engine.interface import Adapter, LoraShape
from bot.engine.mlx import files, loading
from bot.engine.mlx.lora import LoraSlots

Tell = Callable[[dict[str, Any]], None]
_WARM_UP_STEPS = 2


def tune(job: Mapping[str, Any], tell: Tell) -> None:
    """Train with mlx_lm's tuner as it is; the loss is on the last answer, as ours is.

    The job: {"model", "shape", "chats", "rate", "weight_decay", "batch_items", "steps", "every",
    "folder", "seed"}. After `every` steps tells {"step", "seconds", "tokens", "peak_bytes",
    "folder"}, all since the beginning; the folder holds the adapter as it stands. Time spent
    telling does not count.
    """
    shape = _shape(job)
    base, tokenizer = _loaded(job["model"])
    _wrap(base, shape, job["seed"])
    # Its annotations know texts alone.
    items: Any = [{"messages": chat} for chat in job["chats"]]
    data = CacheDataset(ChatDataset(items, tokenizer, mask_prompt=True))
    fresh = tree_map(mx.array, base.trainable_parameters())
    folder = Path(job["folder"])

    def run(steps: int, callback: TrainingCallback, batches: Any) -> None:
        arguments = TrainingArgs(
            # It takes no fewer items than a batch holds.
            batch_size=min(job["batch_items"], len(items)),
            iters=steps,
            steps_per_report=job["every"],
            steps_per_save=steps + 1,
            adapter_file=str(folder / "last.safetensors"),
        )
        optimizer = optimizers.AdamW(job["rate"], weight_decay=job["weight_decay"])
        tune_with_mlx_lm(
            base,
            optimizer,
            data,
            args=arguments,
            iterate_batches=batches,
            training_callback=callback,
        )

    run(_WARM_UP_STEPS, TrainingCallback(), iterate_batches)
    base.update(fresh)
    mx.eval(base.parameters())
    mx.reset_peak_memory()
    report = _Report(base, shape, folder, tell)
    run(job["steps"], report, report.batches)


def _shape(job: Mapping[str, Any]) -> LoraShape:
    return LoraShape(**{**job["shape"], "modules": tuple(job["shape"]["modules"])})


def _loaded(name: str) -> tuple[nn.Module, Any]:
    base, tokenizer = mlx_lm.load(str(Path(name).expanduser()))[:2]
    base.freeze()
    if mx.default_device() == mx.cpu:
        base.update(tree_map(loading.to_float32, base.parameters()))
    mx.eval(base.parameters())
    return base, tokenizer


def _wrap(base: nn.Module, shape: LoraShape, seed: int) -> None:
    """mlx_lm's LoRA layers on just the modules of the shape."""
    mx.random.seed(seed)
    keys = {
        path
        for layer in base.layers
        for path, module in layer.named_modules()
        if isinstance(module, (nn.Linear, nn.QuantizedLinear))
        and path.rsplit(".", 1)[-1] in shape.modules
    }
    config = {"rank": shape.rank, "scale": shape.scale, "dropout": 0.0, "keys": keys}
    linear_to_lora_layers(base, min(shape.layers, len(base.layers)), config)
    mx.eval(base.parameters())


class _Report(TrainingCallback):
    """Tells how far it is, and counts what is trained on as our trainer counts it."""

    def __init__(self, base: nn.Module, shape: LoraShape, folder: Path, tell: Tell) -> None:
        self._base, self._shape, self._folder, self._tell = base, shape, folder, tell
        self._tokens, self._seconds = 0, 0.0
        self._went_on = time.perf_counter()

    def batches(self, **asked: Any) -> Iterator[tuple[mx.array, mx.array]]:
        """mlx_lm's own, counted."""
        for batch, lengths in iterate_batches(**asked):
            self._tokens += int(lengths[:, 1].sum().item())
            yield batch, lengths

    def on_train_loss_report(self, train_info: dict[str, Any]) -> None:
        self._seconds += time.perf_counter() - self._went_on
        step = int(train_info["iteration"])
        folder = self._folder / f"step-{step}"
        weights: Any = dict(tree_flatten(self._base.trainable_parameters()))
        files.save(Adapter(f"mlx-lm-{step}", self._shape, weights), folder)
        self._tell(
            {
                "step": step,
                "seconds": self._seconds,
                "tokens": self._tokens,
                "peak_bytes": int(mx.get_peak_memory()),
                "folder": str(folder),
            }
        )
        self._went_on = time.perf_counter()


def swap(job: Mapping[str, Any], tell: Tell) -> None:
    """Change between two people's adapters, by our slots and by mlx_lm.server's reload.

    The job: {"model", "shape", "rounds"}. Each round tells {"bound", "read", "reloaded",
    "token_after", "token"} in seconds: filling the slots, reading an adapter from disk before that,
    the server's way, one token right after a change, and one more.
    """
    shape = _shape(job)
    base, _, _ = loading.load(job["model"])
    name = str(Path(job["model"]).expanduser())
    slots = LoraSlots(base)
    server = _server(name)
    with tempfile.TemporaryDirectory(prefix="sleepwake-") as place:
        people, folders = [], []
        for number in range(2):
            weights = slots.fresh(shape, mx.random.key(number))
            mx.eval(weights)
            people.append(Adapter(f"person-{number}", shape, weights))
            folders.append(Path(place) / f"person-{number}")
            files.save(people[-1], folders[-1], half=True)
        for turn in range(job["rounds"] + 1):
            found = _swaps(base, slots, server, name, people[turn % 2], folders[turn % 2])
            # The first one warms up.
            if turn > 0:
                tell(found)


def _swaps(
    base: nn.Module,
    slots: LoraSlots,
    server: ModelProvider,
    name: str,
    person: Adapter,
    folder: Path,
) -> dict[str, Any]:
    def token() -> None:
        mx.eval(base(mx.array([[1]])))

    def reload() -> None:
        loaded: Any = server.load(name, str(folder))
        mx.eval(loaded[0].parameters())

    return {
        "bound": _timed(lambda: slots.bind(person)),
        "token_after": _timed(token),
        "token": _timed(token),
        "read": _timed(lambda: files.load(folder, slots, lambda: "read")),
        "reloaded": _timed(reload),
    }


def _server(model: str) -> ModelProvider:
    """What holds the model in mlx_lm.server, as its command line would make it."""
    return ModelProvider(
        argparse.Namespace(
            model=model,
            adapter_path=None,
            draft_model=None,
            trust_remote_code=False,
            chat_template="",
            use_default_chat_template=False,
            pipeline=False,
        )
    )


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


JOBS: Mapping[str, Callable[[Mapping[str, Any], Tell], None]] = {"tune": tune, "swap": swap}
