"""What people may ask of what is kept of them: recall, proof, correction, forgetting, consent.

Knows: how store, shelf, window and engine forget together, and that what changes a person's memory
is done one after the other. Does not know: how a turn goes, terminals, or Discord.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from bot.config import Bot
from bot.consent import NOTHING, Standing, first_consent, keeps
from bot.engine.interface import Engine
from bot.errors import RequestError
from bot.memory.attributes import same_value
from bot.memory.extraction import plain
from bot.memory.facts import Fact, State
from bot.memory.search import about
from bot.noting import Talk
from bot.proof import Proof, prove
from bot.receipt import Receipt, checked
from bot.sleep.shelf import AdapterShelf
from bot.store import Chooser, Consent, NightRecord, Person, Store
from bot.widening import held_at, searched_at
from bot.window import Window

_MOST_TALKS = 256
_LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, where what they say may be used (`scope`), and in which conversation."""

    key: str
    name: str
    scope: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Recall:
    """What is known of a person: facts in context, facts in the weights, nights newest first.

    `both` are the facts in context that the weights were trained on too. `told_in` says of facts
    whose message has a number in which conversation it was said.
    """

    context: list[Fact]
    weights: list[Fact]
    nights: list[NightRecord]
    both: frozenset[int] = frozenset()
    told_in: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten; `rebuilt` if weights held it, so that they will be made anew."""

    facts: list[Fact]
    rebuilt: bool


class Keeping:
    """The memory of all people of one bot, a person's lock before each change."""

    def __init__(self, engine: Engine, store: Store, adapters: AdapterShelf, settings: Bot) -> None:
        self._engine, self._store, self._adapters = engine, store, adapters
        self._settings = settings
        self._window = Window(engine, store, settings)
        self._talks: OrderedDict[tuple[str, str, str], Talk] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def recall(self, speaker: Speaker, words: str = "") -> Recall:
        """What is known of the speaker here, or what of it the words find."""
        person = await self._store.find_person(speaker.key)
        if person is None:
            return Recall([], [], [])
        # First the shelf: facts of an adapter that is damaged are in context again.
        await self._adapters.current(person.id, speaker.scope)
        facts = await self._held(person, speaker.scope)
        if words.strip():
            facts = await self.find(speaker, words)
        nights = await self._store.nights(person.id)
        version = await self._store.adapter(person.id, speaker.scope)
        trained = frozenset(version.fact_ids if version is not None else ())
        context = [fact for fact in facts if fact.state.in_context]
        return Recall(
            context,
            [fact for fact in facts if fact.state is State.KNOWN],
            [night for night in nights if night.scope == speaker.scope],
            trained & {fact.id for fact in context},
            await self._store.conversations([fact.id for fact in facts]),
        )

    async def find(self, speaker: Speaker, words: str) -> list[Fact]:
        """The speaker's facts that the words are about, else those told in such words."""
        person = await self._store.find_person(speaker.key)
        if person is None or not words.strip():
            return []
        found = about(await self._held(person, speaker.scope), words)
        return found or await searched_at(self._store, person.id, words, speaker.scope)

    async def share(self, speaker: Speaker, fact_ids: Sequence[int]) -> list[Fact]:
        """Let facts of the speaker that were told here be used everywhere; gives those shared.

        Raises:
            StoreError: also where weights' files could not be removed.
        """
        async with self._alone(speaker.key):
            person = await self._store.find_person(speaker.key)
            told = [] if person is None else await self._store.facts(person.id, scope=speaker.scope)
            facts = [fact for fact in told if fact.id in set(fact_ids)]
            folders = await self._store.share([fact.id for fact in facts])
            await self._adapters.delete(folders)
            return facts

    async def prove(self, speaker: Speaker, fact_ids: Sequence[int]) -> list[Proof]:
        """What the bot says of these facts of the speaker with none of them in context.

        Facts that are not the speaker's here, or no longer, are left out. Raises ModelError.
        """
        person = await self._store.find_person(speaker.key)
        if person is None:
            return []
        adapter = await self._adapters.current(person.id, speaker.scope)
        held = await self._held(person, speaker.scope)
        facts = [fact for fact in held if fact.id in set(fact_ids)]
        return await prove(self._engine, self._settings.persona, facts, adapter)

    async def correct(self, speaker: Speaker, fact_id: int, value: str) -> tuple[Fact, Fact]:
        """Give a fact of the speaker another value, in their own words; the old fact and the new.

        Raises:
            RequestError: there is no value, it is too long or the old one, or the fact is none of
                the speaker's here (any more).
        """
        words = " ".join(plain(value).split())
        if not words or len(words) > _LONGEST_VALUE:
            raise RequestError(f"I need 1 to {_LONGEST_VALUE} characters for that.")
        async with self._alone(speaker.key):
            person = await self._store.find_person(speaker.key)
            held = [] if person is None else await self._held(person, speaker.scope)
            old = next((fact for fact in held if fact.id == fact_id), None)
            if person is None or old is None:
                raise RequestError("I don't know that any more.", "Just tell me what is so.")
            if not keeps(person.consent):
                raise RequestError("You let me keep nothing new.", "Choose otherwise first.")
            if same_value(old.value, words):
                raise RequestError(f"That is what I know already: {old.line}.")
            return old, await self._store.edit_value(old.id, words, words)

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
            await self._let_go(speaker, person)
            await self._adapters.delete(folders)
            return Forgotten(facts, rebuilt=bool(folders))

    async def forget_everything(self, speaker: Speaker) -> None:
        """Forget the speaker, in every place. Raises StoreError as `forget` does."""
        async with self._alone(speaker.key):
            person = await self._store.find_person(speaker.key)
            if person is not None:
                await self._erase(speaker, person)

    async def erase(self, speaker: Speaker) -> Receipt | None:
        """Forget the speaker, in every place, and make sure of it; None where nothing was held.

        Raises StoreError as `forget` does.
        """
        async with self._alone(speaker.key):
            person = await self._store.find_person(speaker.key)
            if person is None:
                return None
            facts = await self._store.facts(person.id, states=State)
            await self._erase(speaker, person)
            return await checked(
                self._engine,
                self._store,
                self._adapters,
                self._settings.persona,
                person_id=person.id,
                facts=facts,
                is_theirs=partial(is_of, speaker.key),
            )

    async def standing(self, speaker: Speaker) -> Standing:
        """What the speaker allows, and how much is held of them."""
        person = await self._store.find_person(speaker.key)
        if person is None:
            return Standing(first_consent(speaker.key), asked=False, held=NOTHING)
        held = await self._store.held(person.id, speaker.scope)
        return Standing(person.consent, person.asked_at is not None, held)

    async def mark_asked(self, speaker: Speaker) -> None:
        """Note that the speaker was asked what they allow."""
        person = await self._person(speaker)
        await self._store.mark_asked(person.id)

    async def choose(self, speaker: Speaker, consent: Consent) -> Standing:
        """Let this hold for the speaker from now on, once the turn under way is over.

        Raises:
            StoreError: also where weights' files could not be removed.
        """
        await self.allow(await self._person(speaker), consent, "person")
        return await self.standing(speaker)

    async def allow(self, person: Person, consent: Consent, by: Chooser) -> None:
        """The same for whoever else decides; the history says who did. Raises as `choose` does."""
        async with self._alone(person.key):
            folders = await self._store.set_consent(person.id, consent, by=by)
            for key, talk in self._talks.items():
                if key[0] == person.key:
                    talk.begin_anew()
            if consent != "weights":
                self._adapters.drop_person(person.id)
            await self._adapters.delete(folders)

    async def export(self, speaker: Speaker) -> dict[str, Any]:
        """All that is held about the speaker, JSON-able. Raises RequestError if nothing is."""
        person = await self._store.find_person(speaker.key)
        if person is None:
            raise RequestError(f"I know nobody called {speaker.name}.", "Talk with me first.")
        return await self._store.export(person.id)

    async def _person(self, speaker: Speaker) -> Person:
        return await self._store.person(speaker.key, speaker.name, first_consent(speaker.key))

    def _alone(self, key: str) -> asyncio.Lock:
        """The lock under which all that changes a person's memory is done."""
        return self._locks.setdefault(key, asyncio.Lock())

    async def _erase(self, speaker: Speaker, person: Person) -> None:
        folders = await self._store.forget_person(person.id)
        await self._let_go(speaker, person)
        await self._adapters.delete([*folders, *self._adapters.places(person.id)])

    async def _let_go(self, speaker: Speaker, person: Person) -> None:
        """Drop what is in memory of a person."""
        self._adapters.drop_person(person.id)
        self._window.forget()
        await self._engine.drop_caches(partial(is_of, speaker.key))
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
        return await held_at(self._store, person.id, scope)


def is_of(key: str, conversation: Hashable) -> bool:
    """Whether a conversation that the engine keeps in mind is one of that person's."""
    return isinstance(conversation, tuple) and conversation[0] == key
