"""The companion awake: it answers, and notes what people tell it about themselves.

A turn: the person's words are logged, the reply streams from the model with the facts that stand in
context, then the facts of the message are noted. Knows: how memory, engine, store and shelf come
together in a turn. Does not know: terminals, Discord, or how nights go.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from bot.config import Bot
from bot.consent import keeps
from bot.engine.interface import Adapter, Engine, Sampling
from bot.keeping import Keeping, Speaker, is_of
from bot.memory.extraction import plain
from bot.memory.ledger import Change
from bot.memory.quotes import Quote
from bot.memory.replies import NOTHING_SAID, Reply
from bot.noting import Notebook, Talk
from bot.sleep.shelf import AdapterShelf
from bot.store import LogLine, Person, Store
from bot.window import Place, Prompt


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a person's, and its number where it has one."""

    text: str
    message_id: int | None = None


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


@dataclass(slots=True)
class _Turn:
    """One turn under way."""

    person: Person
    place: Place
    talk: Talk
    lines: list[LogLine]
    adapter: Adapter | None = None
    notices: list[Notice] = field(default_factory=list)
    prompt: Prompt | None = None
    reply: LogLine | None = None


class Companion(Keeping):
    """Talks with people: with one after the other's message, with several at once."""

    def __init__(self, engine: Engine, store: Store, adapters: AdapterShelf, settings: Bot) -> None:
        super().__init__(engine, store, adapters, settings)
        self._notebook = Notebook(engine, store, settings.persona)

    async def turn(
        self,
        speaker: Speaker,
        text: str,
        *,
        message_id: int | None = None,
        before: Sequence[Said] = (),
        quoted: Sequence[Quote] = (),
    ) -> AsyncGenerator[Part, None]:
        """Answer a message: pieces of the reply as they come, one mark of its end, and notices.

        `before` are messages said right before it, which the reply answers too; `quoted` is what
        they reply to, oldest first, which the model reads in this turn only.

        The person's next turn begins when this one is over, and that is once its facts are noted.
        What was said so far is logged when the reply is broken off; what was told is then noted in
        the next turn.

        Raises:
            ModelError: the model could not reply. StoreError: the memory can't be read or written.
        """
        said = _said([*before, Said(text, message_id)])
        if not said:
            yield Piece(NOTHING_SAID)
            yield ReplyEnd()
            return
        async with self._alone(speaker.key), self._engine.attending():
            turn = await self._begin(speaker, said)
            for notice in turn.notices:
                yield notice
            async with aclosing(self._reply(speaker, turn, quoted)) as pieces:
                async for piece in pieces:
                    yield Piece(piece)
            yield ReplyEnd()
            for notice in _notices(await self._notebook.note(turn.place, turn.talk)):
                yield notice
            if turn.prompt is not None:
                listed = turn.talk.listed
                await self._window.summarise(turn.place, listed, turn.prompt, turn.reply)

    async def revise(self, speaker: Speaker, text: str, *, message_id: int) -> list[Notice]:
        """Change what came of a message that was edited, as its text is now this one.

        Raises StoreError. A message that was never heard changes nothing.
        """
        said = plain(text).strip()
        async with self._alone(speaker.key):
            person = await self._store.find_person(speaker.key)
            if person is None:
                return []
            line = await self._store.line_of_message(person.id, message_id)
            said = await self._window.first_part(said)
            if said:
                self._talk(speaker).unkept.reword(message_id, said)
            if line is None or said in ("", line.text):
                return []
            if not keeps(person.consent):
                await self._store.reword(line, said)
                return []
            place = Place(person.id, line.scope, line.conversation)
            return _notices(await self._notebook.reread(place, self._talk(speaker), line, said))

    async def unsay(self, message_ids: Collection[int]) -> None:
        """Forget what was said in messages that were deleted, whoever said it, and all it led to.

        Raises StoreError, as `forget` does.
        """
        for talk in self._talks.values():
            talk.unkept.drop(message_ids)
        for key in await self._store.said_by(message_ids):
            async with self._alone(key):
                person = await self._store.find_person(key)
                if person is None:
                    continue
                folders = await self._store.forget_messages(person.id, message_ids)
                for own, talk in self._talks.items():
                    if own[0] == key:
                        talk.drop(message_ids)
                self._window.forget()
                await self._engine.drop_caches(partial(is_of, key))
                if folders:
                    self._adapters.drop_person(person.id)
                    await self._adapters.delete(folders)

    async def _begin(self, speaker: Speaker, said: Sequence[Said]) -> _Turn:
        """Log the messages, put right what they correct, and fetch the person's weights."""
        person, talk = await self._person(speaker), self._talk(speaker)
        kept = keeps(person.consent)
        place = Place(person.id, speaker.scope, speaker.conversation, kept, talk.unkept)
        turn = _Turn(person, place, talk, [])
        for each in said:
            await self._hear(turn, each)
        turn.adapter = await self._adapters.current(person.id, speaker.scope)
        trouble = self._adapters.take_trouble(person.id, speaker.scope)
        if trouble is not None:
            turn.notices.append(Notice(trouble, "trouble"))
        return turn

    async def _hear(self, turn: _Turn, said: Said) -> None:
        place = turn.place
        part = await self._window.first_part(said.text)
        _, before, _ = await self._window.lines(place)
        line = await self._window.log(place, "user", part, said.message_id)
        turn.lines.append(line)
        if part != said.text:
            text = f"That was too long for me: I read its first {len(part):,} characters."
            turn.notices.append(Notice(text, "trouble"))
        if place.kept:
            changes = await self._notebook.hear(place, turn.talk, line, before)
            turn.notices += _notices(changes)

    async def _reply(
        self, speaker: Speaker, turn: _Turn, quoted: Sequence[Quote]
    ) -> AsyncGenerator[str, None]:
        facts = await self._held(turn.person, speaker.scope)
        turn.prompt = await self._window.prompt(
            turn.place,
            turn.talk.listed,
            turn.lines,
            [fact for fact in facts if fact.state.in_context],
            quoted,
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
                turn.reply = await self._window.log(turn.place, "assistant", reply.text)


def _said(messages: Iterable[Said]) -> list[Said]:
    """The messages that say anything, without signs that nobody sees."""
    said = [Said(plain(each.text).strip(), each.message_id) for each in messages]
    return [each for each in said if each.text]


def _notices(changes: Iterable[Change]) -> list[Notice]:
    return [Notice(change.notice, change.kind) for change in changes]
