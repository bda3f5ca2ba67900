"""Stage 5 of the paper's sleep: a fixed benchmark before and after, and whether the sleep is kept.

The paper asks five to twenty questions of general knowledge, arithmetic and programming, and keeps
a sleep that has at least half of the right answers left. Which questions it does not print; these
are ours, such that a small model knows some of them. They say nothing of what was learned, of
untold things or of other people: the paper measures none of that. Knows: the questions. Does not
know: the stages.
"""

from __future__ import annotations

from bot.engine.interface import Adapter, Engine, Priority, Sampling
from bot.memory.recall import holds
from bot.sleep.probe import chat

BENCHMARK: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What is the capital of Italy?", ("Rome",)),
    ("What is the capital of Spain?", ("Madrid",)),
    ("How many legs does a spider have?", ("8", "eight")),
    ("What is 2 plus 3?", ("5", "five")),
    ("What is 10 minus 4?", ("6", "six")),
    ("Which planet do we live on?", ("Earth",)),
    ("What color is the sky on a clear day?", ("blue",)),
    ("What is frozen water called?", ("ice",)),
    ("How many minutes are in an hour?", ("60", "sixty")),
    ("Which animal says meow?", ("cat", "cats", "kitten")),
    ("What is the opposite of hot?", ("cold", "cool")),
    ("Which language is spoken in France?", ("French",)),
    ("What do you call a list of instructions for a computer?", ("program", "code", "algorithm")),
    ("In which season does snow fall?", ("winter",)),
    ("Which star gives us light by day?", ("sun",)),
)
_ANSWER = Sampling(max_tokens=40)


async def benchmark(engine: Engine, persona: str, adapter: Adapter | None) -> float:
    """The share of the benchmark that is answered right, 0 to 1."""
    replies = await engine.complete(
        [chat(persona, question) for question, _ in BENCHMARK],
        adapter=adapter,
        sampling=_ANSWER,
        priority=Priority.NIGHT,
    )
    pairs = zip(replies, BENCHMARK, strict=True)
    right = [any(holds(reply, answer) for answer in answers) for reply, (_, answers) in pairs]
    return sum(right) / len(right)


def kept(before: float, after: float, floor: float) -> bool:
    """Whether a sleep is kept: enough is left of what was right before it.

    Where nothing was right before, nothing can be lost, and the sleep is kept.
    """
    return after >= floor * before
