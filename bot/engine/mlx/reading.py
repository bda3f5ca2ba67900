"""Reads many answered chats that start alike: the common start once, the rest side by side.

Knows: caches, padding, the model's parts. Does not know: what the scores are for.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import mlx.core as mx
from mlx_lm.models.cache import KVCache, make_prompt_cache

from bot.engine.interface import Adapter
from bot.engine.mlx.caches import SharedPrefix, common_prefix
from bot.engine.mlx.layers import Layers
from bot.engine.mlx.lora import LoraSlots
from bot.engine.mlx.pace import Pace
from bot.engine.mlx.text import Encoded

_CHUNK = 256
_ROWS = 16


class Reader:
    """Scores of the tokens of last answers. All of it runs on the engine's thread."""

    def __init__(self, layers: Layers, slots: LoraSlots, pace: Pace) -> None:
        self._layers, self._slots, self._pace = layers, slots, pace
        self.shares = layers.plain and self._same_in_rows()

    def answers(
        self,
        chats: Sequence[Encoded],
        adapter: Adapter | None,
        use: Callable[[int, mx.array], None],
    ) -> Generator[None, None, None]:
        """Hand each chat's number and its last answer's log-probabilities to `use`.

        These are [answer tokens, vocabulary], so large that they are best reduced at once.
        """
        if not chats:
            return
        shared = self._shared(chats)
        prefix = yield from self.read_prefix(chats[0].tokens[:shared], adapter)
        order = sorted(range(len(chats)), key=lambda i: len(chats[i].tokens))
        lengths = [len(chats[i].tokens) - shared for i in order]
        for rows in self._pace.rows(lengths, _ROWS):
            group = [order[row] for row in rows]
            self._slots.bind(adapter)
            logs = self._rows([chats[i] for i in group], shared, prefix)
            begin = 0
            for i in group:
                count = chats[i].spans[-1][1] - chats[i].spans[-1][0]
                use(i, logs[begin : begin + count])
                begin += count
            yield None

    def _shared(self, chats: Sequence[Encoded]) -> int:
        """How many tokens all start with, at least one left before each answer."""
        if not self.shares:
            return 0
        first = chats[0].tokens
        same = min(common_prefix(first, chat.tokens) for chat in chats)
        return max(0, min(same, min(chat.spans[-1][0] for chat in chats) - 1))

    def _rows(self, group: Sequence[Encoded], shared: int, prefix: list[KVCache]) -> mx.array:
        own = [chat.tokens[shared : chat.spans[-1][1] - 1] for chat in group]
        longest = max(len(tokens) for tokens in own)
        pads = [longest - len(tokens) for tokens in own]
        rows, positions, labels = [], [], 0
        for row, chat in enumerate(group):
            begin, end = chat.spans[-1]
            for at in range(begin, end):
                rows.append(row)
                positions.append(at - 1 - shared + (pads[row] if shared else 0))
            labels += end - begin
        if shared:
            caches: list[Any] | None = [SharedPrefix(c, mx.array(pads), longest) for c in prefix]
            inputs = mx.array([[0] * pad + t for pad, t in zip(pads, own, strict=True)])
        else:
            caches = None
            inputs = mx.array([t + [0] * pad for pad, t in zip(pads, own, strict=True)])
        logits = self._layers.logits_at(inputs, caches, mx.array(rows), mx.array(positions))
        logs = logits - mx.logsumexp(logits, axis=-1, keepdims=True)
        mx.eval(logs)
        return logs

    def _same_in_rows(self) -> bool:
        """Whether a row beside longer ones is read as if it were alone: compared once."""
        model, prefix, own = self._layers.model, [1, 5], [7, 2]
        alone = model(mx.array([prefix + own]))[:, -1].astype(mx.float32)
        layers: list[KVCache] = make_prompt_cache(model)
        try:
            model(mx.array([prefix]), cache=layers)
            caches = [SharedPrefix(layer, mx.array([0, 1]), 3) for layer in layers]
            rows = model(mx.array([[3, 9, 4], [0, *own]]), cache=caches)[1:, -1]
        except (AttributeError, TypeError, ValueError):
            return False
        largest = mx.abs(alone).max()
        apart = mx.abs(alone - rows.astype(mx.float32)).max()
        return bool((apart <= 1e-2 * largest + 1e-3).item())

    def read_prefix(
        self, tokens: list[int], adapter: Adapter | None
    ) -> Generator[None, None, list[KVCache]]:
        """One row's caches after these tokens."""
        layers: list[KVCache] = make_prompt_cache(self._layers.model)
        for at in range(0, len(tokens), _CHUNK):
            self._slots.bind(adapter)
            self._layers.model(mx.array([tokens[at : at + _CHUNK]]), cache=layers)
            mx.eval([layer.state for layer in layers])
            yield None
        return layers
