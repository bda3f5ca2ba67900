"""`capacity`: recall against the number of facts and the adapter's rank, after one night.

Knows: numbers of facts, ranks. Does not know: how a night is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.evaluation.experiments import figures
from bot.evaluation.experiments.grid import Cell, Done, Figures, Findings
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.plots import LinePanel, Panel
from bot.evaluation.subjects import deal
from bot.sleep.parts import WHOLE

_FACTS, _QUICK_FACTS = (10, 20, 40, 70), (3, 6)
_RANKS, _QUICK_RANKS = (2, 8, 16, 64), (2, 16)
_SEEDS = 2
_ENOUGH = 0.9
_SUCCESSOR = 0.47


@dataclass(frozen=True, slots=True)
class Capacity:
    """One night with no gate, so that what was trained is what is asked."""

    name: str = "capacity"
    title: str = "How many facts an adapter holds"
    about: str = (
        "So many facts are told in a day and learned in one night, by an adapter of this rank; the "
        "gate is left out, so that what was trained is what is asked, in held-out wordings, with "
        "nothing in context."
    )

    def cells(self, seed: int, *, quick: bool) -> Sequence[Cell]:
        facts, ranks = (_QUICK_FACTS, _QUICK_RANKS) if quick else (_FACTS, _RANKS)
        return [
            Cell(
                f"{count} facts, rank {rank}, seed {at}",
                {"facts": count, "rank": rank, "seed": at},
            )
            for at in range(seed, seed + (1 if quick else _SEEDS))
            for count in facts
            for rank in ranks
        ]

    async def measure(self, cell: Cell, lab: Lab) -> Figures:
        count, rank, seed = (cell.settings[name] for name in ("facts", "rank", "seed"))
        cast = deal(count, 1, seed, quick=lab.quick)
        parts = replace(WHOLE, gate=False)
        async with lab.life(f"{self.name} {seed}", parts=parts, rank=rank) as life:
            await life.told(cast.measured.held)
            report = await life.sleep()
            found = await lab.measure(await life.adapter(), cast.questions)
        spent = sum(report.get("seconds", {}).values())
        return found | {"night_seconds": spent, "steps": report.get("steps", 0)}

    def findings(self, done: Sequence[Done]) -> Findings:
        groups = figures.grouped(done, "facts", "rank")
        rows = [
            [str(facts), str(rank), figures.recall(cells).text(), *figures.row(cells)]
            for (facts, rank), cells in groups.items()
        ]
        return Findings(
            ("facts", "rank", "recall, all forms", *figures.HEADINGS),
            rows,
            _panels(groups),
            _seen(groups),
            _compared(groups),
        )


def _seen(groups: figures.Groups) -> list[str]:
    most = max(facts for facts, _ in groups)
    told = []
    for rank in sorted({rank for _, rank in groups}):
        held = {
            facts: figures.recall(cells) for (facts, own), cells in groups.items() if own == rank
        }
        enough = [facts for facts, count in held.items() if count.share >= _ENOUGH]
        upto = f"up to {max(enough)} facts" if enough else "for no number of facts"
        told.append(
            f"At rank {rank} recall was {_ENOUGH:.0%} or more {upto}, and {held[most].text()} of "
            f"{most} facts.".replace("0%", "0 %")
        )
    ranks = sorted(rank for facts, rank in groups if facts == most)
    low, high = (figures.recall(groups[most, rank]) for rank in (ranks[0], ranks[-1]))
    if len(ranks) > 1:
        told.append(figures.difference(f"Rank {ranks[-1]} in the place of {ranks[0]}", high, low))
    return told


def _compared(groups: figures.Groups) -> str:
    count = figures.recall(groups[max(groups)])
    above = "above" if count.interval.low > _SUCCESSOR else "not surely above"
    return (
        "The paper has no figure for this; its successor measured a recall of "
        f"{_SUCCESSOR * 100:.0f} % for LoRA alone on a model of 3 billion weights. With the most "
        f"facts and the highest rank ours is {above} that: {count.text()}."
    )


def _panels(groups: figures.Groups) -> list[Panel]:
    def panel(title: str, y: str, measure: figures.Measure, *, share: bool) -> LinePanel:
        lines = figures.lines(groups, measure, named=1, along=0, name="rank {}")
        return LinePanel(title, "facts", y, lines, share=share)

    return [
        panel("Recall in held-out wordings", "share", figures.recall_point, share=True),
        panel("False memory", "share", figures.false_memory_point, share=True),
        panel("Drift on ordinary talk", "nats a token", figures.drift_point, share=False),
    ]
