"""The companion awake: it answers, and notes what people tell it about themselves.

A turn: the person's words are logged, the reply streams from the model with the facts that stand in
context, then the facts of the message are noted. Knows: how memory, engine, store and shelf come
together in a turn. Does not know: terminals, Discord, or how nights go.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Literal
from weakref import WeakValueDictionary

from bot.config import Bot
from bot.engine.interface import Adapter, Engine, Sampling
from bot.errors import RequestError
from bot.memory.extraction import plain
from bot.memory.facts import Fact, State
from bot.memory.ledger import Change
from bot.memory.replies import NOTHING_SAID, Reply
from bot.memory.search import about
from bot.noting import Notebook, Talk
from bot.sleep.shelf import AdapterShelf
from bot.store import LogLine, NightRecord, Person, Store
from bot.window import Place, Prompt, Window

_MOST_TALKS = 256


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, where what they say may be used (`scope`), and in which conversation."""

    key: str
    name: str
    scope: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the reply, to be shown as it comes."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A short line beside the reply: what was noted, changed or taken back, or what is wrong."""

    text: str
    kind: Literal["learned", "changed", "retracted", "trouble"]


@dataclass(frozen=True, slots=True)
class ReplyEnd:
    """The reply is whole: only notices of what is noted of the message follow."""


Part = Piece | Notice | ReplyEnd


