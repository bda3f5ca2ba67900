"""Stage 3 of the paper's deep sleep: the model writes pairs that tie memories together.

The paper draws topics and asks the model for a question and an answer that join two of them; it
keeps whatever comes. Here two facts are drawn, the model writes the question, and answers it with
both before it. A small model asks for one of them alone: where its answer does not name both, two
pairs of its own writing, one of each fact, are joined instead. Knows: how to ask. Does not know:
when the bot dreams.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
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
    engine: Engine,
    persona: str,
    facts: Sequence[Fact],
    known: Mapping[int, Sequence[Pair]],
    count: int,
    source: random.Random,
) -> list[Pair]:
    """At most `count` pairs, each of two facts; none where there are fewer than two.

    `known` are the pairs of each fact alone, by its id.
    """
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
    # Where it wrote nothing, nothing is asked, and no reply can name both.
    questions = [next(iter(parse_written(text)), "?") for text in written]
    replies = await engine.complete(
        [
            chat(persona, text, [fact.line for fact in tie])
            for tie, text in zip(ties, questions, strict=True)
        ],
        sampling=_ANSWER,
        priority=Priority.NIGHT,
    )
    found = []
    for tie, text, reply in zip(ties, questions, replies, strict=True):
        if all(holds(reply, fact.value) for fact in tie) and not unknown(reply):
            found.append((text, reply))
        else:
            found += _joined([known.get(fact.id, ()) for fact in tie], source)
    return found


def _joined(known: Sequence[Sequence[Pair]], source: random.Random) -> list[Pair]:
    """One pair of the first fact and one of the second as one; none where either has none."""
    if not all(known):
        return []
    (asked, answer), (also_asked, also_answer) = (source.choice(pairs) for pairs in known)
    return [(f"{asked} And {also_asked}", f"{answer} {also_answer}")]
