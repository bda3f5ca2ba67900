"""`retention`: thirty simulated nights with new facts every day, spaced rehearsal against none.

Knows: days, and how long ago a fact was told. Does not know: how nights are done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.evaluation.experiments import asked, figures
from bot.evaluation.experiments.counts import Count
from bot.evaluation.experiments.grid import Cell, Done, Figures, Findings
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.experiments.measure import recalled
from bot.evaluation.plots import Line, LinePanel, Panel, Point
from bot.evaluation.subjects import Cast, deal
from bot.memory.questions import Form
from bot.sleep.parts import WHOLE

_FSRS, _NONE = "FSRS", "none"
_ARMS = (_FSRS, _NONE)
_NIGHTS, _A_DAY = 30, 2
_QUICK_NIGHTS, _QUICK_A_DAY = 4, 2
_UNTOLD, _QUICK_UNTOLD = 40, 12
# How old facts are, in days: each group up to and with its bound.
_AGES = (0, 3, 7, 14, 29)


@dataclass(frozen=True, slots=True)
class Retention:
    """A month of a person's life on a simulated clock; nothing is left out of it but time."""

    name: str = "retention"
    title: str = "A month of nights"
    about: str = (
        "Every day a person tells new facts, and now and then that one has changed; a night "
        "follows each day, on a simulated clock. With FSRS known facts come due, are probed and "
        "rehearsed, and a share of the others is replayed; without, they are left alone once they "
        "are known. After each night all that is so is asked in held-out wordings, with nothing "
        "in context."
    )

    def cells(self, seed: int, *, quick: bool) -> Sequence[Cell]:
        nights = _QUICK_NIGHTS if quick else _NIGHTS
        return [
            Cell(
                f"{arm}, night {night + 1}",
                {"rehearsal": arm, "seed": seed, "night": night + 1},
                chain=arm.lower(),
            )
            for arm in _ARMS
            for night in range(nights)
        ]

    async def measure(self, cell: Cell, lab: Lab) -> Figures:
        arm, seed = cell.settings["rehearsal"], cell.settings["seed"]
        night = cell.settings["night"] - 1
        nights, a_day = (_QUICK_NIGHTS, _QUICK_A_DAY) if lab.quick else (_NIGHTS, _A_DAY)
        cast = deal(nights * a_day, nights, seed, quick=lab.quick)
        parts = replace(WHOLE, rehearsal=arm == _FSRS)
        name = f"{self.name} {seed}"
        async with lab.life(name, chain=cell.chain, day=night, parts=parts) as life:
            await life.told(cast.measured.days[night])
            report = await life.sleep()
            adapter = await life.adapter()
        held = asked.held(cast, night)
        never = asked.never_told(_QUICK_UNTOLD if lab.quick else _UNTOLD)
        answers = await lab.ask(adapter, [*asked.about(held), *never])
        by_age: dict[str, list[int]] = {}
        for at, told in enumerate(held):
            own = Count.of(one.right for one in answers[at * len(Form) : (at + 1) * len(Form)])
            age = str(night - _told_on(cast, night, told.attribute))
            by_age[age] = Count.pooled([by_age.get(age, (0, 0)), own.as_list()]).as_list()
        seconds = sum(report.get("seconds", {}).values())
        outcome = str(report.get("outcome", "nothing to do"))
        return recalled(answers) | {
            "by_age": by_age,
            "outcome": outcome,
            "night_seconds": seconds,
            "facts": len(held),
        }

    def findings(self, done: Sequence[Done]) -> Findings:
        groups = figures.grouped(done, "rehearsal", "night")
        rows = [
            [
                arm,
                str(night),
                str(cells[0].figures["facts"]),
                figures.recall(cells).text(),
                figures.false_memory(cells).text(),
                f"{sum(one.figures['night_seconds'] for one in cells) / len(cells):.0f}",
                cells[0].figures["outcome"],
            ]
            for (arm, night), cells in groups.items()
        ]
        headings = ("rehearsal", "night", "facts", "recall", "false memory", "seconds", "outcome")
        return Findings(headings, rows, _panels(groups), _seen(groups), _PAPER)


_PAPER = (
    "The paper has no figure for this: it followed one conversation over a few sleeps, and names "
    "re-training on old conversations as its limit."
)


def _told_on(cast: Cast, upto: int, attribute: str) -> int:
    """The last day on which this was told."""
    days = cast.measured.days[: upto + 1]
    return max(day for day, told in enumerate(days) if any(t.attribute == attribute for t in told))


def _aged(cells: Sequence[Done], low: int, high: int) -> Count:
    """Recall of facts that are from `low` to `high` days old."""
    return Count.pooled(
        count
        for one in cells
        for age, count in one.figures["by_age"].items()
        if low <= int(age) <= high
    )


def _seen(groups: figures.Groups) -> list[str]:
    last = max(night for _, night in groups)
    ends = {arm: groups[arm, last] for arm in _ARMS if (arm, last) in groups}
    told = []
    for arm, cells in ends.items():
        old = _aged(cells, max(1, last // 2), last)
        months = [held for (name, _), held in groups.items() if name == arm]
        spent = [one.figures["night_seconds"] for held in months for one in held]
        told.append(
            f"After {last} nights, with {'FSRS' if arm == _FSRS else 'no rehearsal'}, "
            f"{figures.recall(cells).text()} of all {cells[0].figures['facts']} facts was recalled "
            f"and {old.text()} of those told in the first half; "
            f"{figures.false_memory(cells).text()} of what was never told was made up; a night "
            f"took {sum(spent) / len(spent):.0f} s on average."
        )
    if len(ends) == len(_ARMS):
        first, second = (figures.recall(ends[arm]) for arm in _ARMS)
        told.append(figures.difference("Spaced rehearsal", first, second))
    return told


def _panels(groups: figures.Groups) -> list[Panel]:
    last = max(night for _, night in groups)
    ages = []
    for arm in _ARMS:
        cells = groups.get((arm, last), [])
        bounds = zip((-1, *_AGES), _AGES, strict=False)
        found = [(high, _aged(cells, low + 1, high)) for low, high in bounds]
        points = [Point(at, *figures.point(count)) for at, count in found if count.asked]
        ages.append(Line(arm, points))
    recall = figures.lines(groups, figures.recall_point)
    made_up = figures.lines(groups, figures.false_memory_point)
    return [
        LinePanel("All facts so far", "night", "recall", recall, share=True),
        LinePanel("After the last night", "days since told, up to", "recall", ages, share=True),
        LinePanel("False memory", "night", "share", made_up, share=True),
    ]
