"""Stage 3 of a night: the questions, and the teacher's answers to them.

The teacher is the base model with the facts in context. An answer of its that misses the fact is
not taught (KL from a wrong teacher teaches the wrong thing): the question is asked again with that
fact alone, and if that fails too it is dropped. Beside the facts stand questions about the untold,
about what is no longer true, and small talk. Knows: how training items come about. Does not know:
the trainer or the gate.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.engine.interface import Chat, Engine, Message, Priority, Sampling, TrainingItem
from bot.memory import prompts
from bot.memory.facts import Fact
from bot.memory.questions import Form, parse_written, probes, templates
from bot.memory.recall import holds, unknown
from bot.memory.untold import distractors, questions, siblings, small_talk
from bot.sleep.probe import chat
from bot.sleep.select import Selection

_ANSWER = Sampling(max_tokens=32)
_TALK = Sampling(max_tokens=40)
_WRITE = Sampling(max_tokens=90, temperature=0.7, top_p=0.9)
_FACTS_A_CONTEXT = 16
# Of a student's prompts so many have other facts in context, or talk before the question.
_AMONG_FACTS, _AFTER_TALK = 0.2, 0.15


@dataclass(frozen=True, slots=True)
class Wordings:
    """A fact's questions: those to train on, and the probes, which no training sees."""

    trained: tuple[str, ...]
    probes: Mapping[Form, str]


@dataclass(slots=True)
class Dream:
    """What a night trains on. `untaught` says for which facts no right answer was found."""

    items: list[TrainingItem] = field(default_factory=list)
    untaught: dict[int, str] = field(default_factory=dict)
    per_fact: dict[int, list[TrainingItem]] = field(default_factory=dict)


async def write(
    engine: Engine, facts: Sequence[Fact], forms: int, source: random.Random
) -> dict[int, Wordings]:
    """Let the model write questions about each fact; templates fill the rest."""
    system = Message("system", prompts.QUESTIONS)
    chats = [[system, Message("user", fact.line)] for fact in facts for _ in range(2)]
    written = await engine.complete(
        chats, sampling=_seeded(_WRITE, source), priority=Priority.NIGHT
    )
    found = {}
    for at, fact in enumerate(facts):
        own = parse_written("\n".join(written[2 * at : 2 * at + 2]))
        usable = [text for text in own if not holds(text, fact.value)]
        source.shuffle(usable)
        kept_apart, trained = usable[:1], usable[1 : 1 + forms]
        natural = templates(fact.attribute)
        trained += natural[: max(4, forms + 3 - len(trained))]
        found[fact.id] = Wordings(
            tuple(_varied(trained, source)), probes(fact.attribute, kept_apart, source)
        )
    return found


def _seeded(sampling: Sampling, source: random.Random) -> Sampling:
    return Sampling(
        sampling.max_tokens, sampling.temperature, sampling.top_p, source.getrandbits(31)
    )


def _varied(texts: Sequence[str], source: random.Random) -> list[str]:
    """Some as people type them: lower case, no question mark."""
    return [t.lower().rstrip("?.") if source.random() < 0.25 else t for t in texts]


