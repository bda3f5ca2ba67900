"""What a model thinks of given answers: their probability, and how far an adapter moved it.

Knows: the model, padding. Does not know: why anybody asks.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence

import mlx.core as mx

from bot.engine.interface import Adapter
from bot.engine.mlx.layers import Layers
from bot.engine.mlx.lora import LoraSlots
from bot.engine.mlx.text import Encoded

_ROWS = 8


class Scorer:
    """Reads answers with one model. All of it runs on the engine's thread."""

    def __init__(self, layers: Layers, slots: LoraSlots) -> None:
        self._layers, self._slots = layers, slots

    def likelihood(
        self, chats: Sequence[Encoded], adapter: Adapter | None
    ) -> Generator[None, None, list[float]]:
        """Probability of each chat's last assistant turn, its stop token included."""
        found: list[float] = []
        for at in range(0, len(chats), _ROWS):
            group = chats[at : at + _ROWS]
            logs = self._answer_logs(group, adapter)
            rows, _, labels = _places(group)
            taken = mx.take_along_axis(logs, mx.array(labels)[:, None], axis=-1)[:, 0].tolist()
            sums = [0.0] * len(group)
            for row, value in zip(rows, taken, strict=True):
                sums[row] += value
            found += [math.exp(total) for total in sums]
            yield None
        return found

    def divergence(
        self, chats: Sequence[Encoded], adapter: Adapter
    ) -> Generator[None, None, float]:
        """Mean KL(base || adapted) over the answers' tokens, in nats."""
        total, count = 0.0, 0
        for at in range(0, len(chats), _ROWS):
            group = chats[at : at + _ROWS]
            base = self._answer_logs(group, None)
            adapted = self._answer_logs(group, adapter)
            kl = (mx.exp(base) * (base - adapted)).sum(axis=-1)
            total += float(kl.sum().item())
            count += kl.shape[0]
            yield None
        return total / max(count, 1)

    def _answer_logs(self, group: Sequence[Encoded], adapter: Adapter | None) -> mx.array:
        """Log-probabilities [answer tokens, vocabulary] of all rows, one after another."""
        self._slots.bind(adapter)
        longest = max(len(chat.tokens) for chat in group)
        tokens = mx.array([c.tokens + [0] * (longest - len(c.tokens)) for c in group])
        rows, positions, _ = _places(group)
        if self._layers.divisible:
            hidden = self._layers.run(self._layers.embed(tokens), 0, self._layers.depth)
            logits = self._layers.logits(hidden[mx.array(rows), mx.array(positions)])
        else:
            logits = self._layers.model(tokens)[mx.array(rows), mx.array(positions)]
        logs = logits.astype(mx.float32)
        logs = logs - mx.logsumexp(logs, axis=-1, keepdims=True)
        mx.eval(logs)
        return logs


def _places(group: Sequence[Encoded]) -> tuple[list[int], list[int], list[int]]:
    """Row, predicting position and label of every token of the last answers."""
    rows, positions, labels = [], [], []
    for row, chat in enumerate(group):
        begin, end = chat.spans[-1]
        for at in range(begin, end):
            rows.append(row)
            positions.append(at - 1)
            labels.append(chat.tokens[at])
    return rows, positions, labels
