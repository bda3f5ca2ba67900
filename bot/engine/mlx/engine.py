"""The MLX engine: one thread that loads, generates and trains.

MLX's streams belong to the thread that made them, so everything that touches an array happens on
the worker's thread. Knows: how the parts of this package fit together. Does not know: people.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import uuid
from collections.abc import AsyncIterator, Callable, Hashable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import mlx.core as mx

from bot.engine.blas import Blas
from bot.engine.interface import (
    Adapter,
    Chat,
    LoraShape,
    ModelInfo,
    Priority,
    Sampling,
    TrainingItem,
    TrainingPlan,
    TrainingProgress,
    TrainingResult,
)
from bot.engine.mlx import files, loading, score
from bot.engine.mlx.caches import PromptCaches
from bot.engine.mlx.decode import Decoder
from bot.engine.mlx.layers import Layers
from bot.engine.mlx.lora import LoraSlots
from bot.engine.mlx.pace import Pace
from bot.engine.mlx.reading import Reader
from bot.engine.mlx.state import checkpoint_weights
from bot.engine.mlx.text import ChatEncoder
from bot.engine.mlx.train import Trainer
from bot.engine.worker import Job, Worker


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What to load and how much memory it may take.

    `memory_gb` bounds MLX's wired memory and buffer cache on Metal, 0 leaves its defaults;
    `context` cuts the model's window to so many tokens, 0 keeps the model's own; `caches` is how
    many conversations' prompt caches are kept.
    """

    name: str
    memory_gb: float = 0.0
    context: int = 0
    caches: int = 4


class _Parts:
    """All that lives on the engine's thread."""

    def __init__(self, settings: EngineSettings, blas: Blas) -> None:
        _limit_memory(settings.memory_gb)
        model, tokenizer, config = loading.load(settings.name)
        self.encoder = ChatEncoder(tokenizer)
        own = int(config.get("max_position_embeddings", 4096))
        window = min(own, settings.context or own)
        self.slots = LoraSlots(model)
        self.layers = Layers(model)
        self.caches = PromptCaches(model, settings.caches)
        self.pace = Pace()
        self.reader = Reader(self.layers, self.slots, self.pace)
        self.decoder = Decoder(
            self.reader, model, self.slots, self.encoder, self.caches, window, self.pace
        )
        self.streams = _streams()
        self.trainer = Trainer(
            self.layers, self.slots, self.encoder, self.reader, self.streams, blas, self.pace
        )
        quantization = config.get("quantization") or {}
        self.info = ModelInfo(
            name=settings.name,
            fingerprint=loading.fingerprint(config, settings.name, model),
            layers=len(model.layers),
            hidden=int(config.get("hidden_size", 0)),
            context=window,
            bits=int(quantization.get("bits", 0)),
        )


