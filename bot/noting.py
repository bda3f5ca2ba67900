"""Noting what people tell about themselves: from a logged message to facts in the store.

What a message corrects is done before it is answered; what it states is read by the model after.
Knows: the extraction's prompt, the ledger, the store. Does not know: replies, or who else listens.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from bot.engine.interface import Engine
from bot.errors import ModelError
from bot.extracting import asking, extracted
from bot.memory import corrections, ledger
from bot.memory.corrections import Correction
from bot.memory.extraction import readable, worth_reading
from bot.memory.facts import State
from bot.memory.ledger import Change
from bot.memory.recall import unknown
from bot.memory.revisions import revised, swapped
from bot.store import LogLine, Store
from bot.unkept import Unkept
from bot.widening import held_at
from bot.window import Listed, Place

_log = logging.getLogger(__name__)
_MOST_UNREAD = 16
_LONGEST_QUESTION = 200
_NAMED = re.compile(r"\s*You are (\w[\w-]*)")


@dataclass(frozen=True, slots=True)
class Unread:
    """A message that is not noted yet. `question` is what it may be the bare answer to."""

    line: LogLine
    question: str = ""
    correction: Correction | None = None


@dataclass(slots=True)
class Talk:
    """What is kept of a conversation while the program runs."""

    listed: Listed = field(default_factory=Listed)
    unread: list[Unread] = field(default_factory=list)
    unkept: Unkept = field(default_factory=Unkept)

    def begin_anew(self) -> None:
        """As the person allows something else from now on: what waits to be noted is not."""
        self.listed, self.unread = Listed(), []

    def drop(self, message_ids: Collection[int]) -> None:
        """Leave out messages that were deleted before they were noted."""
        self.unread = [each for each in self.unread if each.line.message_id not in message_ids]


class Notebook:
    """Notes facts for the bot of one persona."""

    def __init__(self, engine: Engine, store: Store, persona: str) -> None:
        self._engine, self._store = engine, store
        named = _NAMED.match(persona)
        self._bot_names = [named[1]] if named else []

    async def hear(
        self, place: Place, talk: Talk, line: LogLine, before: Sequence[LogLine]
    ) -> list[Change]:
        """Do what a message corrects, so that its reply knows of it; leave the rest for `note`.

        `before` are the turns before it, oldest first.
        """
        last_reply = before[-1].text if before and before[-1].role == "assistant" else ""
        previous = next((each.text for each in reversed(before) if each.role == "user"), "")
        previous, text = readable(previous), readable(line.text)
        held = await held_at(self._store, place.person_id, place.scope)
        correction = corrections.read(text, last_reply, held, previous)
        done = [] if correction is None else [ledger.corrected(correction)]
        for change in done:
            await self._apply(place, talk, change, line)
        question = previous[:_LONGEST_QUESTION] if unknown(last_reply) else ""
        talk.unread = [*talk.unread, Unread(line, question, correction)][-_MOST_UNREAD:]
        return done

    async def note(self, place: Place, talk: Talk) -> list[Change]:
        """Note the facts of all messages that were not noted yet; several where replies broke off.

        Where the model fails, what plain phrases say is noted all the same.
        """
        unread = [each for each in talk.unread if worth_reading(readable(each.line.text))]
        done: list[Change] = []
        for each, output in zip(unread, await self._extracted(unread), strict=True):
            done += await self._enter(place, talk, each, output)
        talk.unread = []
        return done

    async def reread(self, place: Place, talk: Talk, line: LogLine, text: str) -> list[Change]:
        """Change what was noted of a message, whose text is another now.

        Where the model fails, what plain phrases say counts.
        """
        new = await self._store.reword(line, text)
        if any(each.line.id == line.id for each in talk.unread):
            # Nothing but its corrections was noted yet; the rest is read from the new text.
            talk.unread = [
                replace(each, line=new) if each.line.id == line.id else each for each in talk.unread
            ]
            return []
        before, message = readable(line.text), readable(text)
        held = await held_at(self._store, place.person_id, place.scope)
        own = [fact for fact in held if fact.message_id == line.message_id]
        done = revised(
            "".join(await self._extracted([Unread(new)] if worth_reading(message) else [])),
            message,
            own,
            held,
            correction=swapped(before, message, own) or corrections.read(message, "", own, before),
            bot_names=self._bot_names,
        )
        for change in done:
            await self._apply(place, talk, change, new)
        gone = {fact.id for change in done for fact in change.replaces}
        stay = [fact for fact in own if fact.id not in gone]
        await self._store.requote({f.id: ledger.quote(message, f.value) for f in stay})
        return done

    async def _extracted(self, unread: Sequence[Unread]) -> list[str]:
        """What the model writes down of each; nothing where it fails."""
        chats = [asking(readable(each.line.text), each.question) for each in unread]
        try:
            return await extracted(self._engine, chats)
        except ModelError as error:
            _log.warning("nothing was extracted: %s", error.fault)
            return ["" for _ in unread]

    async def _enter(self, place: Place, talk: Talk, unread: Unread, output: str) -> list[Change]:
        found = ledger.changes(
            output,
            readable(unread.line.text),
            await held_at(self._store, place.person_id, place.scope),
            answering=bool(unread.question),
            correction=unread.correction,
            bot_names=self._bot_names,
        )
        for change in found:
            await self._apply(place, talk, change, unread.line)
        return found

    async def _apply(self, place: Place, talk: Talk, change: Change, line: LogLine) -> None:
        old = [fact.id for fact in change.replaces]
        if change.kind == "retracted":
            await self._store.set_state(old, State.SUPERSEDED)
            return
        fact = await self._store.add_fact(
            place.person_id,
            place.scope,
            change.attribute,
            change.value,
            ledger.quote(readable(line.text), change.value),
            message_id=line.message_id,
            log_id=line.id,
            supersedes=old,
        )
        talk.listed.heard.add(fact.id)
