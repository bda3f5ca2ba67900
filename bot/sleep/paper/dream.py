"""Stage 3 of the paper's deep sleep: the model writes pairs that tie memories together.

The paper draws topics and asks the model for a question and an answer that join two of them; it
keeps whatever comes. Here two facts are drawn, the model writes the question, and answers it with
both before it. A pair whose answer does not name both ties nothing, and is dropped. Knows: how to
ask. Does not know: when the bot dreams.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

from bot.engine.interface import Engine, Message, Priority, Sampling
from bot.memory import prompts
from bot.memory.facts import Fact
from bot.memory.questions import parse_written
from bot.memory.recall import holds, unknown
from bot.sleep.paper.train import Pair
from bot.sleep.probe import chat

_ANSWER = Sampling(max_tokens=48)


async def dreams(
    engine: Engine, persona: str, facts: Sequence[Fact], count: int, source: random.Random
) -> list[Pair]:
    """At most `count` pairs, each of two facts; none where there are fewer than two."""
    ties = list(combinations(facts, 2))
    ties = source.sample(ties, min(count, len(ties)))
    if not ties:
        return []
    system = Message("system", prompts.DREAM)
    written = await engine.complete(
        [(system, Message("user", f"{one.line}\n{other.line}")) for one, other in ties],
        # The paper's temperature for dreams.
        sampling=Sampling(48, temperature=0.9, top_p=0.9, seed=source.getrandbits(31)),
        priority=Priority.NIGHT,
    )
    questions = [next(iter(parse_written(text)), "") for text in written]
    asked = [(tie, text) for tie, text in zip(ties, questions, strict=True) if text]
    if not asked:
        return []
    replies = await engine.complete(
        [chat(persona, text, [fact.line for fact in tie]) for tie, text in asked],
        sampling=_ANSWER,
        priority=Priority.NIGHT,
    )
    return [
        (text, reply)
        for (tie, text), reply in zip(asked, replies, strict=True)
        if all(holds(reply, fact.value) for fact in tie) and not unknown(reply)
    ]
