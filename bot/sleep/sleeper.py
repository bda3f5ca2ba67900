"""The sleep of everybody: one night a person and scope, one after another.

Knows: the store, whose turn it is, and what to do when a night fails. Does not know: the stages'
insides, or the hour.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from bot.config import Sleep
from bot.engine.interface import Adapter, Engine
from bot.errors import SleepError, SleepwakeError, StoreError
from bot.machine import Machine
from bot.memory.facts import EVERYWHERE, Fact, State
from bot.memory.rehearsal import Rehearsal
from bot.sleep.night import Night
from bot.sleep.promote import Promoter, clear_away
from bot.sleep.report import NightReport, OnProgress, SleepProgress
from bot.sleep.select import Sleeping, select
from bot.sleep.shelf import AdapterShelf
from bot.sleep.stages import NightStoppedError, Stages
from bot.sleep.train import shape_of
from bot.store import Person, Store

_log = logging.getLogger(__name__)
_OTHERS = 6
# More nights than one person can have had since the last quiet hour.
_MANY = 1000
_EVERY_STATE = (State.FRESH, State.LEARNING, State.KNOWN, State.SUPERSEDED)


def _anyone(_: Person) -> bool:
    return True


class Sleeper:
    """Runs nights. Chat goes on meanwhile: every unit of a night yields to it.

    `machine` is kept awake while one goes on. `watch` is told of every step of every night, and
    with None that it is over. `may_learn` says whom whoever runs the bot lets it learn by heart;
    the person's own consent is asked for besides.
    """

    def __init__(  # noqa: PLR0913 - all that a night is made of
        self,
        engine: Engine,
        store: Store,
        shelf: AdapterShelf,
        data: Path,
        *,
        settings: Sleep,
        persona: str,
        clock: Callable[[], datetime],
        source: random.Random,
        machine: Machine | None = None,
        watch: Callable[[SleepProgress | None], None] | None = None,
        may_learn: Callable[[Person], bool] = _anyone,
    ) -> None:
        self._engine, self._store, self._shelf, self._data = engine, store, shelf, data
        self._settings, self._persona = settings, persona
        self._clock, self._source = clock, source
        self._machine = machine
        self._watch = watch or _ignore
        self._may_learn = may_learn
        self._asleep = False
        self._latest: SleepProgress | None = None
        self._stopping = self._interrupted = False
        self._under_way: tuple[Stages, asyncio.Task[NightReport]] | None = None

    @property
    def asleep(self) -> bool:
        """Whether a night goes on now."""
        return self._asleep

    @property
    def latest(self) -> SleepProgress | None:
        """Where the night is that goes on now; None while awake, and before its first stage."""
        return self._latest if self._asleep else None

    def stop(self, *, for_now: bool = False) -> None:
        """End the night that goes on, before its next unit of work; nothing of it is kept.

        A result that is just being kept is kept first. Stopped for now, as the program ends, it is
        left unfinished, as if it was killed: who was not done yet is still due.
        """
        if not self._asleep or self._stopping:
            return
        self._stopping, self._interrupted = True, for_now
        if self._under_way is not None:
            night, task = self._under_way
            if not night.keeping:
                task.cancel()

    async def sleep(
        self,
        person_ids: Sequence[int] | None = None,
        *,
        on_progress: OnProgress | None = None,
        since: datetime | None = None,
    ) -> list[NightReport]:
        """One night for these people, or for all. Raises SleepError if a night goes on already.

        With `since`, a night that was cut off goes on: who has had one since then has no other.
        """
        if self._asleep:
            raise SleepError("I am asleep already.", "Wait for the morning, or stop this night.")
        self._asleep, self._stopping, self._interrupted = True, False, False
        self._latest = None

        def tell(progress: SleepProgress) -> None:
            self._latest = progress
            self._watch(progress)
            (on_progress or _ignore)(progress)

        try:
            clear_away(self._data, await self._store.adapters())
            reports: list[NightReport] = []
            for person in await self._store.people():
                wanted = person_ids is None or person.id in person_ids
                if not wanted or person.consent != "weights" or not self._may_learn(person):
                    continue
                done = await self._done(person, since)
                for scope in await self._scopes(person):
                    if scope in done:
                        continue
                    if self._stopping:
                        return reports
                    reports.append(await self._night_of(person, scope, tell))
            return reports
        finally:
            self._asleep = False
            self._watch(None)

    async def _done(self, person: Person, since: datetime | None) -> set[str]:
        """The scopes in which a person's night has begun since then, and come to its end."""
        if since is None:
            return set()
        nights = await self._store.nights(person.id, limit=_MANY)
        return {night.scope for night in nights if night.ended_at and night.began_at >= since}

    async def _scopes(self, person: Person) -> list[str]:
        now = await self._store.find_person(person.key)
        if now is None or now.consent != "weights":
            # They went, or chose otherwise, while others slept.
            return []
        facts = await self._store.facts(person.id, states=_EVERY_STATE)
        return sorted({fact.scope for fact in facts} - {EVERYWHERE})

    async def _night_of(self, person: Person, scope: str, on_progress: OnProgress) -> NightReport:
        """A night, or what kept it from beginning: that must not cost the others theirs."""
        try:
            return await self._night(person, scope, on_progress)
        except (SleepwakeError, OSError) as error:
            return _failed(person.name, scope, error)

    async def _night(self, person: Person, scope: str, on_progress: OnProgress) -> NightReport:
        on_progress(SleepProgress(person.name, "select", 0, 1))
        if (await self._select(person, scope)).selection.empty:
            return NightReport(person.name, scope)
        # From here on the store knows which version and facts this night builds on.
        night_id = await self._store.begin_night(person.id, scope)
        sleeping = await self._select(person, scope)
        promoter = Promoter(
            self._engine,
            self._store,
            self._shelf,
            self._data,
            person_id=person.id,
            scope=scope,
            night_id=night_id,
            from_base=sleeping.adapter is None,
        )
        report = await self._run(self._stages(promoter, on_progress), sleeping)
        # What was wrong with the adapter in use was found as this night looked for it.
        fault = self._shelf.take_fault(person.id, scope)
        if fault is not None:
            report.fault = fault
        if not (self._interrupted and report.outcome == "stopped"):
            try:
                await self._store.end_night(night_id, report.outcome, report.as_dict())
            except StoreError as error:
                # What the night came to is kept, or was not to be; only its report is lost.
                _log.warning("a night's report could not be kept: %s", type(error).__name__)
                report.notes.append(f"This report could not be kept: {error}")
        on_progress(SleepProgress(person.name, "report", 1, 1, report.outcome))
        return report

    def _stages(self, promoter: Promoter, on_progress: OnProgress) -> Stages:
        """The night of one person in one scope, ready to run."""
        return Night(
            self._engine,
            self._settings,
            self._persona,
            promoter,
            source=self._source,
            now=self._clock(),
            stop=lambda: self._stopping,
            on_progress=on_progress,
        )

    async def _run(self, night: Stages, sleeping: Sleeping) -> NightReport:
        """A night in a task of its own, so that it can be stopped without who waits for it."""
        task = asyncio.create_task(self._outcome(night, sleeping))
        self._under_way = night, task
        try:
            async with self._kept_awake() as by:
                if by:
                    _log.info("kept awake by %s", by)
                await asyncio.wait({task})
        finally:
            self._under_way = None
            # Only where who waits was cancelled.
            if task.cancel():
                await asyncio.wait({task})
        if task.cancelled():
            if not self._stopping:
                # The engine was closed beneath it.
                raise asyncio.CancelledError
            return NightReport(sleeping.name, sleeping.scope, outcome="stopped")
        return task.result()

    def _kept_awake(self) -> AbstractAsyncContextManager[str]:
        return nullcontext("") if self._machine is None else self._machine.kept_awake()

    async def _outcome(self, night: Stages, sleeping: Sleeping) -> NightReport:
        try:
            return await night.run(sleeping)
        except NightStoppedError:
            return NightReport(sleeping.name, sleeping.scope, outcome="stopped")
        except (SleepwakeError, OSError) as error:
            return _failed(sleeping.name, sleeping.scope, error)

    async def _select(self, person: Person, scope: str) -> Sleeping:
        # First the shelf: an adapter that is gone or damaged sends its facts back to context.
        adapter = await self._in_use(person, scope)
        facts = await self._store.facts(person.id, scope=scope, states=_EVERY_STATE)
        version = await self._store.adapter(person.id, scope)
        trained = version.fact_ids if version is not None else ()
        chosen = select(
            facts,
            await self._store.cards([fact.id for fact in facts]),
            frozenset(trained),
            now=self._clock(),
            replay=self._settings.replay,
            rehearsal=Rehearsal(),
            source=self._source,
        )
        cards = await self._store.cards([fact.id for fact in chosen.held])
        others = await self._others(person, {fact.attribute for fact in chosen.held})
        return Sleeping(person.name, scope, chosen, cards, others, adapter)

    async def _in_use(self, person: Person, scope: str) -> Adapter | None:
        """The adapter to go on from, if there is one of the shape that is asked for."""
        adapter = await self._shelf.current(person.id, scope)
        if adapter is not None and adapter.shape != shape_of(self._settings):
            # Another rank or other layers: learn everything anew from the base.
            await self._store.retire_adapter(person.id, scope, "the adapter's shape was changed")
            self._shelf.drop(person.id, scope)
            return None
        return adapter

    async def _others(self, person: Person, held: set[str]) -> tuple[Fact, ...]:
        """A few facts of other people, none of which this person's weights may know."""
        found: list[Fact] = []
        for other in await self._store.people():
            if other.id != person.id:
                found += [f for f in await self._store.facts(other.id) if f.attribute not in held]
        return tuple(self._source.sample(found, min(_OTHERS, len(found))))


def _failed(person: str, scope: str, error: Exception) -> NightReport:
    _log.warning("night failed: %s", type(error).__name__)
    return NightReport(person, scope, outcome="failed", notes=[str(error)])


def _ignore(_: SleepProgress | None) -> None:
    return None
