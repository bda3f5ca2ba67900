"""One person's sleep by the paper's recipe, stage by stage.

curation -> benchmark -> pairs, replay, dreams -> LoRA -> benchmark -> keep or roll back. The paper
never asks whether a fact came through: after a sleep that is kept the context begins anew, so all
that was trained leaves it. The report says what is recalled; nothing follows from it. Knows: the
order of the stages. Does not know: who else sleeps, or when.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

from bot.config import Sleep
from bot.engine.interface import Adapter, Engine, TrainingProgress
from bot.memory.facts import Fact
from bot.sleep import probe
from bot.sleep.dream import Dream
from bot.sleep.outcome import why_not
from bot.sleep.paper import pairs, replay
from bot.sleep.paper.dream import dreams
from bot.sleep.paper.gather import PaperSleeping
from bot.sleep.paper.identity import identity
from bot.sleep.paper.recipe import Recipe
from bot.sleep.paper.train import Pair, items, plan
from bot.sleep.paper.validate import benchmark, kept
from bot.sleep.promote import Promoter
from bot.sleep.report import NightReport, OnProgress
from bot.sleep.select import Sleeping
from bot.sleep.stages import Stages
from bot.sleep.wordings import Wordings, write
from bot.store import Store

# Of the facts that were known before, so many are asked for the report.
_MOST_KNOWN = 24


class PaperNight(Stages):
    """Runs the stages. Everything is left as it was unless the sleep is kept."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        settings: Sleep,
        recipe: Recipe,
        persona: str,
        promoter: Promoter,
        *,
        source: random.Random,
        stop: Callable[[], bool],
        on_progress: OnProgress,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(stop, on_progress, clock)
        self._engine, self._store, self._promoter = engine, store, promoter
        self._settings, self._recipe, self._persona = settings, recipe, persona
        self._source = source

    async def run(self, sleeping: Sleeping) -> NightReport:
        """One sleep. Raises NightStoppedError, TrainingError, ModelError, StoreError."""
        assert isinstance(sleeping, PaperSleeping)
        gathered = sleeping.gathered
        report = NightReport(sleeping.name, sleeping.scope, recipe="paper", depth=gathered.depth)
        with self._stage(report, "probe"):
            forms = self._settings.forms_per_fact
            wordings = await write(self._engine, gathered.facts, forms, self._source)
            asked = self._questions(sleeping, wordings)
            before = await probe.ask(self._engine, self._persona, asked, sleeping.adapter)
            report.before = before.share
            report.benchmark["before"] = await self._benchmark(sleeping.adapter)
        self._checkpoint()
        with self._stage(report, "dream"):
            lessons = await self._lessons(report, sleeping, wordings)
        self._checkpoint()
        with self._stage(report, "train"):
            adapter = await self._train(report, lessons, sleeping.adapter)
        with self._stage(report, "gate"):
            after = await probe.ask(self._engine, self._persona, asked, adapter)
            report.after = after.share
            report.benchmark["after"] = await self._benchmark(adapter)
        self._checkpoint()
        report.not_learned = {
            fact.line: f"the exchange is worth {worth:.2f}, {self._settings.curation:g} is asked"
            for fact, worth in gathered.dropped
        }
        if kept(report.benchmark["before"], report.benchmark["after"], self._recipe.floor):
            await self._keep(report, sleeping, adapter, before, after)
        else:
            self._roll_back(report, sleeping)
        return report

    def _questions(
        self, sleeping: PaperSleeping, wordings: dict[int, Wordings]
    ) -> list[probe.Question]:
        """What the report's recall is measured with: wordings that no training sees."""
        selection = sleeping.selection
        known = selection.rehearsed
        asked = [*selection.learn, *self._source.sample(known, min(_MOST_KNOWN, len(known)))]
        forms = {fact.id: wordings[fact.id].probes for fact in asked}
        return probe.questions(asked, forms, self._source)

    async def _benchmark(self, adapter: Adapter | None) -> float:
        return await benchmark(self._engine, self._persona, adapter)

    async def _lessons(
        self, report: NightReport, sleeping: PaperSleeping, wordings: dict[int, Wordings]
    ) -> list[Pair]:
        """All that is trained on, counted in the report."""
        gathered = sleeping.gathered
        of_fact = await pairs.of_facts(
            self._engine, self._persona, gathered.facts, wordings, self._settings.forms_per_fact
        )
        taken = [one for one, _ in gathered.taken]
        told = {fact.id for one in taken for fact in gathered.told_in(one)}
        told |= {fact.id for fact in gathered.loose}
        parts = {
            "pairs of facts": [pair for fact in sorted(told) for pair in of_fact[fact]],
            "exchanges": [p for one in taken for p in pairs.of_exchange(one, gathered.elsewhere)],
            "replayed": [
                pair
                for one in gathered.replayed
                for pair in (
                    *pairs.of_exchange(one, gathered.elsewhere),
                    *(pair for fact in gathered.told_in(one) for pair in of_fact[fact.id]),
                )
            ],
            "about the bot": identity(self._persona),
        }
        if gathered.depth == "deep":
            count = self._recipe.dreams
            parts["dreamt"] = await dreams(
                self._engine, self._persona, gathered.facts, of_fact, count, self._source
            )
        report.counts = {what: len(found) for what, found in parts.items()}
        return [pair for found in parts.values() for pair in found]

    async def _train(
        self, report: NightReport, lessons: Sequence[Pair], start: Adapter | None
    ) -> Adapter:
        def on_step(progress: TrainingProgress) -> None:
            note = f"loss {progress.loss:.3f}"
            self._tell(report.person, "train", progress.step, progress.steps, note)

        seed = self._source.getrandbits(31)
        whole = plan(self._settings, len(lessons), self._recipe.passes, seed)
        result = await self._engine.train(
            items(self._persona, lessons), whole, start=start, on_step=on_step, stop=self._stop
        )
        report.steps, report.peak_bytes = result.steps, result.peak_bytes
        self._checkpoint()
        if result.stopped == "time":
            report.notes.append(
                f"[sleep] minutes were over after {result.steps} of {whole.steps} steps."
            )
        return result.adapter

    async def _keep(
        self,
        report: NightReport,
        sleeping: PaperSleeping,
        adapter: Adapter,
        before: probe.Recalled,
        after: probe.Recalled,
    ) -> None:
        gathered = sleeping.gathered
        with self._stage(report, "promote"):
            await self._promoter.promote(sleeping, adapter, after, {}, {}, also=gathered.every)
            buffer = {
                one.said.id: replay.taken_up(worth.combined)
                for one, worth in gathered.taken
                if one.replayed is None
            }
            for one in gathered.replayed:
                assert one.replayed is not None
                buffer[one.said.id] = replay.again(one.replayed, self._recipe.decay)
            await self._store.keep_replay(buffer)
        report.outcome = "promoted"
        asked = _asked(sleeping, after)
        why = why_not(asked, after, Dream())
        for fact in asked:
            if fact.id in why:
                report.not_recalled[fact.line] = why[fact.id]
            elif sleeping.adapter is not None and before.knows(fact):
                report.already_known.append(fact.line)
            else:
                report.learned.append(fact.line)

    def _roll_back(self, report: NightReport, sleeping: PaperSleeping) -> None:
        was, now = report.benchmark["before"], report.benchmark["after"]
        report.outcome = "rolled back"
        report.notes.append(
            f"The new adapter answered {now:.0%} of the benchmark right, not {was:.0%} as before; "
            f"{self._recipe.floor * was:.0%} must be left."
        )
        for fact in sleeping.selection.learn:
            report.not_learned[fact.line] = "the sleep was rolled back"


def _asked(sleeping: PaperSleeping, recalled: probe.Recalled) -> list[Fact]:
    return [fact for fact in sleeping.selection.asked if recalled.of(fact)]
