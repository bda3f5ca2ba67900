"""Key-value caches: one kept per conversation, and one shared by the rows of a batch.

A cache belongs to the very weights that filled it, so conversations are keyed by (name, adapter
version). Knows: tokens and mlx-lm's caches. Does not know: people or chats.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx_lm.models.cache import (
    KVCache,
    can_trim_prompt_cache,
    make_prompt_cache,
    trim_prompt_cache,
)


@dataclass(slots=True)
class Kept:
    """The tokens that a cache has read, and the cache (one entry a layer)."""

    tokens: list[int]
    layers: list[Any]


class PromptCaches:
    """The last few conversations' caches; the least recently used one goes first."""

    def __init__(self, model: nn.Module, most: int) -> None:
        self._model, self._most = model, most
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def take(self, key: Hashable, tokens: Sequence[int]) -> Kept:
        """A cache that has read a start of `tokens` and no more; at least one token is left."""
        kept = self._kept.pop(key, None)
        if kept is not None:
            same = min(common_prefix(kept.tokens, tokens), len(tokens) - 1)
            surplus = len(kept.tokens) - same
            if surplus == 0 or can_trim_prompt_cache(kept.layers):
                trim_prompt_cache(kept.layers, surplus)
                return Kept(kept.tokens[:same], kept.layers)
        return Kept([], make_prompt_cache(self._model))

    def put(self, key: Hashable, kept: Kept) -> None:
        self._kept[key] = kept
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def drop(self, fits: Callable[[Hashable], bool]) -> int:
        """Let go of the caches whose key fits; returns how many there were."""
        gone = [key for key in self._kept if fits(key)]
        for key in gone:
            del self._kept[key]
        return len(gone)

    def clear(self) -> None:
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


def common_prefix(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens two sequences have in common at their start."""
    for at, (a, b) in enumerate(zip(first, second, strict=False)):
        if a != b:
            return at
    return min(len(first), len(second))


class SharedPrefix:
    """One layer's cache for a batch whose rows share a prefix and go on with words of their own.

    Rows are padded at the left, between prefix and their own tokens; padding is masked and does
    not count as a position, so every row sees just what it would see alone.

    Args:
        prefix: the cache of the prefix, one row [1, heads, prefix, size].
        pads: padding of each row.
        room: tokens that a row may hold beyond the prefix.
    """

    def __init__(self, prefix: KVCache, pads: mx.array, room: int) -> None:
        rows = pads.shape[0]
        self._prefix, self._pads = prefix.offset, pads
        self._used = prefix.offset
        self.offset = prefix.offset - pads
        self.keys, self.values = (
            mx.concatenate(
                [
                    mx.broadcast_to(part, (rows, *part.shape[1:])),
                    mx.zeros((rows, part.shape[1], room, part.shape[3]), part.dtype),
                ],
                axis=2,
            )
            for part in prefix.keys_and_values()
        )

    def update_and_fetch(self, keys: mx.array, values: mx.array) -> tuple[mx.array, mx.array]:
        end = self._used + keys.shape[2]
        self.keys[:, :, self._used : end] = keys
        self.values[:, :, self._used : end] = values
        self.offset = self.offset + keys.shape[2]
        self._used = end
        return self.keys[:, :, :end], self.values[:, :, :end]

    def make_mask(self, length: int, **_: Any) -> mx.array:
        """[rows, 1, length, all]: causal, without the padding."""
        columns = mx.arange(self._used + length)
        causal = mx.arange(self._used, self._used + length)[:, None] >= columns[None]
        own = columns[None] >= (self._prefix + self._pads)[:, None]
        real = own | (columns < self._prefix)[None]
        return causal[None, None] & real[:, None, None]

    def keep(self, rows: mx.array) -> None:
        """Go on with these rows alone."""
        self.keys, self.values = self.keys[rows], self.values[rows]
        self.offset, self._pads = self.offset[rows], self._pads[rows]

    @property
    def state(self) -> list[mx.array]:
        return [self.keys, self.values]
