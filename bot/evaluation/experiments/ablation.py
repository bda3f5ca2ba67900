"""`ablation`: each part of a night taken out in turn.

Knows: the parts, and what a gate would say. Does not know: how a night is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.evaluation.experiments import figures
from bot.evaluation.experiments.counts import Count
from bot.evaluation.experiments.grid import Cell, Done, Figures, Findings
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.plots import Bar, BarPanel, Panel
from bot.evaluation.subjects import deal
from bot.sleep.parts import WHOLE, Parts

_FACTS, _QUICK_FACTS = 20, 5
_SEEDS = 3
_WHOLE, _UNGATED = "the whole night", "without the gate"
_OPEN = replace(WHOLE, gate=False)
# A gate hides what is missing behind it: it rolls such a night back. So what is behind it is taken
# out with the gate open, and compared with a night that lacks the gate alone.
ARMS: Mapping[str, Parts] = {
    _WHOLE: WHOLE,
    _UNGATED: _OPEN,
    "and without the teacher's KL": replace(_OPEN, kl=False),
    "and without cross-entropy": replace(_OPEN, cross_entropy=False),
    "and without unknowns": replace(_OPEN, unknowns=False),
    "and without anchors": replace(_OPEN, anchors=False),
    "and without paraphrases": replace(_OPEN, paraphrases=False),
}


@dataclass(frozen=True, slots=True)
class Ablation:
    """One night of the same facts for every arm."""

    name: str = "ablation"
    title: str = "Each part of a night taken out"
    about: str = (
        "The same facts are told and slept on once, with one part of the night missing. A gate "
        "would roll most such nights back and so hide what they lack; all parts but itself are "
        'taken out with the gate open, beside a night that lacks the gate alone. "Gate" says '
        "whether it would have let the result through."
    )

    def cells(self, seed: int, *, quick: bool) -> Sequence[Cell]:
        return [
            Cell(f"{arm}, seed {at}", {"arm": arm, "seed": at})
            for at in range(seed, seed + (1 if quick else _SEEDS))
            for arm in ARMS
        ]

    async def measure(self, cell: Cell, lab: Lab) -> Figures:
        arm, seed = cell.settings["arm"], cell.settings["seed"]
        cast = deal(_QUICK_FACTS if lab.quick else _FACTS, 1, seed, quick=lab.quick)
        async with lab.life(f"{self.name} {seed}", parts=ARMS[arm]) as life:
            await life.told(cast.measured.held)
            report = await life.sleep()
            found = await lab.measure(await life.adapter(), cast.questions)
        return found | {
            "passes": _passes(report, lab),
            "steps": report.get("steps", 0),
            "night_seconds": sum(report.get("seconds", {}).values()),
        }

    def findings(self, done: Sequence[Done]) -> Findings:
        groups = {key[0]: cells for key, cells in figures.grouped(done, "arm").items()}
        rows = [
            [arm, figures.recall(cells).text(), *figures.row(cells), _gate(cells)]
            for arm, cells in groups.items()
        ]
        return Findings(
            ("night", "recall, all forms", *figures.HEADINGS, "gate"),
            rows,
            _panels(groups),
            _seen(groups),
            _PAPER,
        )


_Groups = Mapping[str, list[Done]]
_PAPER = (
    "The paper has no figure for this: its recipe is what is left with no KL, no unknowns and no "
    "anchors, which `lr-window` measures."
)


def _passes(report: Mapping[str, Any], lab: Lab) -> bool:
    """Whether the night was kept, or an open gate would have kept it."""
    drift, settings = report.get("divergence"), lab.settings
    good = drift is not None and drift <= settings.gate_divergence
    held = (report.get("untold_held") or 0.0) >= settings.gate_untold
    return report.get("outcome") == "promoted" and good and held


def _gate(cells: Sequence[Done]) -> str:
    passed = Count.of(one.figures["passes"] for one in cells)
    return f"passed {passed.hits} of {passed.asked}"


def _seen(groups: _Groups) -> list[str]:
    """For each part: what surely changed when it was taken out."""
    told = []
    for arm, cells in groups.items():
        other = _WHOLE if arm == _UNGATED else _UNGATED
        if arm == _WHOLE or other not in groups:
            continue
        told.append(f"{_part(arm)}: {_changes(cells, groups[other])}.")
    return told


def _part(arm: str) -> str:
    named = arm.removeprefix("and ").removeprefix("without ")
    return f"Without {named}"


def _changes(cells: Sequence[Done], beside: Sequence[Done]) -> str:
    found = []
    for name, measure in (
        ("recall", figures.recall),
        ("false memory", figures.false_memory),
        ("common knowledge kept", figures.general),
    ):
        now, before = measure(cells), measure(beside)
        if not now.interval.meets(before.interval):
            way = "rose" if now.share > before.share else "fell"
            found.append(f"{name} {way} from {before.text()} to {now.text()}")
    apart = figures.drift(cells) - figures.drift(beside)
    drift = f"drift {figures.drift(cells):.2f} nats a token ({apart:+.2f})"
    return "; ".join([*found, drift]) if found else f"no share changed surely; {drift}"


def _panels(groups: _Groups) -> list[Panel]:
    names = [_short(arm) for arm in groups]
    recall = [Bar(*figures.recall_point(cells)) for cells in groups.values()]
    made_up = [Bar(*figures.false_memory_point(cells)) for cells in groups.values()]
    drift = [Bar(*figures.drift_point(cells)) for cells in groups.values()]
    return [
        BarPanel("Recall", "share", names, {"recall": recall}, share=True),
        BarPanel("False memory", "share", names, {"false memory": made_up}, share=True),
        BarPanel("Drift on ordinary talk", "nats a token", names, {"drift": drift}),
    ]


def _short(arm: str) -> str:
    return "whole" if arm == _WHOLE else f"no {arm.rpartition('without ')[2].removeprefix('the ')}"