def _limit_memory(gigabytes: float) -> None:
    if gigabytes > 0 and mx.metal.is_available():
        limit = int(gigabytes * (1 << 30))
        mx.set_wired_limit(min(limit, int(mx.device_info()["max_recommended_working_set_size"])))
        mx.set_cache_limit(limit // 8)


def _streams() -> list[mx.Stream]:
    """Two on a CPU with two cores, whose operations mostly use one thread each; one on a GPU."""
    if mx.default_device() == mx.cpu and (os.cpu_count() or 1) > 1:
        return [mx.new_stream(mx.cpu), mx.new_stream(mx.cpu)]
    return [mx.default_stream(mx.default_device())]


class MlxEngine:
    """Implements `bot.engine.interface.Engine`. Made by `open_engine`."""

    def __init__(self, worker: Worker, parts: _Parts) -> None:
        self._worker, self._parts = worker, parts
        self._run = uuid.uuid4().hex[:8]
        self._versions = itertools.count(1)

    @property
    def info(self) -> ModelInfo:
        return self._parts.info

    def _new_version(self) -> str:
        return f"{self._run}-{next(self._versions)}"

    async def stream(
        self,
        chat: Chat,
        *,
        adapter: Adapter | None = None,
        sampling: Sampling = Sampling(),
        cache: Hashable | None = None,
        priority: Priority = Priority.CHAT,
    ) -> AsyncIterator[str]:
        def start() -> Job:
            prompt = self._parts.encoder.encode(chat, reply=True).tokens
            return self._parts.decoder.reply(prompt, adapter, sampling, cache)

        async with aclosing(self._worker.items(start, priority)) as pieces:
            async for piece in pieces:
                if piece:
                    yield piece

    async def complete(
        self,
        chats: Sequence[Chat],
        *,
        adapter: Adapter | None = None,
        sampling: Sampling = Sampling(),
        priority: Priority = Priority.WORK,
    ) -> list[str]:
        if not chats:
            return []

        def start() -> Job:
            prompts = [self._parts.encoder.encode(chat, reply=True).tokens for chat in chats]
            return self._parts.decoder.complete(prompts, adapter, sampling)

        replies: list[str] = await self._worker.result(start, priority)
        return replies

    async def likelihood(
        self,
        chats: Sequence[Chat],
        *,
        adapter: Adapter | None = None,
        priority: Priority = Priority.WORK,
    ) -> list[float]:
        def start() -> Job:
            encoded = [self._parts.encoder.encode(chat, reply=False) for chat in chats]
            return score.likelihood(self._parts.reader, encoded, adapter)

        shares: list[float] = await self._worker.result(start, priority)
        return shares

    async def divergence(
        self, chats: Sequence[Chat], adapter: Adapter, *, priority: Priority = Priority.NIGHT
    ) -> float:
        def start() -> Job:
            encoded = [self._parts.encoder.encode(chat, reply=False) for chat in chats]
            return score.divergence(self._parts.reader, encoded, adapter)

        return float(await self._worker.result(start, priority))

    @asynccontextmanager
    async def attending(self) -> AsyncIterator[None]:
        self._parts.pace.talk()
        with self._worker.holding(Priority.NIGHT):
            yield
        self._parts.pace.talk()

    async def count_tokens(self, chat: Chat) -> int:
        # The tokenizer is no array: it may be asked from any thread.
        return len(self._parts.encoder.encode(chat, reply=True).tokens)

    async def drop_caches(self, fits: Callable[[Hashable], bool]) -> int:
        def drop() -> int:
            return self._parts.decoder.drop(fits)

        return int(await self._worker.call(drop, Priority.CHAT))

    async def train(
        self,
        items: Sequence[TrainingItem],
        plan: TrainingPlan,
        *,
        start: Adapter | None = None,
        on_step: Callable[[TrainingProgress], None] | None = None,
        stop: Callable[[], bool] | None = None,
        priority: Priority = Priority.NIGHT,
        checkpoint: Path | None = None,
    ) -> TrainingResult:
        def begin() -> Job:
            return self._parts.trainer.run(
                items, plan, start, stop or _never, self._new_version, checkpoint
            )

        result: TrainingResult = await self._worker.result(begin, priority, on_step)
        return result

    async def rescale(self, adapter: Adapter, factor: float) -> Adapter:
        def scaled() -> Adapter:
            weights = {
                name: array * factor if name.endswith("lora_b") else array
                for name, array in adapter.weights.items()
            }
            mx.eval(weights)
            return Adapter(self._new_version(), adapter.shape, weights)

        result: Adapter = await self._worker.call(scaled, Priority.NIGHT)
        return result

    async def blend(self, first: Adapter, second: Adapter, share: float) -> Adapter:
        """The mean of two adapters of one shape and descent; `share` (0 to 1) is the second one's.

        Of trainings that went on from each other it is often better than either (Wortsman 2022,
        2203.05482).
        """

        def blended() -> Adapter:
            weights = {
                name: (1 - share) * array + share * second.weights[name]
                for name, array in first.weights.items()
            }
            mx.eval(weights)
            return Adapter(self._new_version(), first.shape, weights)

        result: Adapter = await self._worker.call(blended, Priority.NIGHT)
        return result

    async def load_adapter(self, folder: Path) -> Adapter:
        def read() -> Adapter:
            return files.load(folder, self._parts.slots, self._new_version)

        adapter: Adapter = await self._worker.call(read, Priority.CHAT)
        return adapter

    async def save_adapter(self, adapter: Adapter, folder: Path, *, half: bool = False) -> None:
        await self._worker.call(lambda: files.save(adapter, folder, half=half), Priority.NIGHT)

    async def load_checkpoint(self, path: Path, shape: LoraShape) -> Adapter:
        """The adapter as it stands in the checkpoint of a training that still goes on."""

        def read() -> Adapter:
            weights = checkpoint_weights(path)
            self._parts.slots.check(weights, shape)
            return Adapter(self._new_version(), shape, weights)

        adapter: Adapter = await self._worker.call(read, Priority.WORK)
        return adapter

    async def close(self) -> None:
        await self._worker.close()


def _never() -> bool:
    return False


@asynccontextmanager
async def open_engine(settings: EngineSettings, blas: Blas) -> AsyncIterator[MlxEngine]:
    """Load a model on a thread of its own; the thread ends with the context. Raises ModelError."""
    worker = Worker("engine", at_end=mx.clear_streams)
    try:
        parts = await worker.call(lambda: _Parts(settings, blas), Priority.CHAT)
        yield MlxEngine(worker, parts)
    finally:
        await asyncio.shield(worker.close())
