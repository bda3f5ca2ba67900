"""Stage 3 of a night, its first half: many ways to ask for each fact.

Many wordings of a fact matter more than the method that trains them (Physics of Language Models
3.1, 2309.14316). The model writes some, templates fill the rest; the probes are kept apart. Knows:
facts and questions. Does not know: answers.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.engine.interface import Engine, Message, Priority, Sampling
from bot.memory import prompts
from bot.memory.facts import Fact
from bot.memory.questions import (
    Form,
    everything_worded,
    natural,
    parse_written,
    probes,
    templates,
)
from bot.memory.recall import bare, holds

_ENOUGH = 4
# Where people's own wordings are many, this share of the model's is enough, and the first of them
# are always taught.
_MANY, _WRITTEN_OF_MANY, _USUAL = 8, 0.5, 3
# A night of few facts has as many questions about what is untold as one of more: that these do not
# outweigh what is taught, each of few facts is taught in more wordings.
_FEWEST_A_NIGHT = 36
_WRITE = Sampling(max_tokens=90, temperature=0.7, top_p=0.9)


@dataclass(frozen=True, slots=True)
class Wordings:
    """A fact's questions: those to train on, and the probes, which no training sees.

    The model wrote `written`; what `templates` ask for is sure.
    """

    written: tuple[str, ...]
    templates: tuple[str, ...]
    probes: Mapping[Form, str]

    def one(self) -> Wordings:
        """Its most usual wording alone."""
        return Wordings((), self.templates[:1], self.probes)


async def write(
    engine: Engine, facts: Sequence[Fact], forms: int, source: random.Random
) -> dict[int, Wordings]:
    """Let the model write questions about each fact; templates fill the rest."""
    system = Message("system", prompts.QUESTIONS)
    # Where few know how people ask, the model has to think of more.
    writing = [f for f in facts for _ in range(1 if len(natural(f.attribute)) >= _ENOUGH else 2)]
    replies = await engine.complete(
        [[system, Message("user", fact.line)] for fact in writing],
        sampling=_seeded(_WRITE, source),
        priority=Priority.NIGHT,
    )
    drafts = {}
    for fact in facts:
        pairs = zip(writing, replies, strict=True)
        usable = _usable(fact, "\n".join(reply for other, reply in pairs if other is fact))
        source.shuffle(usable)
        asked = probes(fact.attribute, usable[:1], source)
        many = len(natural(fact.attribute)) >= _MANY
        most = max(1, round(forms * _WRITTEN_OF_MANY)) if many else forms
        sure = _usual_first(fact.attribute, source)
        drafts[fact.id] = Wordings(tuple(usable[1 : 1 + most]), tuple(sure), asked)
    probed = {bare(text) for draft in drafts.values() for text in draft.probes.values()}
    fewest = max(_ENOUGH + 2, _FEWEST_A_NIGHT // max(1, len(facts)))
    return {fact: _cut(draft, probed, forms, fewest, source) for fact, draft in drafts.items()}


def _usable(fact: Fact, reply: str) -> list[str]:
    """The model's questions that are new, do not tell the answer, and ask for nothing else."""
    known = {bare(text) for text in templates(fact.attribute)}
    known |= everything_worded()
    found = parse_written(reply)
    return [text for text in found if bare(text) not in known and not holds(text, fact.value)]


def _usual_first(attribute: str, source: random.Random) -> list[str]:
    """An attribute's templates: the usual ones, one that names it, others in turn every night."""
    found = templates(attribute)
    known = len(natural(attribute))
    usual, others, generic = found[:_USUAL], found[_USUAL:known], found[max(known, _USUAL) :]
    source.shuffle(others)
    return [*usual, *generic[:1], *others, *generic[1:]]


def _cut(
    draft: Wordings, probed: set[str], forms: int, fewest: int, source: random.Random
) -> Wordings:
    """Without what any fact's probe asks, and with no more templates than are needed."""
    written = [text for text in draft.written if bare(text) not in probed]
    sure = [text for text in draft.templates if bare(text) not in probed]
    sure = sure[: max(fewest, forms + 3 - len(written))]
    return Wordings(tuple(_varied(written, source)), tuple(_varied(sure, source)), draft.probes)


def _seeded(sampling: Sampling, source: random.Random) -> Sampling:
    return Sampling(
        sampling.max_tokens, sampling.temperature, sampling.top_p, source.getrandbits(31)
    )


def _varied(texts: Sequence[str], source: random.Random) -> list[str]:
    """Some as people type them: lower case, no question mark."""
    return [t.lower().rstrip("?.") if source.random() < 0.25 else t for t in texts]
