"""A model taken apart at a layer: what lies below it, what lies above, and the head.

Knows: the usual make-up of mlx-lm's decoders (embed_tokens, layers, norm, head). Models that are
made otherwise are recognised by comparing, and then run whole. Does not know training or decoding.
"""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx_lm.models.cache import KVCache, make_prompt_cache


class Layers:
    """Runs parts of a decoder. Hidden states are [batch, length, hidden]."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.depth = len(model.layers)
        # Other caches belong to layers that see only a part of what came before.
        self.plain = all(type(cache) is KVCache for cache in make_prompt_cache(model))
        self.divisible = self.plain and self._same_in_parts()

    def embed(self, tokens: mx.array) -> mx.array:
        return self.model.model.embed_tokens(tokens)  # type: ignore[no-any-return]

    def run(self, hidden: mx.array, start: int, stop: int) -> mx.array:
        """Layers start to stop, causal; no cache."""
        mask = "causal" if hidden.shape[1] > 1 else None
        for layer in self.model.layers[start:stop]:
            hidden = layer(hidden, mask, None)
        return hidden

    def logits(self, hidden: mx.array) -> mx.array:
        """From the last layer's states to scores over the vocabulary, in float32."""
        return self._head(self.model.model.norm(hidden))

    def logits_at(
        self, tokens: mx.array, caches: list[Any] | None, rows: mx.array, positions: mx.array
    ) -> mx.array:
        """Scores [places, vocabulary] at the given places alone, read through all layers."""
        if not self.divisible:
            scores = self.model(tokens, cache=caches)[rows, positions]
            return scores.astype(mx.float32)  # type: ignore[no-any-return]
        normed = self.model.model(tokens, cache=caches)[rows, positions]
        return self._head(normed)

    def _head(self, normed: mx.array) -> mx.array:
        head = getattr(self.model, "lm_head", None)
        scores = head(normed) if head else self.model.model.embed_tokens.as_linear(normed)
        return scores.astype(mx.float32)  # type: ignore[no-any-return]

    def _same_in_parts(self) -> bool:
        tokens = mx.array([[1, 5, 9, 2, 7]])
        whole = self.model(tokens).astype(mx.float32)
        try:
            parts = self.logits(self.run(self.embed(tokens), 0, self.depth))
        except (AttributeError, TypeError, ValueError):
            return False
        largest = mx.abs(whole).max()
        return bool((mx.abs(whole - parts).max() <= 1e-2 * largest + 1e-3).item())
