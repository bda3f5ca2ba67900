"""What is computed once per training item: tokens, the teacher's view, the frozen layers' output.

Knows: items, the encoder, the reader. Does not know: losses, steps or the optimizer.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from weakref import WeakKeyDictionary

import mlx.core as mx

from bot.engine.interface import TrainingItem, TrainingPlan
from bot.engine.mlx.batches import Prepared
from bot.engine.mlx.layers import Layers
from bot.engine.mlx.lora import LoraSlots
from bot.engine.mlx.pace import Pace
from bot.engine.mlx.reading import Reader
from bot.engine.mlx.text import ChatEncoder
from bot.errors import TrainingError

_ROWS = 16
_Depth = tuple[int, int]


def _depth(plan: TrainingPlan, first: int) -> _Depth:
    """What an item was made ready for: the layer it enters at, the teacher's tokens."""
    return first, plan.top_k if plan.kl > 0 else 0


class Preparation:
    """Makes items ready for training. All of it runs on the engine's thread."""

    def __init__(
        self, layers: Layers, slots: LoraSlots, encoder: ChatEncoder, reader: Reader, pace: Pace
    ) -> None:
        self._layers, self._slots = layers, slots
        self._encoder, self._reader, self._pace = encoder, reader, pace
        self._kept: WeakKeyDictionary[TrainingItem, tuple[_Depth, Prepared]] = WeakKeyDictionary()

    def encode(
        self, items: Sequence[TrainingItem], plan: TrainingPlan, first: int
    ) -> list[Prepared]:
        """The items' tokens, or all of an item that an earlier training made ready.

        Raises TrainingError.
        """
        found: dict[TrainingItem, Prepared] = {}
        for item in items:
            if item not in found:
                found[item] = self._known(item, plan, first) or self._encoded(item)
        return [found[item] for item in items]

    def fill(
        self,
        items: Sequence[TrainingItem],
        prepared: Sequence[Prepared],
        plan: TrainingPlan,
        first: int,
    ) -> Generator[None, None, None]:
        """Add all else. `first` is the lowest layer that will train: what is below runs here."""
        new = {
            item: one
            for item, one in zip(items, prepared, strict=True)
            if self._known(item, plan, first) is None
        }
        if plan.kl > 0:
            yield from self._teach(list(new), list(new.values()), plan.top_k)
        if first > 0:
            yield from self._freeze(list(new.values()), first)
        for item, one in new.items():
            self._kept[item] = (_depth(plan, first), one)

    def _known(self, item: TrainingItem, plan: TrainingPlan, first: int) -> Prepared | None:
        depth, one = self._kept.get(item, (None, None))
        return one if depth == _depth(plan, first) else None

    def _encoded(self, item: TrainingItem) -> Prepared:
        encoded = self._encoder.encode(item.chat, reply=False)
        spans = encoded.spans if item.every_turn else encoded.spans[-1:]
        positions = [at - 1 for begin, end in spans for at in range(begin, end)]
        if not positions:
            raise TrainingError("A training item has no answer to learn.")
        labels = [encoded.tokens[at + 1] for at in positions]
        return Prepared(encoded.tokens[: spans[-1][1]], positions, labels, item.weight)

    def _teach(
        self, items: Sequence[TrainingItem], prepared: Sequence[Prepared], top_k: int
    ) -> Generator[None, None, None]:
        """The base model's distributions; items whose teacher reads the same facts go together."""
        groups: dict[str, list[int]] = {}
        for at, item in enumerate(items):
            if item.teacher and not item.every_turn:
                groups.setdefault(item.teacher[0].content, []).append(at)
        for group in groups.values():
            chats = [
                self._encoder.encode([*(items[at].teacher or ()), items[at].chat[-1]], reply=False)
                for at in group
            ]

            def keep(row: int, logs: mx.array, group: Sequence[int] = group) -> None:
                item = prepared[group[row]]
                item.teacher_ids = mx.argpartition(-logs, kth=top_k, axis=-1)[:, :top_k]
                item.teacher_logs = mx.take_along_axis(logs, item.teacher_ids, axis=-1)
                mx.eval(item.teacher_ids, item.teacher_logs)

            yield from self._reader.answers(chats, None, keep)

    def _freeze(self, prepared: Sequence[Prepared], first: int) -> Generator[None, None, None]:
        """Hidden states at layer `first`, of items of like length together."""
        ordered = sorted(prepared, key=lambda item: item.length)
        for rows in self._pace.rows([item.length for item in ordered], _ROWS):
            group = [ordered[row] for row in rows]
            longest = group[-1].length
            tokens = mx.array([item.tokens + [0] * (longest - item.length) for item in group])
            # Who talked meanwhile may have an adapter of more layers than are trained.
            self._slots.bind(None)
            hidden = self._layers.run(self._layers.embed(tokens), 0, first)
            for row, item in enumerate(group):
                item.hidden = mx.contiguous(hidden[row, : item.length])
            mx.eval([item.hidden for item in group])
            yield None