class Dreamer:
    """Makes a night's training items for one person.

    Args:
        unknowns: questions about the untold, per taught fact.
        talk: ordinary prompts a night.
    """

    def __init__(
        self,
        engine: Engine,
        persona: str,
        source: random.Random,
        *,
        unknowns: float = 2.0,
        talk: int = 24,
    ) -> None:
        self._engine, self._persona, self._source = engine, persona, source
        self._unknowns, self._talk = unknowns, talk

    async def dream(self, selection: Selection, wordings: Mapping[int, Wordings]) -> Dream:
        """Ask the teacher everything."""
        dream = Dream()
        taught = (*selection.learn, *selection.due, *selection.replayed)
        talk = await self._small_talk(dream)
        for at in range(0, len(taught), _FACTS_A_CONTEXT):
            group = taught[at : at + _FACTS_A_CONTEXT]
            await self._facts(dream, group, wordings, selection, talk)
        await self._untold(dream, selection, talk)
        return dream

    async def _facts(
        self,
        dream: Dream,
        group: Sequence[Fact],
        wordings: Mapping[int, Wordings],
        selection: Selection,
        talk: Sequence[tuple[str, str]],
    ) -> None:
        lines = [fact.line for fact in group]
        asked = [(fact, text) for fact in group for text in wordings[fact.id].trained]
        chats = [chat(self._persona, text, lines) for _, text in asked]
        replies = await self._teach(chats, _ANSWER)
        missed = [
            at
            for at, ((fact, _), reply) in enumerate(zip(asked, replies, strict=True))
            if not self._right(fact, reply)
        ]
        alone = [chat(self._persona, asked[at][1], [asked[at][0].line]) for at in missed]
        # What another fact answers is a question about that one: asking again would mislead.
        for at, again in zip(missed, await self._teach(alone, _ANSWER), strict=True):
            if not any(holds(replies[at], f.value) for f in group):
                replies[at], chats[at] = again, alone[missed.index(at)]
        held = {fact.attribute for fact in selection.held}
        for (fact, text), reply, teacher in zip(asked, replies, chats, strict=True):
            if self._right(fact, reply):
                item = self._item(text, reply, teacher, held, talk)
                dream.per_fact.setdefault(fact.id, []).append(item)
        for fact in group:
            dream.items += dream.per_fact.get(fact.id, [])
            if len(dream.per_fact.get(fact.id, [])) < 2:
                dream.untaught[fact.id] = self._why(fact, asked, replies)

    @staticmethod
    def _right(fact: Fact, reply: str) -> bool:
        return holds(reply, fact.value) and not unknown(reply)

    @staticmethod
    def _why(fact: Fact, asked: Sequence[tuple[Fact, str]], replies: Sequence[str]) -> str:
        for (other, text), reply in zip(asked, replies, strict=True):
            if other.id == fact.id:
                return f"even with it in view the model did not answer right: {text!r} -> {reply!r}"
        return "no question about it was found"

    async def _untold(
        self, dream: Dream, selection: Selection, talk: Sequence[tuple[str, str]]
    ) -> None:
        held = {fact.attribute for fact in selection.held}
        count = max(12, round(self._unknowns * (len(selection.learn) + len(selection.gone))))
        near = [a for fact in selection.learn for a in siblings(fact.attribute, held)]
        texts = [q.question for q in questions(held, self._source, count, probe=False)]
        texts += [f"What's my {attribute}?" for attribute in near[: count // 2]]
        for fact in selection.gone:
            texts += templates(fact.attribute)[:6]
        lines = [fact.line for fact in selection.held][:_FACTS_A_CONTEXT]
        chats = [chat(self._persona, text, lines) for text in texts]
        for text, reply, teacher in zip(
            texts, await self._teach(chats, _ANSWER), chats, strict=True
        ):
            if unknown(reply):
                dream.items.append(self._item(text, reply, teacher, held, talk))

    async def _small_talk(self, dream: Dream) -> list[tuple[str, str]]:
        """Ordinary prompts, taught by the plain base; the pairs also serve as earlier talk."""
        texts = small_talk(self._source, self._talk, probe=False)
        chats = [chat(self._persona, text) for text in texts]
        pairs = list(zip(texts, await self._teach(chats, _TALK), strict=True))
        for (_, reply), teacher in zip(pairs, chats, strict=True):
            if reply:
                dream.items.append(
                    TrainingItem([*teacher, Message("assistant", reply)], teacher=teacher)
                )
        return [(text, reply) for text, reply in pairs if reply and len(reply) < 120]

    def _item(
        self,
        text: str,
        reply: str,
        teacher: Chat,
        held: set[str],
        talk: Sequence[tuple[str, str]],
    ) -> TrainingItem:
        """The student's prompt holds no fact that answers the question."""
        draw = self._source.random()
        lines = distractors(held, self._source, 3) if draw < _AMONG_FACTS else ()
        student = list(chat(self._persona, text, lines))
        if talk and _AMONG_FACTS <= draw < _AMONG_FACTS + _AFTER_TALK:
            said, replied = self._source.choice(talk)
            student[1:1] = [Message("user", said), Message("assistant", replied)]
        return TrainingItem([*student, Message("assistant", reply)], teacher=teacher)

    async def _teach(self, chats: Sequence[Chat], sampling: Sampling) -> list[str]:
        return await self._engine.complete(
            chats, adapter=None, sampling=sampling, priority=Priority.NIGHT
        )


async def anchors(
    engine: Engine, persona: str, source: random.Random, count: int = 8
) -> list[Chat]:
    """Ordinary chats with the base's own replies: the gate measures on them how far it drifted."""
    texts = small_talk(source, count, probe=True)
    chats = [chat(persona, text) for text in texts]
    replies = await engine.complete(chats, sampling=_TALK, priority=Priority.NIGHT)
    return [
        (*asked, Message("assistant", reply))
        for asked, reply in zip(chats, replies, strict=True)
        if reply
    ]
