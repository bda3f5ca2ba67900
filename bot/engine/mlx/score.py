"""What a model thinks of given answers: their probability, and how far an adapter moved it.

Knows: log-probabilities. Does not know: how they are read, or why anybody asks.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence

import mlx.core as mx

from bot.engine.interface import Adapter
from bot.engine.mlx.numbers import number
from bot.engine.mlx.reading import Reader
from bot.engine.mlx.text import Encoded

# The base's scores of so many chats are kept until the adapter's are read.
_TOGETHER = 16


def likelihood(
    reader: Reader, chats: Sequence[Encoded], adapter: Adapter | None
) -> Generator[None, None, list[float]]:
    """Probability of each chat's last assistant turn, its stop token included."""
    found = [0.0] * len(chats)

    def keep(at: int, scores: mx.array) -> None:
        begin, end = chats[at].spans[-1]
        labels = mx.array(chats[at].tokens[begin:end])[:, None]
        found[at] = math.exp(number(mx.take_along_axis(scores, labels, axis=-1).sum()))

    yield from reader.answers(chats, adapter, keep)
    return found


def divergence(
    reader: Reader, chats: Sequence[Encoded], adapter: Adapter
) -> Generator[None, None, float]:
    """Mean KL(base || adapted) over the answers' tokens, in nats."""
    total, count = 0.0, 0
    base: dict[int, mx.array] = {}

    def compare(at: int, scores: mx.array) -> None:
        nonlocal total, count
        one = base.pop(at)
        total += number((mx.exp(one) * (one - scores)).sum())
        count += one.shape[0]

    for begin in range(0, len(chats), _TOGETHER):
        part = chats[begin : begin + _TOGETHER]
        yield from reader.answers(part, None, base.__setitem__)
        yield from reader.answers(part, adapter, compare)
    return total / max(count, 1)
