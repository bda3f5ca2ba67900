"""What a model thinks of given answers: their probability, and how far an adapter moved it.

Knows: log-probabilities. Does not know: how they are read, or why anybody asks.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence

import mlx.core as mx

from bot.engine.interface import Adapter
from bot.engine.mlx.reading import Reader
from bot.engine.mlx.text import Encoded


def likelihood(
    reader: Reader, chats: Sequence[Encoded], adapter: Adapter | None
) -> Generator[None, None, list[float]]:
    """Probability of each chat's last assistant turn, its stop token included."""
    logs = yield from reader.answers(chats, adapter)
    found = []
    for chat, scores in zip(chats, logs, strict=True):
        begin, end = chat.spans[-1]
        labels = mx.array(chat.tokens[begin:end])[:, None]
        found.append(math.exp(float(mx.take_along_axis(scores, labels, axis=-1).sum().item())))
    return found


def divergence(
    reader: Reader, chats: Sequence[Encoded], adapter: Adapter
) -> Generator[None, None, float]:
    """Mean KL(base || adapted) over the answers' tokens, in nats."""
    base = yield from reader.answers(chats, None)
    adapted = yield from reader.answers(chats, adapter)
    total, count = 0.0, 0
    for one, other in zip(base, adapted, strict=True):
        total += float((mx.exp(one) * (one - other)).sum().item())
        count += one.shape[0]
    return total / max(count, 1)
