"""What is computed once per training item: tokens, the teacher's view, the frozen layers' output.

Knows: items, the encoder, the reader. Does not know: losses, steps or the optimizer.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import mlx.core as mx

from bot.engine.interface import TrainingItem, TrainingPlan
from bot.engine.mlx.batches import Prepared
from bot.engine.mlx.layers import Layers
from bot.engine.mlx.lora import LoraSlots
from bot.engine.mlx.reading import Reader
from bot.engine.mlx.text import ChatEncoder
from bot.errors import TrainingError

_ROWS = 16


class Preparation:
    """Makes items ready for training. All of it runs on the engine's thread."""

    def __init__(
        self, layers: Layers, slots: LoraSlots, encoder: ChatEncoder, reader: Reader
    ) -> None:
        self._layers, self._slots = layers, slots
        self._encoder, self._reader = encoder, reader

    def run(
        self, items: Sequence[TrainingItem], plan: TrainingPlan, first: int
    ) -> Generator[None, None, list[Prepared]]:
        """`first` is the lowest layer that will train; below it all is computed here, once."""
        prepared = [self._encoded(item) for item in items]
        if plan.kl > 0:
            yield from self._teach(items, prepared, plan.top_k)
        if first > 0:
            yield from self._freeze(prepared, first)
        return prepared

    def _encoded(self, item: TrainingItem) -> Prepared:
        encoded = self._encoder.encode(item.chat, reply=False)
        if not encoded.spans:
            raise TrainingError("A training item has no answer to learn.")
        spans = encoded.spans if item.every_turn else encoded.spans[-1:]
        positions = [at - 1 for begin, end in spans for at in range(begin, end)]
        labels = [encoded.tokens[at + 1] for at in positions]
        return Prepared(encoded.tokens[: spans[-1][1]], positions, labels, item.weight)

    def _teach(
        self, items: Sequence[TrainingItem], prepared: Sequence[Prepared], top_k: int
    ) -> Generator[None, None, None]:
        """The base model's distributions; items whose teacher reads the same facts go together."""
        groups: dict[str, list[int]] = {}
        for at, item in enumerate(items):
            if item.teacher is not None and not item.every_turn:
                groups.setdefault(item.teacher[0].content, []).append(at)
        for group in groups.values():
            chats = [
                self._encoder.encode([*(items[at].teacher or ()), items[at].chat[-1]], reply=False)
                for at in group
            ]
            for begin in range(0, len(group), _ROWS):
                part = group[begin : begin + _ROWS]
                answers = yield from self._reader.answers(chats[begin : begin + _ROWS], None)
                for at, logs in zip(part, answers, strict=True):
                    ids = mx.argpartition(-logs, kth=top_k, axis=-1)[:, :top_k]
                    prepared[at].teacher_ids = ids
                    prepared[at].teacher_logs = mx.take_along_axis(logs, ids, axis=-1)
                    mx.eval(prepared[at].teacher_ids, prepared[at].teacher_logs)

    def _freeze(self, prepared: Sequence[Prepared], first: int) -> Generator[None, None, None]:
        """Hidden states at layer `first`, of items of like length together."""
        ordered = sorted(prepared, key=lambda item: item.length)
        for at in range(0, len(ordered), _ROWS):
            group = ordered[at : at + _ROWS]
            longest = group[-1].length
            tokens = mx.array([item.tokens + [0] * (longest - item.length) for item in group])
            # The adapter's layers lie above: whatever is bound does not matter here.
            hidden = self._layers.run(self._layers.embed(tokens), 0, first)
            for row, item in enumerate(group):
                item.hidden = mx.contiguous(hidden[row, : item.length])
            mx.eval([item.hidden for item in group])
            yield None
