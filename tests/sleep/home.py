"""A home for nights: a data folder with the real store and shelf, and an engine without a model."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.config import Sleep
from bot.engine.fake import FakeEngine, by_heart
from bot.engine.interface import (
    Adapter,
    Chat,
    Priority,
    Sampling,
    TrainingItem,
    TrainingPlan,
    TrainingProgress,
    TrainingResult,
)
from bot.memory.facts import Fact, State
from bot.memory.recall import bare
from bot.sleep import AdapterShelf, NightReport, Sleeper, SleepProgress
from bot.sleep.parts import WHOLE, Parts
from bot.sleep.probe import chat
from bot.sleep.shelf import checksum
from bot.store import AdapterVersion, Person, Store, open_store
from tests.sleep.made import NOW

PERSONA = "You are Ember."
FRESH, LEARNING, KNOWN, GONE = State.FRESH, State.LEARNING, State.KNOWN, State.SUPERSEDED
CAT, LOCKER, GYM = "cat's name: Miso", "locker: north hall", "gym: Iron House"
_SUBJECT = re.compile(r"what (?:s|is) my (.+)")
SCOPE = "private"


class Pupil(FakeEngine):
    """Knows a thing in whatever words it is asked, once it was taught "What's my thing?".

    What it is taught takes the place of what it knew by nearly the same words.

    Attributes:
        plans: of every training, oldest first.
        begun: what each night's first training started from.
        slow: so many trainings teach it nothing.
    """

    def __init__(self, *given: Any, slow: int = 0) -> None:
        super().__init__(*given)
        self.plans: list[TrainingPlan] = []
        self.begun: list[Adapter | None] = []
        self.slow = slow
        self._made: set[str] = set()

    async def train(
        self,
        items: Sequence[TrainingItem],
        plan: TrainingPlan,
        *,
        start: Adapter | None = None,
        on_step: Callable[[TrainingProgress], None] | None = None,
        stop: Callable[[], bool] | None = None,
        priority: Priority = Priority.NIGHT,
        checkpoint: Path | None = None,
    ) -> TrainingResult:
        self.plans.append(plan)
        if start is None or start.version not in self._made:
            self.begun.append(start)
        result = await super().train(
            items, plan, start=start, on_step=on_step, stop=stop, priority=priority
        )
        taught = {item.chat[-2].content: item.chat[-1].content for item in items}
        known = dict(start.weights) if start is not None else {}
        if len(self.plans) > self.slow:
            kept = {text: said for text, said in known.items() if by_heart(taught, text) is None}
            known = kept | taught
        adapter = Adapter(result.adapter.version, plan.shape, known)
        self._made.add(adapter.version)
        return TrainingResult(
            adapter, result.steps, result.loss, result.tokens, result.seconds, result.peak_bytes,
            result.stopped,
        )  # fmt: skip

    async def rescale(self, adapter: Adapter, factor: float) -> Adapter:
        weaker = await super().rescale(adapter, factor)
        self._made.add(weaker.version)
        return weaker

    def _answer(self, asked: Chat, adapter: Adapter | None, sampling: Sampling) -> str:
        if adapter is not None:
            taught = adapter.weights.items()
            found = [(_SUBJECT.match(bare(text)), said) for text, said in taught]
            known = {match[1]: str(said) for match, said in found if match}
            named = [name for name in known if f" {name} " in f" {bare(asked[-1].content)} "]
            if named:
                return known[max(named, key=len)]
        return super()._answer(asked, adapter, sampling)


@dataclass
class Home:
    """What a test of nights touches."""

    data: Path
    engine: FakeEngine
    store: Store
    shelf: AdapterShelf
    sleeper: Sleeper
    now: datetime = NOW
    told: list[SleepProgress] = field(default_factory=list)

    async def tell(self, name: str, *lines: str, scope: str = SCOPE) -> list[Fact]:
        """Facts of a person, who is made if need be."""
        person = await self.store.person(f"terminal:{name}", name)
        found = []
        for line in lines:
            attribute, _, value = line.partition(": ")
            said = f"My {attribute} is {value}."
            entry = await self.store.log(person.id, f"talk:{name}", scope, "user", said)
            found.append(
                await self.store.add_fact(person.id, scope, attribute, value, said, log_id=entry.id)
            )
        return found

    async def sleep(self, *people: Person) -> dict[str, NightReport]:
        """One night, for all unless some are named; the reports by name and scope."""
        self.told.clear()
        ids = [person.id for person in people] or None
        reports = await self.sleeper.sleep(ids, on_progress=self.told.append)
        return {f"{r.person}" if r.scope == SCOPE else f"{r.person} {r.scope}": r for r in reports}

    async def person(self, name: str) -> Person:
        found = await self.store.find_person(f"terminal:{name}")
        assert found is not None
        return found

    async def states(self, name: str, scope: str | None = None) -> dict[str, State]:
        """Every fact that there is of a person, by its line."""
        person = await self.person(name)
        every = [state for state in State if state is not State.FORGOTTEN]
        facts = await self.store.facts(person.id, scope=scope, states=every)
        return {fact.line: fact.state for fact in facts}

    async def version(self, name: str, scope: str = SCOPE) -> AdapterVersion | None:
        """The current one; its files are whole."""
        version = await self.store.adapter((await self.person(name)).id, scope)
        if version is not None:
            assert checksum(self.data / version.folder) == version.checksum
        return version

    async def ask(self, name: str, question: str, scope: str = SCOPE) -> str:
        """What the person's weights say, with nothing in context."""
        adapter = await self.shelf.current((await self.person(name)).id, scope)
        (reply,) = await self.engine.complete([chat(PERSONA, question)], adapter=adapter)
        return reply

    def begun(self) -> list[Adapter | None]:
        """The weights that each night's first training started from."""
        assert isinstance(self.engine, Pupil)
        return self.engine.begun

    def folders(self) -> list[Path]:
        """The version folders on disk."""
        return sorted((self.data / "adapters").glob("*/*"))


@asynccontextmanager
async def home(
    data: Path, engine: FakeEngine | None = None, parts: Parts = WHOLE, **settings: Any
) -> AsyncIterator[Home]:
    """One run of the bot on what earlier runs left; `settings` are those of `[sleep]`.

    An engine that learns by heart takes one question for another: unless it is asked for, it may
    make up what it likes.
    """
    engine = engine or Pupil()
    async with open_store(data, clock=lambda: made.now) as store:
        shelf = AdapterShelf(engine, store, data)
        sleeper = Sleeper(
            engine,
            store,
            shelf,
            data,
            settings=Sleep(**{"gate_untold": 0.0} | settings),
            persona=PERSONA,
            clock=lambda: made.now,
            source=random.Random(1),
            parts=parts,
        )
        made = Home(data, engine, store, shelf, sleeper)
        yield made
