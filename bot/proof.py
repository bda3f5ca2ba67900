"""A proof of what the weights hold: the bot's own answer with no facts in context.

Knows: questions about facts, the engine. Does not know: whose facts they are, or where the proof is
shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.engine.interface import Adapter, Chat, Engine, Message, Sampling
from bot.memory.facts import Fact
from bot.memory.questions import templates
from bot.memory.recall import holds
from bot.memory.replies import Reply
from bot.sleep.probe import chat

_ANSWER = Sampling(max_tokens=48)


@dataclass(frozen=True, slots=True)
class Proof:
    """One fact, asked for.

    `expected` is the right answer: the bot's own where it is right, else what the model says with
    the fact before it. `probability` (0 to 1) is how likely the person's weights make it, and
    `untaught` how likely the model makes it without them.
    """

    fact: Fact
    question: str
    answer: str
    right: bool
    expected: str
    probability: float
    untaught: float


async def prove(
    engine: Engine, persona: str, facts: Sequence[Fact], adapter: Adapter | None
) -> list[Proof]:
    """Ask for each fact as its owner would, with nothing in context. Raises ModelError."""
    if not facts:
        return []
    questions = [templates(fact.attribute)[0] for fact in facts]
    asked = [chat(persona, question) for question in questions]
    answers = await _answers(engine, asked, adapter)
    right = [holds(answer, fact.value) for fact, answer in zip(facts, answers, strict=True)]
    expected = await _expected(engine, persona, facts, questions, answers)
    whole = [
        (*each, Message("assistant", text)) for each, text in zip(asked, expected, strict=True)
    ]
    probability = await engine.likelihood(whole, adapter=adapter)
    untaught = probability if adapter is None else await engine.likelihood(whole)
    rows = zip(facts, questions, answers, right, expected, probability, untaught, strict=True)
    return [Proof(*row) for row in rows]


async def _expected(
    engine: Engine,
    persona: str,
    facts: Sequence[Fact],
    questions: Sequence[str],
    answers: Sequence[str],
) -> list[str]:
    found = list(answers)
    missed = [at for at, fact in enumerate(facts) if not holds(answers[at], fact.value)]
    told = [chat(persona, questions[at], [facts[at].line]) for at in missed]
    for at, answer in zip(missed, await _answers(engine, told, None), strict=True):
        fact = facts[at]
        plainly = f"Your {fact.attribute} is {fact.value}."
        found[at] = answer if holds(answer, fact.value) else plainly
    return found


async def _answers(engine: Engine, chats: Sequence[Chat], adapter: Adapter | None) -> list[str]:
    if not chats:
        return []
    written = await engine.complete(chats, adapter=adapter, sampling=_ANSWER)
    return [_shown(text) for text in written]


def _shown(written: str) -> str:
    reply = Reply()
    reply.feed(written)
    reply.end()
    return reply.text
