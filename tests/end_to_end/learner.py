"""The real engine on a model of random weights, which speaks as one that learned its lessons.

Knows: what each adapter was taught, also after a restart. Does not know: facts, or people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

# Before MLX: it loads the BLAS that MLX takes.
from tests.sleep.rote import Rote, said  # isort: skip

from bot.engine.fake import UNKNOWN, _content
from bot.engine.interface import (
    Adapter,
    Chat,
    Priority,
    Sampling,
    TrainingItem,
    TrainingPlan,
    TrainingResult,
)
from bot.engine.mlx.engine import MlxEngine
from bot.sleep.shelf import checksum
from tests.end_to_end.mortal import lines_of

_REALLY, _SHORT = 4, Sampling(max_tokens=2)
_TAUGHT = re.compile(r"Your (.+) is (.+)\.")


class Learner(Rote):
    """What an adapter was taught is kept in `memory`, by the checksum of its files.

    It lies apart from the data folder: a file that is hurt there has been taught nothing.
    """

    def __init__(self, engine: MlxEngine, memory: Path) -> None:
        super().__init__(engine, [], [], lambda _: None)
        self._memory = memory

    async def complete(
        self,
        chats: Sequence[Chat],
        *,
        adapter: Adapter | None = None,
        sampling: Sampling = Sampling(),
        priority: Priority = Priority.WORK,
    ) -> list[str]:
        # All is answered by rule; the model itself works on a little of it, so that this takes no
        # longer than the rest.
        some = [chat[-1:] for chat in chats[:_REALLY]]
        await MlxEngine.complete(self, some, adapter=adapter, sampling=_SHORT, priority=priority)
        lines = self._known[adapter.version] if adapter is not None else ()
        return [said(chat, lines) for chat in chats]

    async def train(
        self,
        items: Sequence[TrainingItem],
        plan: TrainingPlan,
        *,
        start: Adapter | None = None,
        **more: Any,
    ) -> TrainingResult:
        result = await super().train(items, plan, start=start, **more)
        before = self._known[start.version] if start is not None else ()
        self._known[result.adapter.version] = taught(items, before)
        return result

    async def save_adapter(self, adapter: Adapter, folder: Path, *, half: bool = False) -> None:
        await super().save_adapter(adapter, folder, half=half)
        lines = json.dumps(list(self._known[adapter.version]))
        (self._memory / f"{checksum(folder)}.json").write_text(lines, "utf-8")

    async def load_adapter(self, folder: Path) -> Adapter:
        adapter = await super().load_adapter(folder)
        self._known[adapter.version] = lines_of(self._memory, checksum(folder))
        return adapter


def taught(items: Iterable[TrainingItem], before: Iterable[str]) -> list[str]:
    """The lines that are known after these items, by who knew those before."""
    known = dict(line.split(": ", 1) for line in before)
    learned: dict[str, str] = {}
    for item in items:
        question, answer = item.chat[-2].content, item.chat[-1].content
        found = _TAUGHT.fullmatch(answer)
        if found is not None:
            learned[found[1]] = found[2]
        elif answer == UNKNOWN:
            # What is gone is asked for by its name alone.
            known = {a: v for a, v in known.items() if _content(a) != _content(question)}
    return [f"{attribute}: {value}" for attribute, value in (known | learned).items()]
