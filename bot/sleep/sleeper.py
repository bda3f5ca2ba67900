"""The sleep of everybody: one night a person and scope, one after another.

Knows: the store, whose turn it is, and what to do when a night fails. Does not know: the stages'
insides, or the hour.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot.config import Sleep
from bot.engine.interface import Engine
from bot.errors import SleepError, SleepwakeError
from bot.memory.facts import EVERYWHERE, Fact, State
from bot.memory.rehearsal import Rehearsal
from bot.sleep.night import Night, NightStoppedError
from bot.sleep.promote import Promoter, clear_away
from bot.sleep.report import NightReport, OnProgress, SleepProgress
from bot.sleep.select import Sleeping, select
from bot.sleep.shelf import AdapterShelf
from bot.sleep.train import shape_of
from bot.store import Person, Store

_log = logging.getLogger(__name__)
_OTHERS = 6
_EVERY_STATE = (State.FRESH, State.LEARNING, State.KNOWN, State.SUPERSEDED)


def _anyone(_: Person) -> bool:
    return True


class Sleeper:
    """Runs nights. Chat goes on meanwhile: every unit of a night yields to it.

    `may_learn` says whom whoever runs the bot lets it learn by heart; the person's own consent is
    asked for besides.
    """

    def __init__(
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
        may_learn: Callable[[Person], bool] = _anyone,
    ) -> None:
        self._engine, self._store, self._shelf, self._data = engine, store, shelf, data
        self._settings, self._persona = settings, persona
        self._clock, self._source = clock, source
        self._may_learn = may_learn
        self._asleep = False
        self._stopping = False

    @property
    def asleep(self) -> bool:
        """Whether a night goes on now."""
        return self._asleep

    def stop(self) -> None:
        """End the night that goes on, before its next step; nothing of it is kept."""
        self._stopping = self._asleep

    async def sleep(
        self,
        person_ids: Sequence[int] | None = None,
        *,
        on_progress: OnProgress | None = None,
    ) -> list[NightReport]:
        """One night for these people, or for all. Raises SleepError if a night goes on already."""
        if self._asleep:
            raise SleepError("I am asleep already.", "Wait for the morning, or stop this night.")
        self._asleep, self._stopping = True, False
        try:
            clear_away(self._data, await self._store.adapters())
            reports: list[NightReport] = []
            for person in await self._store.people():
                wanted = person_ids is None or person.id in person_ids
                if not wanted or person.consent != "weights" or not self._may_learn(person):
                    continue
                for scope in await self._scopes(person):
                    if self._stopping:
                        return reports
                    reports.append(await self._night(person, scope, on_progress or _ignore))
            return reports
        finally:
            self._asleep = False

    async def _scopes(self, person: Person) -> list[str]:
        now = await self._store.find_person(person.key)
        if now is None or now.consent != "weights":
            # They went, or chose otherwise, while others slept.
            return []
        facts = await self._store.facts(person.id, states=_EVERY_STATE)
        return sorted({fact.scope for fact in facts} - {EVERYWHERE})

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
        night = Night(
            self._engine,
            self._settings,
            self._persona,
            promoter,
            source=self._source,
            now=self._clock(),
            stop=lambda: self._stopping,
            on_progress=on_progress,
        )
        report = await self._run(night, sleeping)
        await self._store.end_night(night_id, report.outcome, report.as_dict())
        on_progress(SleepProgress(person.name, "report", 1, 1, report.outcome))
        return report

    async def _run(self, night: Night, sleeping: Sleeping) -> NightReport:
        try:
            return await night.run(sleeping)
        except NightStoppedError:
            return NightReport(sleeping.name, sleeping.scope, outcome="stopped")
        except (SleepwakeError, OSError) as error:
            # One person's failed night must not cost the others theirs.
            _log.warning("night failed: %s", type(error).__name__)
            report = NightReport(sleeping.name, sleeping.scope, outcome="failed")
            report.notes.append(str(error))
            return report

    async def _select(self, person: Person, scope: str) -> Sleeping:
        # First the shelf: an adapter that is gone or damaged sends its facts back to context.
        adapter = await self._shelf.current(person.id, scope)
        if adapter is not None and adapter.shape != shape_of(self._settings):
            # Another rank or other layers: learn everything anew from the base.
            await self._store.retire_adapter(person.id, scope, "the adapter's shape was changed")
            self._shelf.drop(person.id, scope)
            adapter = None
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

    async def _others(self, person: Person, held: set[str]) -> tuple[Fact, ...]:
        """A few facts of other people, none of which this person's weights may know."""
        found: list[Fact] = []
        for other in await self._store.people():
            if other.id != person.id:
                found += [f for f in await self._store.facts(other.id) if f.attribute not in held]
        return tuple(self._source.sample(found, min(_OTHERS, len(found))))


def _ignore(_: SleepProgress) -> None:
    return None
