"""Stage 3 of a night: what it trains on, questions with the teacher's answers to them.

The teacher is the base model with the facts in context. An answer of its that misses the fact is
not taught (KL from a wrong teacher teaches the wrong thing): the question is asked again with that
fact alone. If that fails too, a question that the model wrote is dropped, as it may ask for
something else; a template, whose meaning is sure, is answered in the teacher's words at another
question about the fact, if it got one right. Beside the facts stand questions about the untold,
about what is no longer true, and small talk. Knows: how training items come about. Does not know:
the trainer or the gate.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.engine.interface import Adapter, Chat, Engine, Message, Priority, Sampling, TrainingItem
from bot.memory.facts import Fact
from bot.memory.questions import templates
from bot.memory.recall import bare, holds, unknown
from bot.memory.untold import Untold, distractors, near, questions, small_talk
from bot.sleep.probe import chat
from bot.sleep.select import Selection
from bot.sleep.wordings import Wordings

_ANSWER = Sampling(max_tokens=32)
_TALK = Sampling(max_tokens=40)
_FACTS_A_CONTEXT = 16
# With fewer right answers than this a fact counts as not taught.
_FEWEST = 2
# Of a student's prompts so many have other facts in context, or talk before the question.
_AMONG_FACTS, _AFTER_TALK = 0.2, 0.25
_FEWEST_UNTOLD = 20


@dataclass(slots=True)
class Dream:
    """What a night trains on. `untaught` says for which facts no right answer was found.

    `refusals` are the untold's questions with their answers, `talk` is what may stand before any
    question of a student's prompt.
    """

    kept: list[TrainingItem] = field(default_factory=list)
    untaught: dict[int, str] = field(default_factory=dict)
    per_fact: dict[int, list[TrainingItem]] = field(default_factory=dict)
    untold: list[TrainingItem] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    talk: list[tuple[str, str]] = field(default_factory=list)

    @property
    def items(self) -> list[TrainingItem]:
        """All of it."""
        return self.kept + self.untold


@dataclass(slots=True, eq=False)
class _Asked:
    """A question to the teacher, the prompt that it last read, and what it said to that."""

    fact: Fact
    text: str
    sure: bool
    prompt: Chat
    reply: str = ""
    times: int = 0

    @property
    def right(self) -> bool:
        return holds(self.reply, self.fact.value) and not unknown(self.reply)

    def meant_otherwise(self, group: Sequence[Fact]) -> bool:
        """Whether the teacher took it for a question about another fact, and may have been right.

        Of a template's meaning there is no doubt, unless it asks for both facts.
        """
        named = [f for f in group if f.id != self.fact.id and holds(self.reply, f.value)]
        if not self.sure:
            return bool(named)
        own = bare(self.text)
        return any(own == bare(text) for fact in named for text in templates(fact.attribute))


class Dreamer:
    """Makes a night's training items for one person.

    Args:
        unknowns: questions about the untold, per taught fact; a night has some at least, unless
            this is 0.
        talk: ordinary prompts a night.
    """

    def __init__(
        self,
        engine: Engine,
        persona: str,
        source: random.Random,
        *,
        unknowns: float = 5.0,
        talk: int = 32,
    ) -> None:
        self._engine, self._persona, self._source = engine, persona, source
        self._unknowns, self._talk = unknowns, talk

    async def dream(self, selection: Selection, wordings: Mapping[int, Wordings]) -> Dream:
        """Ask the teacher everything."""
        dream = Dream()
        taught = selection.asked
        dream.talk = await self._small_talk(dream)
        for at in range(0, len(taught), _FACTS_A_CONTEXT):
            group = taught[at : at + _FACTS_A_CONTEXT]
            await self._facts(dream, group, wordings, selection)
        await self._untold(dream, selection, wordings)
        return dream

    async def _facts(
        self,
        dream: Dream,
        group: Sequence[Fact],
        wordings: Mapping[int, Wordings],
        selection: Selection,
    ) -> None:
        asked = self._questions(group, wordings)
        await self._ask(asked)
        again = [one for one in asked if not one.right and not one.meant_otherwise(group)]
        for one in again:
            one.prompt = chat(self._persona, one.text, [one.fact.line])
        await self._ask(again)
        held = {fact.attribute for fact in selection.held}
        told = [one for one in asked if one.right]
        self._source.shuffle(told)
        for fact in group:
            own = [one for one in asked if one.fact is fact]
            # What was just said stands in the prompt of the next turn: it must not be the answer.
            talk = dream.talk + [(one.text, one.reply) for one in told][: len(dream.talk)]
            apart = [pair for pair in talk if not holds(" ".join(pair), fact.value)]
            items = self._items(own, held, apart)
            if items:
                dream.per_fact[fact.id] = items
                dream.kept += items
            if len(items) < _FEWEST:
                dream.untaught[fact.id] = _why(own)
        dream.talk += [(one.text, one.reply) for one in told[:_FACTS_A_CONTEXT]]

    def _questions(self, group: Sequence[Fact], wordings: Mapping[int, Wordings]) -> list[_Asked]:
        lines = [fact.line for fact in group]
        found = []
        for fact in group:
            own = wordings[fact.id]
            for sure, texts in ((False, own.written), (True, own.templates)):
                found += [
                    _Asked(fact, text, sure, chat(self._persona, text, lines)) for text in texts
                ]
        return found

    async def _ask(self, asked: Sequence[_Asked]) -> None:
        replies = await self._teach([one.prompt for one in asked], _ANSWER)
        for one, reply in zip(asked, replies, strict=True):
            one.reply, one.times = reply, one.times + 1

    def _items(
        self, own: Sequence[_Asked], held: set[str], talk: Sequence[tuple[str, str]]
    ) -> list[TrainingItem]:
        """One fact's items: where it failed at a sure question, the teacher's words at another."""
        right = [one.reply for one in own if one.right]
        items = []
        for one in own:
            if one.right:
                items.append(self._item(one.text, one.reply, one.prompt, held, talk))
            elif right and one.sure and one.times > 1:
                # Its next-token distributions are wrong here: only the words are to be learnt.
                items.append(self._item(one.text, right[0], None, held, talk))
        return items

    async def _untold(
        self, dream: Dream, selection: Selection, wordings: Mapping[int, Wordings]
    ) -> None:
        if self._unknowns > 0:
            wanted = round(self._unknowns * len(selection.learn + selection.gone))
            asked = self._never_told(selection, max(_FEWEST_UNTOLD, wanted))
            dream.untold = await self._refuse(dream, selection, asked)
        for fact in selection.gone:
            asked = [Untold(fact.attribute, text) for text in wordings[fact.id].templates]
            dream.kept += await self._refuse(dream, selection, asked)

    def _never_told(self, selection: Selection, count: int) -> list[Untold]:
        """Half of them near what is told, as those are the likeliest to get its answer."""
        held = {fact.attribute for fact in selection.held}
        gone = {fact.attribute for fact in selection.gone}
        taught = [fact.attribute for fact in selection.asked]
        found = near(taught, held | gone, self._source, count // 2, probe=False)
        rest = questions(held | gone, self._source, count, probe=False)
        asked = {one.question for one in found}
        return [*found, *(one for one in rest if one.question not in asked)][:count]

    async def _refuse(
        self, dream: Dream, selection: Selection, asked: Sequence[Untold]
    ) -> list[TrainingItem]:
        # The teacher reads no facts here: it refuses more surely, and so must the student.
        chats = [chat(self._persona, one.question) for one in asked]
        replies = await self._teach(chats, _ANSWER)
        held = {fact.attribute for fact in selection.held}
        items = []
        for one, reply, teacher in zip(asked, replies, chats, strict=True):
            if unknown(reply):
                told = held | {one.attribute}
                items.append(self._item(one.question, reply, teacher, told, dream.talk))
                dream.refusals[one.question] = reply
        return items

    async def harden(self, dream: Dream, selection: Selection, adapter: Adapter) -> None:
        """Other questions about the untold, those that a half-trained adapter might well answer.

        Of a pool that it was not trained on, those are taken at which the adapter refuses with the
        least probability: its own neighbors in meaning, whatever the facts are. They stand in for
        half of the untold so far, as refusing is learned from many questions, not from often.
        """
        if not dream.untold:
            return
        count = len(dream.untold)
        pool = self._never_told(selection, count * 3 // 2)
        pool = [one for one in pool if one.question not in dream.refusals]
        usual = Counter(dream.refusals.values()).most_common(1)[0][0]
        chats = [(*chat(self._persona, one.question), Message("assistant", usual)) for one in pool]
        shares = await self._engine.likelihood(chats, adapter=adapter, priority=Priority.NIGHT)
        ranked = sorted(zip(shares, range(len(pool)), strict=True))[: count // 2]
        hard = await self._refuse(dream, selection, [pool[at] for _, at in ranked])
        dream.untold = hard + self._source.sample(dream.untold, count - len(hard))

    async def _small_talk(self, dream: Dream) -> list[tuple[str, str]]:
        """Ordinary prompts, taught by the plain base; the pairs also serve as earlier talk."""
        texts = small_talk(self._source, self._talk, probe=False)
        chats = [chat(self._persona, text) for text in texts]
        pairs = list(zip(texts, await self._teach(chats, _TALK), strict=True))
        for (_, reply), teacher in zip(pairs, chats, strict=True):
            if reply:
                dream.kept.append(
                    TrainingItem([*teacher, Message("assistant", reply)], teacher=teacher)
                )
        return [(text, reply) for text, reply in pairs if reply and len(reply) < 120]

    def _item(
        self,
        text: str,
        reply: str,
        teacher: Chat | None,
        told: set[str],
        talk: Sequence[tuple[str, str]],
    ) -> TrainingItem:
        """The student's prompt holds no fact that answers the question, nor one of `told`."""
        draw = self._source.random()
        lines = distractors(told, self._source, 3) if draw < _AMONG_FACTS else ()
        student = list(chat(self._persona, text, lines))
        if talk and _AMONG_FACTS <= draw < _AMONG_FACTS + _AFTER_TALK:
            said, replied = self._source.choice(talk)
            student[1:1] = [Message("user", said), Message("assistant", replied)]
        return TrainingItem([*student, Message("assistant", reply)], teacher=teacher)

    async def _teach(self, chats: Sequence[Chat], sampling: Sampling) -> list[str]:
        if not chats:
            return []
        return await self._engine.complete(
            chats, adapter=None, sampling=sampling, priority=Priority.NIGHT
        )


def _why(own: Sequence[_Asked]) -> str:
    wrong = [one for one in own if not one.right]
    if not wrong:
        return "no question about it was found"
    text, reply = wrong[0].text, wrong[0].reply
    return f"even with it in view the model did not answer right: {text!r} -> {reply!r}"


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