@dataclass(frozen=True, slots=True)
class Recall:
    """What is known of a person: facts in context, facts in the weights, nights newest first."""

    context: list[Fact]
    weights: list[Fact]
    nights: list[NightRecord]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten; `rebuilt` if weights held it, so that they will be made anew."""

    facts: list[Fact]
    rebuilt: bool


@dataclass(slots=True)
class _Turn:
    """One turn under way."""

    person: Person
    place: Place
    talk: Talk
    line: LogLine
    adapter: Adapter | None = None
    notices: list[Notice] = field(default_factory=list)
    prompt: Prompt | None = None
    reply: LogLine | None = None


class Companion:
    """Talks with people: with one after the other's message, with several at once."""

    def __init__(self, engine: Engine, store: Store, adapters: AdapterShelf, settings: Bot) -> None:
        self._engine, self._store, self._adapters = engine, store, adapters
        self._settings = settings
        self._window = Window(engine, store, settings)
        self._notebook = Notebook(engine, store, settings.persona)
        self._talks: OrderedDict[tuple[str, str, str], Talk] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def turn(
        self, speaker: Speaker, text: str, *, message_id: int | None = None
    ) -> AsyncGenerator[Part, None]:
        """Answer a message: pieces of the reply as they come, one mark of its end, and notices.

        The person's next turn begins when this one is over, and that is once its facts are noted.
        What was said so far is logged when the reply is broken off; what was told is then noted in
        the next turn.

        Raises:
            ModelError: the model could not reply. StoreError: the memory can't be read or written.
        """
        said = plain(text).strip()
        if not said:
            yield Piece(NOTHING_SAID)
            yield ReplyEnd()
            return
        async with self._alone(speaker.key), self._engine.attending():
            turn = await self._begin(speaker, said, message_id)
            for notice in turn.notices:
                yield notice
            async with aclosing(self._reply(speaker, turn)) as pieces:
                async for piece in pieces:
                    yield Piece(piece)
            yield ReplyEnd()
            for notice in _notices(await self._notebook.note(turn.place, turn.talk)):
                yield notice
            if turn.prompt is not None:
                listed = turn.talk.listed
                await self._window.summarise(turn.place, listed, turn.prompt, turn.reply)

    async def recall(self, speaker: Speaker, words: str = "") -> Recall:
        """What is known of the speaker here, or what of it the words find."""
        person = await self._store.find_person(speaker.key)
        if person is None:
            return Recall([], [], [])
        # First the shelf: facts of an adapter that is damaged are in context again.
        await self._adapters.current(person.id, speaker.scope)
        asked = self.find(speaker, words) if words.strip() else self._held(person, speaker.scope)
        facts = await asked
        nights = await self._store.nights(person.id)
        return Recall(
            [fact for fact in facts if fact.state.in_context],
            [fact for fact in facts if fact.state is State.KNOWN],
            [night for night in nights if night.scope == speaker.scope],
        )

    async def find(self, speaker: Speaker, words: str) -> list[Fact]:
        """The speaker's facts that the words are about, else those told in such words."""
        person = await self._store.find_person(speaker.key)
        if person is None or not words.strip():
            return []
        found = about(await self._held(person, speaker.scope), words)
        return found or await self._store.search(person.id, words, scope=speaker.scope)

    async def forget(self, speaker: Speaker, fact_ids: Sequence[int]) -> Forgotten:
        """Forget facts of the speaker for good, with all that came of them; others' are left.

        Raises:
            StoreError: also where weights' files could not be removed.
        """
        async with self._alone(speaker.key):
            person = await self._store.find_person(speaker.key)
            own = [] if person is None else await self._store.facts(person.id, states=State)
            facts = [fact for fact in own if fact.id in set(fact_ids)]
            if person is None or not facts:
                return Forgotten([], rebuilt=False)
            folders = await self._store.forget([fact.id for fact in facts])
            self._let_go(speaker, person)
            await self._adapters.delete(folders)
            return Forgotten(facts, rebuilt=bool(folders))

    async def forget_everything(self, speaker: Speaker) -> None:
        """Forget the speaker, in every place. Raises StoreError as `forget` does."""
        async with self._alone(speaker.key):
            person = await self._store.find_person(speaker.key)
            if person is None:
                return
            folders = await self._store.forget_person(person.id)
            self._let_go(speaker, person)
            await self._adapters.delete(folders)

    async def export(self, speaker: Speaker) -> dict[str, Any]:
        """All that is held about the speaker, JSON-able. Raises RequestError if nothing is."""
        person = await self._store.find_person(speaker.key)
        if person is None:
            raise RequestError(f"I know nobody called {speaker.name}.", "Talk with me first.")
        return await self._store.export(person.id)

    def _alone(self, key: str) -> asyncio.Lock:
        """The lock under which all that changes a person's memory is done."""
        return self._locks.setdefault(key, asyncio.Lock())

    def _let_go(self, speaker: Speaker, person: Person) -> None:
        """Drop what is in memory of a person."""
        self._adapters.drop_person(person.id)
        for key in [key for key in self._talks if key[0] == speaker.key]:
            del self._talks[key]

    def _talk(self, speaker: Speaker) -> Talk:
        key = (speaker.key, speaker.scope, speaker.conversation)
        talk = self._talks.setdefault(key, Talk())
        self._talks.move_to_end(key)
        while len(self._talks) > _MOST_TALKS:
            self._talks.popitem(last=False)
        return talk

    async def _held(self, person: Person, scope: str) -> list[Fact]:
        return await self._store.facts(person.id, scope=scope)

    async def _begin(self, speaker: Speaker, said: str, message_id: int | None) -> _Turn:
        """Log the message, put right what it corrects, and fetch the person's weights."""
        person = await self._store.person(speaker.key, speaker.name)
        place = Place(person.id, speaker.scope, speaker.conversation)
        part = await self._window.first_part(said)
        _, before, _ = await self._window.lines(place)
        line = await self._store.log(
            person.id, speaker.conversation, speaker.scope, "user", part, message_id
        )
        turn = _Turn(person, place, self._talk(speaker), line)
        if part != said:
            text = f"That was too long for me: I read its first {len(part):,} characters."
            turn.notices.append(Notice(text, "trouble"))
        if person.consent != "chat":
            changes = await self._notebook.hear(place, turn.talk, line, before)
            turn.notices += _notices(changes)
        turn.adapter = await self._adapters.current(person.id, speaker.scope)
        trouble = self._adapters.take_trouble(person.id, speaker.scope)
        if trouble is not None:
            turn.notices.append(Notice(trouble, "trouble"))
        return turn

    async def _reply(self, speaker: Speaker, turn: _Turn) -> AsyncGenerator[str, None]:
        facts = await self._held(turn.person, speaker.scope)
        turn.prompt = await self._window.prompt(
            turn.place,
            turn.talk.listed,
            turn.line,
            [fact for fact in facts if fact.state.in_context],
        )
        warm = self._settings.temperature > 0
        sampling = Sampling(
            self._settings.reply_tokens, self._settings.temperature, 0.9 if warm else 1.0
        )
        reply = Reply()
        cache = (speaker.key, speaker.scope, speaker.conversation)
        stream = self._engine.stream(
            turn.prompt.chat, adapter=turn.adapter, sampling=sampling, cache=cache
        )
        try:
            async for piece in stream:
                shown = reply.feed(piece)
                if shown:
                    yield shown
                if reply.over:
                    break
            rest = reply.end() or ("" if reply.text else NOTHING_SAID)
            if rest:
                yield rest
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()
            if reply.text:
                turn.reply = await self._store.log(
                    turn.person.id, speaker.conversation, speaker.scope, "assistant", reply.text
                )


def _notices(changes: Iterable[Change]) -> list[Notice]:
    return [Notice(change.notice, change.kind) for change in changes]
