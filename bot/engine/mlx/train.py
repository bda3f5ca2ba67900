"""The one trainer of the project: context distillation into a LoRA adapter.

The student reads the prompt without the facts; its loss on the answer's tokens is the KL to the
teacher's top-k next-token distribution (the base model that reads the facts; Snell 2022,
2209.15189; Kujanpaa 2024, 2412.14964) plus cross-entropy. Layers below the adapter never change,
so each item goes through them once and training starts from the kept hidden states: exact, and
every later pass costs the top layers alone. On a CPU a batch is cut in two halves that run on two
streams side by side, as most of MLX's operations use one thread there.

Knows: items, losses, batches, the optimizer. Does not know: whose facts these are.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Literal

import mlx.core as mx
from mlx.utils import tree_map

from bot.engine.blas import Blas
from bot.engine.interface import (
    Adapter,
    TrainingItem,
    TrainingPlan,
    TrainingProgress,
    TrainingResult,
)
from bot.engine.mlx.batches import Batch, Prepared, batches, halves
from bot.engine.mlx.layers import Layers
from bot.engine.mlx.lora import LoraSlots
from bot.engine.mlx.numbers import number
from bot.engine.mlx.pace import Pace
from bot.engine.mlx.preparation import Preparation
from bot.engine.mlx.reading import Reader
from bot.engine.mlx.state import State, Weights
from bot.engine.mlx.text import ChatEncoder
from bot.errors import TrainingError

_SLOWER = "Train at a lower [sleep] rate."


class _Limits:
    """Why a training ends before its last step, once it does."""

    def __init__(
        self, stop: Callable[[], bool], clock: Callable[[], float], seconds: float
    ) -> None:
        self._stop, self._clock, self._seconds = stop, clock, seconds
        self._began = clock()
        self.reason: Literal["", "time", "asked"] = ""

    @property
    def spent(self) -> float:
        """Seconds."""
        return self._clock() - self._began

    def reached(self) -> bool:
        if not self.reason and self._stop():
            self.reason = "asked"
        if not self.reason and self.spent > self._seconds:
            self.reason = "time"
        return bool(self.reason)


class Trainer:
    """Trains adapters on one model. All of it runs on the engine's thread.

    Args:
        streams: where the parts of a batch run; one stream, or two on a CPU.
        pace: how much of a step is one unit of work.
        clock: seconds that only ever rise.
    """

    def __init__(
        self,
        layers: Layers,
        slots: LoraSlots,
        encoder: ChatEncoder,
        reader: Reader,
        streams: Sequence[mx.Stream],
        blas: Blas,
        pace: Pace,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._layers, self._slots = layers, slots
        self._preparation = Preparation(layers, slots, encoder, reader, pace)
        self._streams, self._blas, self._pace, self._clock = streams, blas, pace, clock

    def run(
        self,
        items: Sequence[TrainingItem],
        plan: TrainingPlan,
        start: Adapter | None,
        stop: Callable[[], bool],
        new_version: Callable[[], str],
        checkpoint: Path | None = None,
    ) -> Generator[TrainingProgress | None, None, TrainingResult]:
        """Train; yields None while it prepares and then after every step."""
        if not items:
            raise TrainingError("There is nothing to train on.")
        limits = _Limits(stop, self._clock, plan.seconds)
        mx.reset_peak_memory()
        first = self._slots.first_layer(plan.shape) if self._layers.divisible else 0
        state = State.begin(self._slots, plan, start, checkpoint)
        prepared = self._preparation.encode(items, plan, first)
        for _ in self._preparation.fill(items, prepared, plan, first):
            if limits.reached():
                break
            yield None
        tokens, loss = 0, float("nan")
        for step, batch in enumerate(batches(prepared, plan)):
            if step < state.step:
                continue
            if limits.reached():
                break
            loss = yield from self._step(state, batch, plan, first)
            if not math.isfinite(loss):
                raise TrainingError("The training ran away: its loss is not a number.", _SLOWER)
            tokens += sum(item.length for item in batch)
            yield TrainingProgress(state.step, plan.steps, loss, tokens, limits.spent)
            if checkpoint is not None and state.step % 25 == 0:
                state.save(checkpoint)
        # The last step's loss was that of the weights before it.
        if not state.finite():
            raise TrainingError("The training ran away: its weights are no numbers.", _SLOWER)
        adapter = Adapter(new_version(), plan.shape, dict(state.weights))
        peak = int(mx.get_peak_memory())
        return TrainingResult(adapter, state.step, loss, tokens, limits.spent, peak, limits.reason)

    def _one_thread_a_product(self) -> AbstractContextManager[None]:
        """Two streams share the cores; outside of steps every product has them all."""
        return self._blas.single_threaded() if len(self._streams) > 1 else nullcontext()

    def _step(
        self, state: State, batch: list[Prepared], plan: TrainingPlan, first: int
    ) -> Generator[None, None, float]:
        """One step. Its gradient is gathered in as many units as the pace asks for."""
        total = sum(len(item.labels) for item in batch)
        lost, gradient = mx.array(0.0), None
        left = sorted(batch, key=lambda item: item.length)
        while left:
            now, left = self._portion(left)
            with self._one_thread_a_product():
                part, own = self._gradient(state.weights, now, plan, first, total)
                lost = lost + part
                gradient = own if gradient is None else tree_map(mx.add, gradient, own)
                if not left:
                    state.update(gradient, plan)
                    mx.eval(lost, state.weights, state.optimizer.state)
                    break
                mx.eval(lost, gradient)
            yield None
        return number(lost)

    def _portion(self, batch: list[Prepared]) -> tuple[list[Prepared], list[Prepared]]:
        """What one unit takes of a step, the shorter items first, and what is left."""
        rows = next(self._pace.rows([item.length for item in batch], len(batch)))
        return batch[: len(rows)], batch[len(rows) :]

    def _gradient(
        self, held: Weights, batch: list[Prepared], plan: TrainingPlan, first: int, total: int
    ) -> tuple[mx.array, Weights]:
        """A loss and its gradient, not computed yet; `total` is the whole step's answer tokens."""
        losses, gradients = [], []
        for stream, part in zip(self._streams, halves(batch, len(self._streams)), strict=False):
            with mx.stream(stream):
                arrays = Batch.of(part, first, plan)

                def objective(weights: Weights, arrays: Batch = arrays) -> mx.array:
                    self._slots.bind_arrays(weights, plan.shape)
                    return self._loss(arrays, first) / total

                loss, gradient = mx.value_and_grad(objective)(held)
                losses.append(loss)
                gradients.append(gradient)
        self._slots.bind(None)
        summed = gradients[0]
        for other in gradients[1:]:
            summed = tree_map(mx.add, summed, other)
        return sum(losses[1:], losses[0]), summed

    def _loss(self, arrays: Batch, first: int) -> mx.array:
        """Summed over the part's answer tokens."""
        if self._layers.divisible:
            hidden = self._layers.embed(arrays.inputs) if first == 0 else arrays.inputs
            hidden = self._layers.run(hidden, first, self._layers.depth)
            logits = self._layers.logits(hidden[arrays.rows, arrays.positions])
        else:
            logits = self._layers.model(arrays.inputs)[arrays.rows, arrays.positions]
            logits = logits.astype(mx.float32)
        norm = mx.logsumexp(logits, axis=-1, keepdims=True)
        taken = mx.take_along_axis(logits, arrays.labels[:, None], axis=-1) - norm
        loss = -(taken[:, 0] * arrays.label_weights).sum()
        if arrays.teacher_ids is None or arrays.teacher_logs is None:
            return loss
        student = mx.take_along_axis(logits, arrays.teacher_ids, axis=-1) - norm
        return loss + (_kl(arrays.teacher_logs, student) * arrays.teacher_weights).sum()


def _kl(teacher: mx.array, student: mx.array) -> mx.array:
    """KL over the top-k tokens and one bin for all others; log-probabilities [tokens, k]."""
    shares = mx.exp(teacher)
    listed = (shares * (teacher - student)).sum(axis=-1)
    rest_teacher = mx.clip(1 - shares.sum(axis=-1), 1e-6, 1)
    rest_student = mx.clip(1 - mx.exp(student).sum(axis=-1), 1e-6, 1)
    return listed + rest_teacher * (mx.log(rest_teacher) - mx.log(rest_student))
