"""Stage 2 (and again after training): what the weights know, asked with nothing in context.

Knows: how to ask and how to judge a reply. Does not know: training, or what follows from a probe.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.engine.interface import Adapter, Chat, Engine, Message, Priority, Sampling
from bot.memory import prompts
from bot.memory.facts import Fact
from bot.memory.questions import Form, templates
from bot.memory.recall import holds, unknown
from bot.memory.untold import Untold, distractors

_REPLY = Sampling(max_tokens=32)


@dataclass(frozen=True, slots=True)
class Question:
    """One probe of a fact; `lines` are facts of no concern that stand in context meanwhile."""

    fact: Fact
    form: Form
    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A probe's reply, and whether it held the fact."""

    question: Question
    reply: str
    right: bool


@dataclass(frozen=True, slots=True)
class Recalled:
    """All answers of one probe."""

    answers: tuple[Answer, ...]

    def of(self, fact: Fact) -> tuple[Answer, ...]:
        return tuple(a for a in self.answers if a.question.fact.id == fact.id)

    def right(self, fact: Fact) -> int:
        """How many forms were answered right."""
        return sum(answer.right for answer in self.of(fact))

    def knows(self, fact: Fact) -> bool:
        """Whether at most one form was missed, and not the only one: enough to leave context."""
        answers = self.of(fact)
        return bool(answers) and self.right(fact) >= max(1, len(answers) - 1)

    @property
    def share(self) -> float:
        """Right answers of all, 0 to 1; 1 where nothing was asked."""
        return sum(a.right for a in self.answers) / len(self.answers) if self.answers else 1.0


def chat(persona: str, question: str, lines: Sequence[str] = ()) -> Chat:
    """A question to the bot, with these fact lines in context."""
    return (Message("system", prompts.system(persona, lines)), Message("user", question))


def questions(
    facts: Sequence[Fact], forms: Mapping[int, Mapping[Form, str]], source: random.Random
) -> list[Question]:
    """A fact's probes; the embedded form stands among other facts, as fresh ones would in life."""
    held = {fact.attribute for fact in facts}
    found = []
    for fact in facts:
        for form, text in forms[fact.id].items():
            near = distractors(held, source, 2) if form is Form.EMBEDDED else ()
            found.append(Question(fact, form, text, tuple(near)))
    return found


async def ask(
    engine: Engine, persona: str, asked: Sequence[Question], adapter: Adapter | None
) -> Recalled:
    """Ask all questions in batches."""
    chats = [chat(persona, question.text, question.lines) for question in asked]
    replies = await _replies(engine, chats, adapter)
    return Recalled(
        tuple(
            Answer(question, reply, holds(reply, question.fact.value))
            for question, reply in zip(asked, replies, strict=True)
        )
    )


async def faded(
    engine: Engine, persona: str, facts: Sequence[Fact], adapter: Adapter
) -> dict[int, str]:
    """Why a fact is no longer known, for those missed in both of its two most natural wordings."""
    asked = [
        Question(fact, Form.DIRECT, text)
        for fact in facts
        for text in templates(fact.attribute)[:2]
    ]
    recalled = await ask(engine, persona, asked, adapter)
    missed = [recalled.of(fact)[0] for fact in facts if not recalled.right(fact)]
    return {
        answer.question.fact.id: f"asked {answer.question.text!r} it said {answer.reply!r}"
        for answer in missed
    }


@dataclass(frozen=True, slots=True)
class Held:
    """How the untold is held: the share refused, and values of other people that came out."""

    share: float
    leaked: tuple[str, ...]
    made_up: tuple[str, ...]


async def ask_untold(
    engine: Engine,
    persona: str,
    asked: Sequence[Untold],
    others: Sequence[Fact],
    adapter: Adapter | None,
    lines: Sequence[str] = (),
) -> Held:
    """Questions about the untold, and for other people's facts: all should be unknown.

    `lines` are facts that stand in view meanwhile.
    """
    texts = [question.question for question in asked]
    texts += [f"What's my {fact.attribute}?" for fact in others]
    replies = await _replies(engine, [chat(persona, text, lines) for text in texts], adapter)
    own = list(zip(texts, replies, strict=True))[: len(asked)]
    made_up = tuple(f"{text} -> {reply}" for text, reply in own if not unknown(reply))
    leaked = tuple(
        fact.line
        for fact, reply in zip(others, replies[len(asked) :], strict=True)
        if holds(reply, fact.value)
    )
    share = 1 - len(made_up) / len(asked) if asked else 1.0
    return Held(share, leaked, made_up)


async def _replies(engine: Engine, chats: Sequence[Chat], adapter: Adapter | None) -> list[str]:
    if not chats:
        return []
    return await engine.complete(chats, adapter=adapter, sampling=_REPLY, priority=Priority.NIGHT)
