"""What the model writes down of messages, as far as it is sure of it.

A small model names something for every message it is asked about; what it makes up it is less sure
of. Knows: the prompt, and how sure a model is. Does not know: what a message bears out, or what
becomes of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.interface import Chat, Engine, Message, Sampling
from bot.memory import prompts
from bot.memory.extraction import believed, lines

_SAMPLING = Sampling(max_tokens=80)


def asking(text: str, question: str = "") -> list[Message]:
    """The chat that asks for the facts of a readable message; it may answer the question."""
    said = prompts.extraction_input(text, question)
    return [Message("system", prompts.EXTRACT), Message("user", said)]


async def extracted(engine: Engine, chats: Sequence[Chat]) -> list[str]:
    """What the model writes down in each of these chats; nothing of what it doubts.

    Raises ModelError.
    """
    outputs = await engine.complete(chats, sampling=_SAMPLING) if chats else []
    return await undoubted(engine, chats, outputs)


async def undoubted(engine: Engine, chats: Sequence[Chat], outputs: Sequence[str]) -> list[str]:
    """The outputs for these chats, empty where the model itself doubts them. Raises ModelError."""
    told = [at for at, output in enumerate(outputs) if lines(output)]
    whole = [[*chats[at], Message("assistant", outputs[at])] for at in told]
    shares = await engine.likelihood(whole) if whole else []
    kept = list(outputs)
    for at, share in zip(told, shares, strict=True):
        kept[at] = believed(outputs[at], share)
    return kept
