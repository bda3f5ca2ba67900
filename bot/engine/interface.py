"""What the rest of the project may ask of a language model.

Knows: chats, adapters, sampling, training items. Does not know: MLX, files of a model, people,
facts or nights. `bot.engine.mlx` implements it, `bot.engine.fake` stands in for it in tests.
"""

from __future__ import annotations

import enum
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat. The content is plain text: it never becomes a control token."""

    role: Role
    content: str


Chat = Sequence[Message]


class Priority(enum.IntEnum):
    """Who is served first by the engine's one thread; lower is sooner."""

    CHAT = 0
    WORK = 1
    NIGHT = 2


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a reply is drawn. Temperature 0 takes the likeliest token."""

    max_tokens: int = 200
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class LoraShape:
    """Size of an adapter: rank, scale (multiplies the product), top layers, and modules by name."""

    rank: int = 16
    scale: float = 2.0
    layers: int = 10
    modules: tuple[str, ...] = (
        "q_proj",
        "k_proj",
        "v_proj",
        "o_proj",
        "gate_proj",
        "up_proj",
        "down_proj",
    )


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """A person's weights in memory. `version` is unique to these very weights: caches key on it.

    `weights` maps mlx-lm's parameter names (`model.layers.20.mlp.up_proj.lora_a`) to arrays that
    only the engine looks into.
    """

    version: str
    shape: LoraShape
    weights: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What is loaded. `fingerprint` differs between models whose adapters do not fit each other."""

    name: str
    fingerprint: str
    layers: int
    hidden: int
    context: int
    bits: int


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class TrainingItem:
    """A chat whose assistant turns are to be learned.

    `teacher` is another prompt (no answer at its end) for the same last answer: the base model
    reading it gives the next-token distributions that the student is pulled to (context
    distillation, Snell 2022). Without a teacher only cross-entropy counts. `every_turn` learns all
    assistant turns, else only the last. `weight` multiplies the item's loss.

    What is computed once for an item is kept as long as the item is: hand the same one to the next
    training.
    """

    chat: Chat
    teacher: Chat | None = None
    every_turn: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How to train: rates, sizes and limits.

    `batch_tokens` is the padded size of a batch; `kl` and `cross_entropy` weigh the two losses on
    items that have a teacher; `top_k` is how many of the teacher's tokens are kept; `seconds` and
    `steps` are limits; the rate warms up over `warmup` of the steps and then falls linearly to
    `final_rate` of its height.
    """

    shape: LoraShape = LoraShape()
    rate: float = 1e-3
    steps: int = 60
    seconds: float = 600.0
    batch_items: int = 8
    batch_tokens: int = 1024
    warmup: float = 0.1
    final_rate: float = 0.1
    weight_decay: float = 0.01
    clip: float = 1.0
    kl: float = 1.0
    cross_entropy: float = 0.5
    top_k: int = 20
    seed: int = 0


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """Told after every step: loss is the mean over the step's answer tokens, in nats."""

    step: int
    steps: int
    loss: float
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """A finished training. `stopped` says why it ended before its last step, or is empty."""

    adapter: Adapter
    steps: int
    loss: float
    tokens: int
    seconds: float
    peak_bytes: int
    stopped: Literal["", "time", "asked", "passed"] = ""


class Engine(Protocol):
    """One base model in memory, on one thread, and adapters that are swapped by reference.

    All calls may be awaited from one event loop at the same time; the engine does them in small
    units, chat first. Errors: ModelError, AdapterError, TrainingError.
    """

    @property
    def info(self) -> ModelInfo: ...

    def stream(
        self,
        chat: Chat,
        *,
        adapter: Adapter | None = None,
        sampling: Sampling = Sampling(),
        cache: Hashable | None = None,
        priority: Priority = Priority.CHAT,
    ) -> AsyncIterator[str]:
        """Reply to a chat, piece by piece. `cache` names the conversation whose prefix is kept."""
        ...

    async def complete(
        self,
        chats: Sequence[Chat],
        *,
        adapter: Adapter | None = None,
        sampling: Sampling = Sampling(),
        priority: Priority = Priority.WORK,
    ) -> list[str]:
        """Reply to several chats at once; what they share at their start is read once."""
        ...

    async def likelihood(
        self,
        chats: Sequence[Chat],
        *,
        adapter: Adapter | None = None,
        priority: Priority = Priority.WORK,
    ) -> list[float]:
        """Probability (0 to 1) of each chat's last assistant turn, given all before it."""
        ...

    async def divergence(
        self,
        chats: Sequence[Chat],
        adapter: Adapter,
        *,
        priority: Priority = Priority.NIGHT,
    ) -> float:
        """Mean KL(base || adapted), in nats a token, on the chats' last assistant turns."""
        ...

    def attending(self) -> AbstractAsyncContextManager[None]:
        """While the block lasts, somebody is answered: no other unit of priority NIGHT begins."""
        ...

    async def count_tokens(self, chat: Chat) -> int:
        """Length of a chat as the model reads it."""
        ...

    async def drop_caches(self, fits: Callable[[Hashable], bool]) -> int:
        """Let go of what was read of the conversations whose names fit; how many there were."""
        ...

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
        """Train an adapter, from `start` or from nothing. `stop` is asked between steps.

        With `checkpoint` (a .safetensors file) the state is kept there every 25 steps, and a
        training that was broken off goes on from it.
        """
        ...

    async def rescale(self, adapter: Adapter, factor: float) -> Adapter:
        """The same adapter with its effect multiplied by `factor`, as a new version."""
        ...

    async def load_adapter(self, folder: Path) -> Adapter:
        """Read mlx-lm's `adapters.safetensors` and `adapter_config.json`."""
        ...

    async def save_adapter(self, adapter: Adapter, folder: Path, *, half: bool = False) -> None:
        """Write the two files, flushed to disk; with `half` the weights take 16 bits."""
        ...

    async def close(self) -> None:
        """End the thread; jobs under way are cancelled."""
        ...
