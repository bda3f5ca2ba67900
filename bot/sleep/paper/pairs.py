"""Facts become question/answer pairs, the paper's main training signal; exchanges go along as said.

In the paper the model reads the whole talk and writes the pairs, some of which are made up. Here
facts were noted awake, from the person's own words; the model writes the questions, and answers
each with that one fact before it. An answer that misses the fact is replaced by the fact as a plain
sentence. How many pairs a fact the paper does not say: `[sleep] forms_per_fact` holds, as for ours.
Knows: the model's part in it. Does not know: which facts there are, or how pairs are trained.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.engine.interface import Engine, Priority, Sampling
from bot.memory.facts import Fact
from bot.memory.recall import holds, unknown
from bot.sleep.paper.train import Pair
from bot.sleep.probe import chat
from bot.sleep.wordings import Wordings
from bot.store import Exchange

_ANSWER = Sampling(max_tokens=32)


async def of_facts(
    engine: Engine,
    persona: str,
    facts: Sequence[Fact],
    wordings: Mapping[int, Wordings],
    forms: int,
) -> dict[int, list[Pair]]:
    """At most `forms` pairs for each fact, by its id."""
    asked = [
        (fact, text)
        for fact in facts
        for text in (*wordings[fact.id].written, *wordings[fact.id].templates)[:forms]
    ]
    if not asked:
        return {}
    replies = await engine.complete(
        [chat(persona, text, [fact.line]) for fact, text in asked],
        sampling=_ANSWER,
        priority=Priority.NIGHT,
    )
    found: dict[int, list[Pair]] = {fact.id: [] for fact in facts}
    for (fact, text), reply in zip(asked, replies, strict=True):
        right = holds(reply, fact.value) and not unknown(reply)
        found[fact.id].append((text, reply if right else plainly(fact)))
    return found


def plainly(fact: Fact) -> str:
    """A fact as a sentence to the person."""
    return f"Your {fact.attribute} is {fact.value}."


def of_exchange(exchange: Exchange, elsewhere: Collection[str]) -> list[Pair]:
    """A message with its reply, as they were said: the model's own words with all that is in them.

    `elsewhere` are values that the person told in other places: what holds one is left out, as it
    must not come into the weights of this place. The paper knows one person and one place.
    """
    if exchange.reply is None:
        return []
    pair = (exchange.said.text, exchange.reply.text)
    return [] if any(holds(" ".join(pair), value) for value in elsewhere) else [pair]
