"""A scene of held-out people: facts put into the store as told, a night after each day.

Knows: the cast. Does not know: which methods there are, or what comes of the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.config import Config
from bot.engine.interface import Engine
from bot.evaluation.asking import Asker, always
from bot.evaluation.home import new_home
from bot.evaluation.methods import Factory
from bot.evaluation.records import Base, Record
from bot.evaluation.scene import Show, World, counting, keep, sleeping
from bot.evaluation.subjects import Cast, deal


@dataclass(frozen=True, slots=True)
class Dealt:
    """One person tells so many facts over so many days; others tell theirs, and never sleep."""

    engine: Engine
    config: Config
    facts: int
    nights: int
    quick: bool = False

    @property
    def about(self) -> Mapping[str, Any]:
        quick = {"quick": True} if self.quick else {}
        return {"facts": self.facts, "nights": self.nights} | quick

    @property
    def made_of(self) -> Mapping[str, Any]:
        # The questions of one seed stand for all: they change when the files do.
        return {**self.about, "cast": repr(self._cast(0))}

    async def base(self, seed: int, show: Show) -> Base:
        cast, world = self._cast(seed), World.read(quick=self.quick)
        told = [question for question in cast.questions if question.right]
        lines = [one.line for one in cast.measured.held]

        persona = self.config.bot.persona
        asker = Asker(self.engine, persona, lines=always(lines), tell=counting(show, len(told)))
        return await world.base(self.engine, persona, seed, await asker.ask(told), show)

    async def method(self, name: str, make: Factory, seed: int, show: Show) -> Record:
        cast, world = self._cast(seed), World.read(quick=self.quick)
        record = Record(name, seed)
        async with new_home(self.engine, self.config, seed) as home:
            for other in cast.others:
                await home.tell(other.name, [told for day in other.days for told in day])
            method = make(home)
            person = await home.person(cast.measured.name)
            for number, day in enumerate(cast.measured.days, 1):
                await home.tell(person.name, day)
                if method.sleeps:
                    keep(record, await method.night(person, sleeping(show, number)))
                home.calendar.next_day()
            asker = Asker(
                self.engine,
                home.config.bot.persona,
                await method.adapter(person),
                partial(method.lines, person),
                counting(show, len(cast.questions) + world.size),
            )
            record.answers = await asker.ask(cast.questions)
            await world.put_to(asker, record)
        return record

    def _cast(self, seed: int) -> Cast:
        return deal(self.facts, self.nights, seed, quick=self.quick)
