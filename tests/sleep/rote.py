"""The real engine on a model of random weights, which speaks as an able one would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# Before MLX: see bot.engine.blas.
from bot.engine import blas

BLAS = blas.load()

from bot.engine.fake import answer_by_rule  # noqa: E402
from bot.engine.interface import (  # noqa: E402
    Adapter,
    Chat,
    Message,
    Priority,
    Sampling,
    TrainingItem,
    TrainingPlan,
    TrainingResult,
)
from bot.engine.mlx.engine import MlxEngine  # noqa: E402
from bot.memory import prompts  # noqa: E402
from tests.sleep.home import PERSONA  # noqa: E402


class Rote(MlxEngine):
    """Really decodes, trains, saves and loads; but random weights hold no right answer.

    So its words are made up: of an adapter that was loaded those of one that knows `before`, of
    one that was trained those of one that knows `after`.
    """

    def __init__(
        self,
        engine: MlxEngine,
        before: Sequence[str],
        after: Sequence[str],
        on_saved: Callable[[Path], None],
    ) -> None:
        super().__init__(engine._worker, engine._parts)
        self._before, self._after, self._on_saved = before, after, on_saved
        self._known: dict[str, Sequence[str]] = {}

    async def complete(
        self,
        chats: Sequence[Chat],
        *,
        adapter: Adapter | None = None,
        sampling: Sampling = Sampling(),
        priority: Priority = Priority.WORK,
    ) -> list[str]:
        short = Sampling(max_tokens=2, temperature=sampling.temperature, seed=sampling.seed)
        await super().complete(chats, adapter=adapter, sampling=short, priority=priority)
        lines = self._known[adapter.version] if adapter is not None else ()
        return [said(chat, lines) for chat in chats]

    async def train(
        self, items: Sequence[TrainingItem], plan: TrainingPlan, **more: Any
    ) -> TrainingResult:
        result = await super().train(items, plan, **more)
        self._known[result.adapter.version] = self._after
        return result

    async def load_adapter(self, folder: Path) -> Adapter:
        adapter = await super().load_adapter(folder)
        self._known[adapter.version] = self._before
        return adapter

    async def save_adapter(self, adapter: Adapter, folder: Path, *, half: bool = False) -> None:
        await super().save_adapter(adapter, folder, half=half)
        self._on_saved(folder)


def said(chat: Chat, lines: Sequence[str]) -> str:
    """What one who knows these lines by heart says."""
    system = chat[0].content
    if lines and system.startswith(PERSONA):
        system = prompts.system(system, lines)
    return answer_by_rule([Message("system", system), *chat[1:]])
