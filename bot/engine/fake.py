"""An engine without a model, for tests: it answers by rule, learns by heart, and keeps a record.

Replies come from a function of the chat, so a test can script them. An adapter holds the questions
and answers it was trained on, and goes before that function when it is asked one of them in words
of nearly the same meaning. Knows: the engine's interface, the prompts. Does not know: MLX.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.engine.interface import (
    Adapter,
    Chat,
    LoraShape,
    Message,
    ModelInfo,
    Priority,
    Sampling,
    TrainingItem,
    TrainingPlan,
    TrainingProgress,
    TrainingResult,
)
from bot.errors import AdapterError, ModelError, SleepwakeError
from bot.memory import prompts

WEIGHTS = "adapters.safetensors"
CONFIG = "adapter_config.json"
UNKNOWN = "I don't know that yet. Will you tell me?"
_PER_MESSAGE = 4
_STATEMENT = re.compile(r"\bmy ([a-z' ]+?) is ([^.,!?\n]+?)(?= and my |[.,!?\n]|$)", re.IGNORECASE)
_LISTED = re.compile(r"^- ([^:\n]+): (.+)$", re.MULTILINE)
_ASIDE = frozenset(
    "a an and are at can called did do does for how i in is it know me my of on remember remind "
    "s so tell the to was what when where which who you your".split()
)

Reply = Callable[[Chat], str]


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the engine: `kind` is the method's name."""

    kind: str
    chats: tuple[tuple[Message, ...], ...]
    adapter: Adapter | None = None
    sampling: Sampling = Sampling()
    cache: Hashable | None = None
    priority: Priority = Priority.CHAT

    @property
    def prompt(self) -> str:
        """The system prompt of the first chat, or nothing."""
        return next((m.content for m in self.chats[0] if m.role == "system"), "")


def answer_by_rule(chat: Chat) -> str:
    """What a small obedient model would say: it does each of the four jobs from what it reads."""
    system = next((m.content for m in chat if m.role == "system"), "")
    said = chat[-1].content
    if system == prompts.EXTRACT:
        found = [f"{match[1].strip()}: {match[2].strip()}" for match in _STATEMENT.finditer(said)]
        return "\n".join(found) or "none"
    if system == prompts.QUESTIONS:
        attribute = said.partition(":")[0]
        return f"What's my {attribute}?\nDo you remember my {attribute}?"
    if system == prompts.SUMMARY:
        return "You talked about this and that."
    asked = _content(said)
    for attribute, value in reversed(_LISTED.findall(system)):
        if _content(attribute) <= asked:
            return f"Your {attribute} is {value}."
    return UNKNOWN if said.rstrip().endswith("?") else "I see, tell me more."


def by_heart(weights: Mapping[str, str], question: str) -> str | None:
    """The answer learned to the question that shares more than half of this one's words."""
    asked = _content(question)
    best, most = None, 0.5
    for learned, answer in weights.items():
        own = _content(learned)
        shared = len(asked & own) / max(len(asked | own), 1)
        if shared > most:
            best, most = answer, shared
    return best


def _content(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold())) - _ASIDE


