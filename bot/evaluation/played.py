"""A scene from a story: facts told in chat through the real companion, extraction and all.

Every day the companion is started anew on the same memory, and once more before the questions: what
it knows then came from the disk. Knows: stories, the companion. Does not know: which methods there
are, or what comes of the answers.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bot.companion import Companion, Piece, Speaker
from bot.config import Config
from bot.engine.interface import Engine
from bot.evaluation import asking
from bot.evaluation.asking import Answer, Asker, always
from bot.evaluation.home import SCOPE, Calendar, Home, key_of, open_home
from bot.evaluation.methods import Factory, Method
from bot.evaluation.records import Base, Record
from bot.evaluation.scene import Show, World, counting, keep, sleeping
from bot.memory.recall import tells
from bot.story import Character, Story

_FORGET = "!forget "
_EVERYTHING = ("me", "everything", "all")


@dataclass(slots=True)
class _Days:
    """The same memory, opened anew each morning."""

    engine: Engine
    config: Config
    folder: Path
    source: random.Random
    calendar: Calendar = field(default_factory=Calendar)

    @asynccontextmanager
    async def next(self) -> AsyncIterator[Home]:
        async with open_home(
            self.engine, self.config, self.folder, self.source, self.calendar
        ) as home:
            yield home
        self.calendar.next_day()


@dataclass(frozen=True, slots=True)
class Played:
    """All people of a story, each with their own memory of the days."""

    engine: Engine
    config: Config
    story: Story
    quick: bool = False

    @property
    def about(self) -> Mapping[str, Any]:
        people = " ".join(person.name for person in self.story.people)
        quick = {"quick": True} if self.quick else {}
        return {"story of": people, "nights": self.story.days} | quick

    @property
    def made_of(self) -> Mapping[str, Any]:
        return {**self.about, "story": repr(self.story)}

    async def base(self, seed: int, show: Show) -> Base:
        """The ceiling is the base with all that was noted in context, and no talk before."""
        world, persona = World.read(quick=self.quick), self.config.bot.persona
        ceiling: list[Answer] = []
        async with self._days(seed) as days:
            for day in range(self.story.days):
                async with days.next() as home:
                    await self._tell(home, day, show)
            async with days.next() as home:
                for character in self.story.people:
                    person = await home.person(character.name)
                    facts = await home.store.facts(person.id, scope=SCOPE)
                    lines = always([fact.line for fact in facts])
                    told = [q for q in questions(character, self.story) if q.right]
                    ceiling += await Asker(self.engine, persona, lines=lines).ask(told)
        return await world.base(self.engine, persona, seed, ceiling, show)

    async def method(self, name: str, make: Factory, seed: int, show: Show) -> Record:
        record = Record(name, seed)
        async with self._days(seed) as days:
            for day in range(self.story.days):
                async with days.next() as home:
                    await self._tell(home, day, show)
                    method = make(home)
                    for character in self.story.people if method.sleeps else ():
                        person = await home.person(character.name)
                        keep(record, await method.night(person, sleeping(show, day + 1)))
            async with days.next() as home:
                method = make(home)
                for character in self.story.people:
                    await self._ask(record, home, method, character, show)
        return record

    @asynccontextmanager
    async def _days(self, seed: int) -> AsyncIterator[_Days]:
        with tempfile.TemporaryDirectory(prefix="sleepwake-") as folder:
            yield _Days(self.engine, self.config, Path(folder), random.Random(seed))

    async def _tell(self, home: Home, day: int, show: Show) -> None:
        companion = Companion(home.engine, home.store, home.shelf, home.config.bot)
        said = [
            (character, message)
            for character in self.story.people
            for message in (character.days[day] if day < len(character.days) else ())
        ]
        for done, (character, message) in enumerate(said):
            show(f"day {day + 1}: talking", done, len(said))
            await _say(companion, _speaker(character), message)

    async def _ask(
        self, record: Record, home: Home, method: Method, character: Character, show: Show
    ) -> None:
        person = await home.person(character.name)
        asked = questions(character, self.story)
        world = World.read(quick=self.quick)
        asker = Asker(
            self.engine,
            home.config.bot.persona,
            await method.adapter(person),
            partial(method.lines, person),
            counting(show, len(asked) + world.size),
        )
        if method.talks:
            companion = Companion(home.engine, home.store, home.shelf, home.config.bot)
            for number, question in enumerate(asked):
                alone = _speaker(character, f":{number}")
                record.answers.append(Answer(question, await _say(companion, alone, question.text)))
                asker.tell(1)
        else:
            record.answers += await asker.ask(asked)
        await world.put_to(asker, record)


def questions(character: Character, story: Story) -> list[asking.Question]:
    """What a person of a story asks, and what others told that must not be the answer."""
    foreign = tuple(character.strangers(story.people))
    told = [
        asking.Question(one.text, right=one.answers, foreign=_other(foreign, one.answers))
        for one in character.questions
    ]
    return [*told, *(asking.Question(one.text, foreign=foreign) for one in character.untold)]


def _other(foreign: Sequence[str], right: Sequence[str]) -> tuple[str, ...]:
    """Without what stands in a right answer."""
    return tuple(value for value in foreign if not any(tells(one, value) for one in right))


def _speaker(character: Character, place: str = "") -> Speaker:
    """The person, in a talk of its own where a place is named."""
    key = key_of(character.name)
    return Speaker(key, character.name, SCOPE, f"{key}{place}")


async def _say(companion: Companion, who: Speaker, text: str) -> str:
    """Say something to the companion, or have it forget; the reply."""
    if text.startswith(_FORGET):
        await _forget(companion, who, text.removeprefix(_FORGET).strip())
        return ""
    async with aclosing(companion.turn(who, text)) as parts:
        pieces = [part.text async for part in parts if isinstance(part, Piece)]
    return " ".join("".join(pieces).split())


async def _forget(companion: Companion, who: Speaker, words: str) -> None:
    if words.lower() in _EVERYTHING:
        await companion.forget_everything(who)
        return
    found = await companion.find(who, words)
    await companion.forget(who, [fact.id for fact in found])
