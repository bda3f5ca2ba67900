"""Decoding: one reply token by token, or many at once. Every `yield` is a unit of work.

Knows: the model, caches, sampling. Does not know: queues, people, training.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Hashable, Sequence
from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx_lm.models.cache import make_prompt_cache

from bot.engine.interface import Adapter, Sampling
from bot.engine.mlx.caches import Kept, PromptCaches, SharedPrefix, common_prefix
from bot.engine.mlx.lora import LoraSlots
from bot.engine.mlx.numbers import integers
from bot.engine.mlx.pace import Pace
from bot.engine.mlx.reading import Reader
from bot.engine.mlx.text import ChatEncoder
from bot.errors import ModelError

_CHUNK = 256
_ROWS = 32
_BROKEN = "\ufffd"


class Decoder:
    """Generates with one model. All of it runs on the engine's thread."""

    def __init__(
        self,
        reader: Reader,
        model: nn.Module,
        slots: LoraSlots,
        encoder: ChatEncoder,
        caches: PromptCaches,
        window: int,
        pace: Pace,
    ) -> None:
        self._reader, self._pace = reader, pace
        self._model, self._slots, self._encoder = model, slots, encoder
        self._caches, self._window = caches, window

    def reply(
        self,
        prompt: Sequence[int],
        adapter: Adapter | None,
        sampling: Sampling,
        cache: Hashable | None,
    ) -> Generator[str | None, None, None]:
        """Yield the reply's text in pieces; None where a unit brought no text."""
        self._check(len(prompt) + 1)
        key = (cache, adapter.version if adapter else "")
        kept = Kept([], make_prompt_cache(self._model))
        if cache is not None:
            kept = self._caches.take(key, prompt)
        try:
            yield from self._reply(list(prompt), kept, adapter, sampling)
        except GeneratorExit:
            # Broken off between two units: what was read is of use to the next turn.
            self._keep(cache, key, kept)
            raise
        # After any other error the cache's layers may differ, and it is dropped.
        self._keep(cache, key, kept)

    def drop(self, fits: Callable[[Hashable], bool]) -> int:
        """Let go of the caches of conversations whose names fit; returns how many there were."""
        return self._caches.drop(lambda key: isinstance(key, tuple) and fits(key[0]))

    def _keep(self, cache: Hashable | None, key: Hashable, kept: Kept) -> None:
        if cache is not None:
            self._caches.put(key, kept)

    def _reply(
        self, prompt: list[int], kept: Kept, adapter: Adapter | None, sampling: Sampling
    ) -> Generator[str | None, None, None]:
        waiting = prompt[len(kept.tokens) :]
        source = _keys(sampling)
        made: list[int] = []
        shown = ""
        room = min(sampling.max_tokens, self._window - len(prompt))
        while len(made) < room:
            part, waiting = waiting[:_CHUNK], waiting[_CHUNK:]
            self._slots.bind(adapter)
            logits = self._model(mx.array([part]), cache=kept.layers)[:, -1]
            mx.eval(logits, [layer.state for layer in kept.layers])
            kept.tokens += part
            if waiting:
                yield None
                continue
            token = integers(_draw(logits, sampling, source))[0]
            if token in self._encoder.stops:
                break
            made.append(token)
            waiting = [token]
            text = self._encoder.decode(made)
            if text.endswith(_BROKEN):
                yield None
                continue
            piece, shown = text[len(shown) :], text
            yield piece

    def complete(
        self, prompts: Sequence[Sequence[int]], adapter: Adapter | None, sampling: Sampling
    ) -> Generator[None, None, list[str]]:
        """Reply to many prompts; what all of them start with is read once."""
        for prompt in prompts:
            self._check(len(prompt) + 1)
        if not self._reader.shares:
            return (yield from self._one_by_one(prompts, adapter, sampling))
        replies = [""] * len(prompts)
        order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
        for at in range(0, len(order), _ROWS):
            group = order[at : at + _ROWS]
            texts = yield from self._batch([prompts[i] for i in group], adapter, sampling, at)
            for i, text in zip(group, texts, strict=True):
                replies[i] = text
        return replies

    def _one_by_one(
        self, prompts: Sequence[Sequence[int]], adapter: Adapter | None, sampling: Sampling
    ) -> Generator[None, None, list[str]]:
        replies = []
        for prompt in prompts:
            pieces = []
            for piece in self.reply(prompt, adapter, sampling, None):
                pieces.append(piece or "")
                yield None
            replies.append("".join(pieces).strip())
        return replies

    def _batch(
        self,
        prompts: Sequence[Sequence[int]],
        adapter: Adapter | None,
        sampling: Sampling,
        offset: int,
    ) -> Generator[None, None, list[str]]:
        shared = min(common_prefix(prompts[0], prompt) for prompt in prompts)
        shared = min(shared, min(len(prompt) for prompt in prompts) - 1)
        if shared == 0:
            return (yield from self._one_by_one(prompts, adapter, sampling))
        prefix = yield from self._reader.read_prefix(list(prompts[0][:shared]), adapter)
        own = [list(prompt[shared:]) for prompt in prompts]
        longest = max(len(tokens) for tokens in own)
        pads = mx.array([longest - len(tokens) for tokens in own])
        room = min(sampling.max_tokens, self._window - shared - longest)
        caches: list[Any] = [SharedPrefix(layer, pads, longest + room) for layer in prefix]
        inputs = mx.array([[0] * (longest - len(tokens)) + tokens for tokens in own])
        inputs = yield from self._read_rows(inputs, caches, adapter)
        source = _keys(sampling, offset)
        made: list[list[int]] = [[] for _ in own]
        active = list(range(len(own)))
        for _ in range(room):
            self._slots.bind(adapter)
            logits = self._model(inputs, cache=caches)[:, -1]
            drawn = _draw(logits, sampling, source)
            mx.eval(drawn, [cache.state for cache in caches])
            chosen = integers(drawn)
            left = []
            for row, (i, token) in enumerate(zip(active, chosen, strict=True)):
                if token not in self._encoder.stops:
                    made[i].append(token)
                    left.append(row)
            if not left:
                break
            if len(left) < len(active):
                for cache in caches:
                    cache.keep(mx.array(left))
                active = [active[row] for row in left]
            inputs = mx.array([[chosen[row]] for row in left])
            yield None
        return [self._encoder.decode(tokens).rstrip(_BROKEN).strip() for tokens in made]

    def _read_rows(
        self, inputs: mx.array, caches: list[Any], adapter: Adapter | None
    ) -> Generator[None, None, mx.array]:
        """Read the rows' columns in small units; gives those left, which one unit may read."""
        rows = inputs.shape[0]
        while inputs.shape[1] > (columns := max(1, self._pace.tokens // rows)):
            self._slots.bind(adapter)
            self._model(inputs[:, :columns], cache=caches)
            mx.eval([cache.state for cache in caches])
            inputs = inputs[:, columns:]
            yield None
        return inputs

    def _check(self, length: int) -> None:
        if length > self._window:
            raise ModelError(
                f"The prompt has {length} tokens; the model's window holds {self._window}.",
                "Send a shorter message, or raise [model] context.",
            )


def _keys(sampling: Sampling, offset: int = 0) -> list[mx.array]:
    """A list of one random key, replaced at every draw."""
    if sampling.seed is None:
        return [mx.random.key(secrets.randbits(32))]
    return [mx.random.key(sampling.seed + offset)]


def _draw(logits: mx.array, sampling: Sampling, source: list[mx.array]) -> mx.array:
    """One token a row from logits [rows, vocabulary]."""
    if sampling.temperature <= 0:
        return mx.argmax(logits, axis=-1)
    source[0], key = mx.random.split(source[0])
    scores = logits.astype(mx.float32) / sampling.temperature
    if sampling.top_p < 1:
        scores = _nucleus(scores, sampling.top_p)
    return mx.random.categorical(scores, key=key)


def _nucleus(scores: mx.array, top_p: float) -> mx.array:
    """Keep the likeliest tokens whose shares reach `top_p` (Holtzman 2019, 1904.09751)."""
    ordered = mx.sort(scores, axis=-1)[:, ::-1]
    before = mx.cumsum(mx.softmax(ordered, axis=-1), axis=-1) - mx.softmax(ordered, axis=-1)
    lowest = mx.where(before < top_p, ordered, mx.inf).min(axis=-1, keepdims=True)
    return mx.where(scores >= lowest, scores, -mx.inf)