class FakeEngine:
    """Implements `bot.engine.interface.Engine`.

    Args:
        reply: says what the base model answers to a chat.
        context: window, in tokens; a token is a word, and every message costs four more.
        fingerprint: of the pretended model.

    Attributes:
        calls: what was asked, oldest first.
        fault: raised by the next stream, complete or train, once.
        drift: what `divergence` gives, in nats a token.
        kept: the names of the conversations whose prefix is kept.
        attended: how many are being answered now.
    """

    def __init__(
        self, reply: Reply = answer_by_rule, *, context: int = 2048, fingerprint: str = "fake"
    ) -> None:
        self.reply = reply
        self.calls: list[Call] = []
        self.fault: SleepwakeError | None = None
        self.drift = 0.01
        self.closed = False
        self.kept: set[Hashable] = set()
        self.attended = 0
        self._info = ModelInfo("fake", fingerprint, 4, 8, context, 16)
        self._versions = itertools.count(1)

    @property
    def info(self) -> ModelInfo:
        return self._info

    def asked(self, kind: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.kind == kind]

    async def stream(
        self,
        chat: Chat,
        *,
        adapter: Adapter | None = None,
        sampling: Sampling = Sampling(),
        cache: Hashable | None = None,
        priority: Priority = Priority.CHAT,
    ) -> AsyncIterator[str]:
        self._record("stream", [chat], adapter, sampling, cache, priority)
        if cache is not None:
            self.kept.add(cache)
        for piece in re.findall(r"\s*\S+\s*$|\s*\S+", self._answer(chat, adapter, sampling)):
            await asyncio.sleep(0)
            yield piece

    async def complete(
        self,
        chats: Sequence[Chat],
        *,
        adapter: Adapter | None = None,
        sampling: Sampling = Sampling(),
        priority: Priority = Priority.WORK,
    ) -> list[str]:
        self._record("complete", chats, adapter, sampling, None, priority)
        await asyncio.sleep(0)
        return [self._answer(chat, adapter, sampling).strip() for chat in chats]

    async def likelihood(
        self,
        chats: Sequence[Chat],
        *,
        adapter: Adapter | None = None,
        priority: Priority = Priority.WORK,
    ) -> list[float]:
        self._record("likelihood", chats, adapter, Sampling(), None, priority)
        await asyncio.sleep(0)
        return [
            0.9 if self._answer(chat[:-1], adapter, Sampling()) == chat[-1].content else 0.01
            for chat in chats
        ]

    async def divergence(
        self, chats: Sequence[Chat], adapter: Adapter, *, priority: Priority = Priority.NIGHT
    ) -> float:
        self._record("divergence", chats, adapter, Sampling(), None, priority)
        await asyncio.sleep(0)
        return self.drift

    @asynccontextmanager
    async def attending(self) -> AsyncIterator[None]:
        self.attended += 1
        try:
            yield
        finally:
            self.attended -= 1

    async def count_tokens(self, chat: Chat) -> int:
        return self._length(chat)

    async def drop_caches(self, fits: Callable[[Hashable], bool]) -> int:
        gone = {name for name in self.kept if fits(name)}
        self.kept -= gone
        return len(gone)

    async def train(
        self,
        items: Sequence[TrainingItem],
        plan: TrainingPlan,
        *,
        start: Adapter | None = None,
        on_step: Callable[[TrainingProgress], None] | None = None,
        stop: Callable[[], bool] | None = None,
        priority: Priority = Priority.NIGHT,
        checkpoint: Path | None = None,  # noqa: ARG002 - it is over too soon to be broken off
    ) -> TrainingResult:
        self._record("train", [item.chat for item in items], start, Sampling(), None, priority)
        self._fail()
        steps, loss, tokens = 0, 0.0, 0
        stopped = False
        while steps < plan.steps and not (stopped := stop is not None and stop()):
            await asyncio.sleep(0)
            steps, loss, tokens = steps + 1, 1.0 / (steps + 1), tokens + 10
            if on_step is not None:
                on_step(TrainingProgress(steps, plan.steps, loss, tokens, 0.001 * steps))
        learned = dict(start.weights) if start is not None else {}
        for item in items:
            learned.update(_pairs(item))
        adapter = Adapter(self._version(), plan.shape, learned)
        return TrainingResult(
            adapter, steps, loss, tokens, 0.001 * steps, 1 << 20, "asked" if stopped else ""
        )

    async def rescale(self, adapter: Adapter, factor: float) -> Adapter:
        return Adapter(self._version(), adapter.shape, adapter.weights if factor > 0 else {})

    async def load_adapter(self, folder: Path) -> Adapter:
        try:
            weights = json.loads((folder / WEIGHTS).read_text("utf-8"))
            config = json.loads((folder / CONFIG).read_text("utf-8"))
            modules = tuple(config["modules"])
            shape = LoraShape(config["rank"], config["scale"], config["layers"], modules)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise AdapterError(f"The adapter in {folder} can't be read: {error}.") from error
        return Adapter(self._version(), shape, weights)

    async def save_adapter(self, adapter: Adapter, folder: Path, *, half: bool = False) -> None:
        _write(adapter, folder, half=half)

    async def close(self) -> None:
        self.closed = True

    def _record(
        self,
        kind: str,
        chats: Sequence[Chat],
        adapter: Adapter | None,
        sampling: Sampling,
        cache: Hashable | None,
        priority: Priority,
    ) -> None:
        if self.closed:
            raise RuntimeError("the engine is closed")
        kept = tuple(tuple(chat) for chat in chats)
        self.calls.append(Call(kind, kept, adapter, sampling, cache, priority))

    def _answer(self, chat: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
        self._fail()
        length = self._length(chat)
        if length >= self._info.context:
            raise ModelError(
                f"The prompt has {length} tokens; the model's window holds {self._info.context}."
            )
        learned = by_heart(adapter.weights, chat[-1].content) if adapter is not None else None
        text = self.reply(chat) if learned is None else learned
        words = re.findall(r"\s*\S+", text)
        return text if len(words) <= sampling.max_tokens else "".join(words[: sampling.max_tokens])

    def _fail(self) -> None:
        fault, self.fault = self.fault, None
        if fault is not None:
            raise fault

    def _length(self, chat: Chat) -> int:
        return sum(len(message.content.split()) + _PER_MESSAGE for message in chat)

    def _version(self) -> str:
        return f"fake-{next(self._versions)}"


def _pairs(item: TrainingItem) -> dict[str, str]:
    """The questions an item teaches, each with its answer."""
    pairs = [
        (asked.content, answered.content)
        for asked, answered in itertools.pairwise(item.chat)
        if answered.role == "assistant"
    ]
    return dict(pairs if item.every_turn else pairs[-1:])


def _write(adapter: Adapter, folder: Path, *, half: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shape = adapter.shape
    config = {
        "rank": shape.rank,
        "scale": shape.scale,
        "layers": shape.layers,
        "modules": shape.modules,
        "half": half,
    }
    (folder / WEIGHTS).write_text(json.dumps(dict(adapter.weights)), "utf-8")
    (folder / CONFIG).write_text(json.dumps(config), "utf-8")
