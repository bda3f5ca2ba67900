"""`spacing`: recall over successive nights, with and without spaced rehearsal, and the paper's way.

Knows: which facts are told when, and three ways to sleep. Does not know: how nights are done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.engine.interface import Adapter
from bot.evaluation.experiments import asked, figures
from bot.evaluation.experiments.counts import Count
from bot.evaluation.experiments.grid import Cell, Done, Figures, Findings
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.experiments.measure import recalled
from bot.evaluation.plots import LinePanel, Panel
from bot.evaluation.subjects import Told, deal
from bot.sleep.parts import WHOLE

_WITH, _WITHOUT, _PAPER = "with rehearsal", "without rehearsal", "the paper's recipe"
_ARMS = (_WITH, _WITHOUT, _PAPER)
_SEEDS = 2
# Facts of the first day, and of each later one.
_FIRST, _LATER, _NIGHTS = 10, 2, 10
_QUICK_FIRST, _QUICK_LATER, _QUICK_NIGHTS = 4, 1, 3
_UNTOLD, _QUICK_UNTOLD = 40, 12


@dataclass(frozen=True, slots=True)
class Spacing:
    """The first day's facts are what is looked at; the later days' stand in their way."""

    name: str = "spacing"
    title: str = "Recall over successive nights"
    about: str = (
        "On the first day most facts are told, on every later one a few more; a night follows each "
        "day. After every night all facts told so far are asked in held-out wordings, with nothing "
        "in context. Ours with rehearsal is the night as it is; without, known facts are left "
        "alone: no schedule, no replay, no look at what faded. The paper's recipe is whole: "
        "curation, replay, dreaming in every fifth night, one pass at 1e-4, and its benchmark."
    )

    def cells(self, seed: int, *, quick: bool) -> Sequence[Cell]:
        nights = _QUICK_NIGHTS if quick else _NIGHTS
        return [
            Cell(
                f"{arm}, seed {at}, night {night + 1}",
                {"arm": arm, "seed": at, "night": night + 1},
                chain=f"{_ARMS.index(arm)}-{at}",
            )
            for at in range(seed, seed + (1 if quick else _SEEDS))
            for arm in _ARMS
            for night in range(nights)
        ]

    async def measure(self, cell: Cell, lab: Lab) -> Figures:
        arm, seed, night = cell.settings["arm"], cell.settings["seed"], cell.settings["night"] - 1
        days = _days(seed, quick=lab.quick)
        parts = replace(WHOLE, rehearsal=arm != _WITHOUT)
        async with lab.life(
            f"{self.name} {seed}", chain=cell.chain, day=night, parts=parts, papers=arm == _PAPER
        ) as life:
            await life.told(days[night])
            outcome = str((await life.sleep()).get("outcome", ""))
            adapter = await life.adapter()
        return {"outcome": outcome, **await _asked(lab, adapter, days[: night + 1])}

    def findings(self, done: Sequence[Done]) -> Findings:
        groups = figures.grouped(done, "arm", "night")
        rows = [
            [
                arm,
                str(night),
                _first(cells).text(),
                figures.recall(cells).text(),
                figures.false_memory(cells).text(),
            ]
            for (arm, night), cells in groups.items()
        ]
        return Findings(
            ("recipe", "night", "the first day's facts", "all facts so far", "false memory"),
            rows,
            _panels(groups),
            _seen(groups),
            _compared(groups),
        )


def _days(seed: int, *, quick: bool) -> list[list[Told]]:
    """The first day's facts, then each later day's."""
    first, later, nights = (
        (_QUICK_FIRST, _QUICK_LATER, _QUICK_NIGHTS) if quick else (_FIRST, _LATER, _NIGHTS)
    )
    told = deal(first + later * (nights - 1), 1, seed, quick=quick).measured.held
    rest = told[first:]
    return [told[:first], *(rest[at : at + later] for at in range(0, len(rest), later))]


async def _asked(
    lab: Lab, adapter: Adapter | None, days: Sequence[Sequence[Told]]
) -> dict[str, Any]:
    first, later = asked.about(days[0]), asked.about([told for day in days[1:] for told in day])
    never = asked.never_told(_QUICK_UNTOLD if lab.quick else _UNTOLD)
    answers = await lab.ask(adapter, [*first, *later, *never])
    kept = Count.of(answer.right for answer in answers[: len(first)])
    return recalled(answers) | {"first": kept.as_list()}


def _first(cells: Sequence[Done]) -> Count:
    return Count.pooled(one.figures["first"] for one in cells)


def _seen(groups: figures.Groups) -> list[str]:
    """Where each way of sleeping ends, and whether rehearsal made a difference that is sure."""
    last = max(key[1] for key in groups)
    ends = {arm: groups[arm, last] for arm in _ARMS if (arm, last) in groups}
    told = [
        f"After {last} nights, {arm}, {_first(cells).text()} of the first day's facts and "
        f"{figures.recall(cells).text()} of all facts were recalled, and "
        f"{figures.false_memory(cells).text()} of what was never told was made up."
        for arm, cells in ends.items()
    ]
    if _WITH in ends and _WITHOUT in ends:
        told.append(figures.difference("Rehearsal", _first(ends[_WITH]), _first(ends[_WITHOUT])))
    return told


def _compared(groups: figures.Groups) -> str:
    """The paper: recall rises over successive sleeps."""
    nights = sorted(key[1] for key in groups if key[0] == _PAPER)
    if len(nights) < 2:
        return "The paper's recipe had too few nights to be compared."
    first, last = (_first(groups[_PAPER, night]) for night in (nights[0], nights[-1]))
    course = f"from {first.text()} after the first sleep to {last.text()} after the last"
    if last.share <= first.share:
        return f"The paper's recall rises over successive sleeps; here it did not: {course}."
    sure = "" if last.interval.meets(first.interval) else ", more than chance explains"
    return f"As the paper says, recall with its recipe rose over successive sleeps: {course}{sure}."


def _panels(groups: figures.Groups) -> list[Panel]:
    def panel(title: str, measure: figures.Measure) -> LinePanel:
        return LinePanel(title, "night", "share", figures.lines(groups, measure), share=True)

    return [
        panel("The first day's facts", lambda cells: figures.point(_first(cells))),
        panel("All facts so far", figures.recall_point),
        panel("False memory", figures.false_memory_point),
    ]
