"""One person's night in one scope, stage by stage.

select -> probe -> dream -> train -> gate -> promote (or roll back) -> report. Knows: the order of
the stages and what each hands to the next. Does not know: who else sleeps, or when.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.config import Sleep
from bot.engine.interface import Adapter, Chat, Engine, TrainingProgress
from bot.memory.facts import Fact
from bot.memory.rehearsal import Rehearsal
from bot.memory.untold import Untold, near
from bot.memory.untold import questions as untold_questions
from bot.sleep import dream as dreaming
from bot.sleep import gate, probe
from bot.sleep import train as training
from bot.sleep.outcome import sort_facts, why_not
from bot.sleep.parts import WHOLE, Parts
from bot.sleep.promote import Promoter
from bot.sleep.report import NightReport, OnProgress
from bot.sleep.select import Selection, Sleeping
from bot.sleep.stages import Stages
from bot.sleep.trial import Trial
from bot.sleep.wordings import write

_UNTOLD_PROBES = 24
# So many facts stand in view where the base shows how it holds the untold: some a night is about.
_IN_VIEW = 24
_MORE_ROUNDS = 2
# So many of the known facts that a night was not about are asked at its end.
_MOST_UNASKED = 60
# Seconds before the time limit at which no round is begun.
_TOO_LATE = 20
_WEAKER = (0.8, 0.65)


class Night(Stages):
    """Runs the stages. Everything is left as it was unless `promote` is reached."""

    def __init__(
        self,
        engine: Engine,
        settings: Sleep,
        persona: str,
        promoter: Promoter,
        *,
        source: random.Random,
        now: datetime,
        stop: Callable[[], bool],
        on_progress: OnProgress,
        clock: Callable[[], float] = time.monotonic,
        parts: Parts = WHOLE,
    ) -> None:
        super().__init__(stop, on_progress, clock)
        self._engine, self._settings, self._persona = engine, settings, persona
        self._promoter, self._source, self._now = promoter, source, now
        self._rehearsal = Rehearsal()
        self._parts = parts
        self._dreamer = _dreamer(engine, persona, source, parts)
        self._untold: list[Untold] = []
        self._anchors: list[Chat] = []
        self._gone: list[probe.Question] = []

    async def run(self, sleeping: Sleeping) -> NightReport:
        """One night. Raises NightStoppedError, TrainingError, ModelError, StoreError."""
        report = NightReport(sleeping.name, sleeping.scope)
        selection = sleeping.selection
        with self._stage(report, "probe"):
            facts = (*selection.asked, *selection.gone)
            wordings = await write(self._engine, facts, self._settings.forms_per_fact, self._source)
            if not self._parts.paraphrases:
                wordings = {fact: own.one() for fact, own in wordings.items()}
            forms = {fact.id: wordings[fact.id].probes for fact in facts}
            asked = probe.questions(selection.asked, forms, self._source)
            self._gone = probe.questions(selection.gone, forms, self._source)
            before = await probe.ask(self._engine, self._persona, asked, sleeping.adapter)
            report.before = before.share
        self._checkpoint()
        if self._needs_nothing(sleeping, before):
            report.already_known = [fact.line for fact in selection.asked]
            await self._leave(report, sleeping, before)
            return report
        with self._stage(report, "dream"):
            dream = await self._dreamer.dream(selection, wordings)
            held_before = await self._prepare_gate(sleeping)
        self._checkpoint()
        if not dream.per_fact and not selection.gone:
            await self._leave(report, sleeping, before)
            sort_facts(report, selection, dream, before=_in_use(sleeping, before), after=before)
            return report
        trial = await self._train(report, sleeping, dream, asked, before, held_before)
        await self._decide(report, sleeping, dream, trial, before)
        return report

    def _needs_nothing(self, sleeping: Sleeping, before: probe.Recalled) -> bool:
        """Whether the adapter in use knows all that was asked, so that no training is needed."""
        selection = sleeping.selection
        return (
            sleeping.adapter is not None
            and not selection.gone
            and all(before.knows(fact) for fact in selection.asked)
        )

    async def _prepare_gate(self, sleeping: Sleeping) -> float:
        """The gate's own questions, and how well the base refuses the untold, facts in view."""
        selection = sleeping.selection
        # What is gone is trained to be unknown, so it can't tell how the untold is held.
        told = {fact.attribute for fact in (*selection.held, *selection.gone)}
        taught = [fact.attribute for fact in selection.asked]
        close = near(taught, told, self._source, _UNTOLD_PROBES // 2, probe=True)
        rest = _UNTOLD_PROBES - len(close)
        self._untold = close + untold_questions(told, self._source, rest, probe=True)
        self._anchors = await dreaming.anchors(self._engine, self._persona, self._source)
        lines = [fact.line for fact in selection.asked[:_IN_VIEW]]
        base = await probe.ask_untold(self._engine, self._persona, self._untold, (), None, lines)
        return base.share

    async def _train(
        self,
        report: NightReport,
        sleeping: Sleeping,
        dream: dreaming.Dream,
        asked: list[probe.Question],
        before: probe.Recalled,
        held_before: float,
    ) -> Trial:
        """A round, then one on what it got wrong; a third where the gate is still not passed."""
        deadline = self._clock() + self._settings.minutes * 60
        seed = self._source.getrandbits(31)
        settings, limit = self._settings, self._settings.minutes * 60
        round_ = training.first_round(dream, settings, sleeping.adapter, limit, seed)
        taught = [f for f in sleeping.selection.asked if f.id not in dream.untaught]
        trial = best = await self._round(report, sleeping, round_, asked, before, held_before)
        for turn in range(_MORE_ROUNDS):
            makes_up = self._parts.gate and gate.makes_up(trial.measured, self._bounds)
            if makes_up or turn == 0:
                with self._stage(report, "dream"):
                    await self._dreamer.harden(dream, sleeping.selection, trial.adapter)
            missed = [fact.id for fact in trial.missed(taught)]
            left = deadline - self._clock()
            round_ = training.next_round(
                dream, missed, settings, trial.adapter, left, self._source, makes_up=makes_up
            )
            trial = await self._round(report, sleeping, round_, asked, before, held_before)
            best = min(best, trial, key=Trial.badness)
            well = not trial.reasons and not trial.unknown(taught)
            if well or deadline - self._clock() < _TOO_LATE:
                break
        return best

    async def _round(
        self,
        report: NightReport,
        sleeping: Sleeping,
        round_: training.Round,
        asked: list[probe.Question],
        before: probe.Recalled,
        held_before: float,
    ) -> Trial:
        with self._stage(report, "train"):
            adapter = await self._run(report, round_)
        with self._stage(report, "gate"):
            trial = await self._measure(sleeping, adapter, asked, before, held_before)
            for factor in _WEAKER:
                if not trial.reasons or trial.measured.divergence <= self._bounds.divergence:
                    break
                # Only the drift is too large: a weaker adapter may still recall as much.
                weaker = await self._engine.rescale(adapter, factor)
                trial = await self._measure(sleeping, weaker, asked, before, held_before)
        self._checkpoint()
        return trial

    async def _run(self, report: NightReport, round_: training.Round) -> Adapter:
        def on_step(progress: TrainingProgress) -> None:
            note = f"loss {progress.loss:.3f}"
            self._tell(report.person, "train", progress.step, progress.steps, note)

        weighed = replace(round_, plan=self._parts.weighed(round_.plan))
        result = await training.train(self._engine, weighed, on_step, self._stop)
        report.steps += result.steps
        report.peak_bytes = max(report.peak_bytes, result.peak_bytes)
        self._checkpoint()
        return result.adapter

    @property
    def _bounds(self) -> gate.Bounds:
        return gate.Bounds(self._settings.gate_divergence, self._settings.gate_untold)

    async def _measure(
        self,
        sleeping: Sleeping,
        adapter: Adapter,
        asked: list[probe.Question],
        before: probe.Recalled,
        held_before: float,
    ) -> Trial:
        after = await probe.ask(self._engine, self._persona, asked, adapter)
        held = await probe.ask_untold(
            self._engine, self._persona, self._untold, sleeping.others, adapter
        )
        drift = await self._engine.divergence(self._anchors, adapter)
        measured = gate.Measured(before, after, held, held_before, drift)
        reasons = gate.judge(measured, self._bounds) if self._parts.gate else []
        return Trial(adapter, measured, reasons)

    async def _decide(
        self,
        report: NightReport,
        sleeping: Sleeping,
        dream: dreaming.Dream,
        trial: Trial,
        before: probe.Recalled,
    ) -> None:
        after = trial.measured.after
        report.untold_held, report.divergence = (
            trial.measured.held.share,
            trial.measured.divergence,
        )
        if trial.reasons:
            report.outcome = "rolled back"
            report.notes.append(
                f"The new adapter recalled {after.share:.0%} but was not used: "
                f"{'; '.join(trial.reasons)}."
            )
            await self._leave(report, sleeping, before)
        else:
            await self._keep(report, sleeping, trial, dream)
        judged = before if trial.reasons else after
        in_use = _in_use(sleeping, before)
        tried = after if trial.reasons else None
        sort_facts(report, sleeping.selection, dream, before=in_use, after=judged, tried=tried)

    async def _leave(self, report: NightReport, sleeping: Sleeping, before: probe.Recalled) -> None:
        """No new adapter: only what the probe showed is kept."""
        report.after = before.share
        with self._stage(report, "promote"):
            await self._promoter.record(sleeping, before, self._reviews(sleeping, before))

    async def _keep(
        self, report: NightReport, sleeping: Sleeping, trial: Trial, dream: dreaming.Dream
    ) -> None:
        selection, after = sleeping.selection, trial.measured.after
        with self._stage(report, "gate"):
            unasked = self._unasked(selection)
            faded = await probe.faded(self._engine, self._persona, unasked, trial.adapter)
        with self._stage(report, "promote"):
            told = await probe.ask(self._engine, self._persona, self._gone, trial.adapter)
            unlearned = [fact for fact in selection.gone if not told.right(fact)]
            await self._promoter.promote(
                sleeping,
                trial.adapter,
                after,
                self._reviews(sleeping, after),
                why_not(selection.asked, after, dream) | faded,
                unlearned,
            )
        report.outcome, report.after = "promoted", after.share
        report.lost += [fact.line for fact in unasked if fact.id in faded]
        report.unlearned = [fact.line for fact in unlearned]
        still = [fact.line for fact in selection.gone if fact not in unlearned]
        if still:
            report.notes.append(f"No longer so, but still told: {', '.join(still)}.")

    def _unasked(self, selection: Selection) -> list[Fact]:
        """Known facts that the night was not about, to be asked at its end."""
        if not self._parts.rehearsal:
            return []
        count = min(_MOST_UNASKED, len(selection.unasked))
        return self._source.sample(selection.unasked, count)

    def _reviews(self, sleeping: Sleeping, recalled: probe.Recalled) -> dict[int, str]:
        """The rehearsal card of every fact that was asked."""
        return {
            fact.id: self._rehearsal.reviewed(
                fact.id,
                sleeping.cards.get(fact.id),
                recalled.right(fact),
                len(recalled.of(fact)),
                self._now,
            )
            for fact in sleeping.selection.asked
        }


def _dreamer(engine: Engine, persona: str, source: random.Random, parts: Parts) -> dreaming.Dreamer:
    left_out = {"unknowns": 0} if not parts.unknowns else {}
    left_out |= {"talk": 0} if not parts.anchors else {}
    return dreaming.Dreamer(engine, persona, source, **left_out)


def _in_use(sleeping: Sleeping, before: probe.Recalled) -> probe.Recalled | None:
    """What the adapter in use recalled; None where there is none."""
    return before if sleeping.adapter is not None else None
