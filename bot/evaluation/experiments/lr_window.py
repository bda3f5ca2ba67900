"""`lr-window`: recall and damage against learning rate and passes, the paper's recipe beside ours.

Knows: rates, passes, what the paper found. Does not know: how a training is done or measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import TrainingError
from bot.evaluation.experiments import figures, teaching
from bot.evaluation.experiments.grid import Cell, Done, Figures, Findings
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.plots import Line, LinePanel, Panel, Point
from bot.evaluation.subjects import deal
from bot.evaluation.tables import figure

# What the paper saw at its four settings (rate, passes).
PAPER: Mapping[tuple[float, int], str] = {
    (5e-4, 5): "destroyed",
    (2e-4, 3): "destroyed",
    (5e-5, 3): "taught nothing",
    (1e-4, 1): "worked",
}
_OWN_RATES, _OWN_PASSES = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2), (2, 4)
_QUICK_RATES, _QUICK_PASSES = (1e-4, 1e-3, 1e-2), (4,)
_SEEDS = 3
_FACTS, _QUICK_FACTS = 20, 6
# Half of common knowledge gone, or text twice as surprising: no longer the model it was.
_KEPT, _SURPRISE = 0.5, 2.0
_LITTLE, _MUCH = 0.2, 0.5
_MADE_UP = 0.5


@dataclass(frozen=True, slots=True)
class LrWindow:
    """Every setting is trained on the same facts, questions and answers."""

    name: str = "lr-window"
    title: str = "The learning-rate window"
    about: str = (
        "Each setting trains an adapter from nothing on the same facts, wordings and answers. The "
        "paper's recipe is LoRA of rank 16, scale 2.0, on the top 8 layers, batches of one, "
        "cross-entropy on the answers, a steady rate; ours is a night's whole mixture in one "
        "round, with no gate. Asked are held-out wordings, nothing in context."
    )

    def cells(self, seed: int, *, quick: bool) -> Sequence[Cell]:
        papers = [("paper", rate, passes) for rate, passes in PAPER]
        rates, passes = (_QUICK_RATES, _QUICK_PASSES) if quick else (_OWN_RATES, _OWN_PASSES)
        own = [("ours", rate, count) for rate in rates for count in passes]
        return [
            Cell(
                f"{recipe} {rate:g} x {count}, seed {at}",
                {"recipe": recipe, "rate": rate, "passes": count, "seed": at},
            )
            # One seed's cells together: they share the dream.
            for at in range(seed, seed + (1 if quick else _SEEDS))
            for recipe, rate, count in (*papers, *own)
        ]

    async def measure(self, cell: Cell, lab: Lab) -> Figures:
        chosen = cell.settings
        seed, rate, passes = chosen["seed"], chosen["rate"], chosen["passes"]
        cast = deal(_QUICK_FACTS if lab.quick else _FACTS, 1, seed, quick=lab.quick)
        dream = await lab.dream(cast.measured.held, f"{self.name} {seed}")
        if chosen["recipe"] == "paper":
            items = teaching.pairs(dream, lab.persona)
            plan = teaching.papers_plan(len(items), lab.settings, rate, passes, seed)
        else:
            items = dream.items
            plan = teaching.own_plan(len(items), lab.settings, rate, passes, seed)
        try:
            adapter = await lab.train(items, plan)
        except TrainingError as error:
            return {"ran_away": error.fault, "steps": plan.steps}
        return await lab.measure(adapter, cast.questions) | {"steps": plan.steps}

    def findings(self, done: Sequence[Done]) -> Findings:
        groups = figures.grouped(done, "recipe", "rate", "passes")
        rows = [_row(key, cells) for key, cells in groups.items()]
        return Findings(
            ("recipe", "rate x passes", *figures.HEADINGS, "steps", "verdict"),
            rows,
            _panels(groups),
            [_best(recipe, groups) for recipe in ("paper", "ours")],
            _compared(groups),
            (_RULE,),
        )


_RULE = (
    f'"Destroyed" is half of common knowledge or more lost, ordinary talk {_SURPRISE:g} times as '
    f'surprising or more, or a loss that is no number; "taught nothing" is a recall below '
    f'{_LITTLE:.0%}, "worked" one of {_MUCH:.0%} or more with nothing destroyed, as the paper '
    f'counts; "makes things up" is {_MADE_UP:.0%} or more of what was never told, which the paper '
    "did not ask. Best is what recalls the most, less what it makes up, and destroys nothing."
).replace("%", " %")


def verdict(cells: Sequence[Done]) -> str:
    """What a setting did, by the rule of the notes, over all its seeds."""
    if any("ran_away" in one.figures for one in cells):
        return "destroyed"
    kept, surprise = figures.general(cells).share, figures.perplexity(cells)
    if kept <= _KEPT or not surprise < _SURPRISE:
        return "destroyed"
    recall = figures.recall(cells).share
    if recall < _LITTLE:
        return "taught nothing"
    return "worked" if recall >= _MUCH else "taught a little"


def _row(key: tuple[Any, ...], cells: list[Done]) -> list[str]:
    recipe, rate, passes = key
    steps = str(cells[0].figures["steps"])
    made_up = figures.false_memory(cells).share >= _MADE_UP
    found = verdict(cells) + (", makes things up" if made_up else "")
    return [recipe, _setting(rate, passes), *figures.row(cells), steps, found]


def _setting(rate: float, passes: int) -> str:
    return f"{rate:.0e} x {passes}".replace("e-0", "e-")


def _best(recipe: str, groups: figures.Groups) -> str:
    """The best setting by the rule of the notes, and what it cost."""
    whole = [
        (key, cells)
        for key, cells in groups.items()
        if key[0] == recipe and verdict(cells) != "destroyed"
    ]
    name = "the paper's recipe" if recipe == "paper" else "our recipe"
    if not whole:
        return f"With {name} every setting destroyed the model."
    key, cells = max(whole, key=lambda one: _worth(one[1]))
    return (
        f"With {name} the best setting, {_setting(*key[1:])}, recalled "
        f"{figures.recall(cells).text()} in held-out wordings, made up "
        f"{figures.false_memory(cells).text()} of what was never told, kept "
        f"{figures.general(cells).text()} of common knowledge, and drifted "
        f"{figure(figures.drift(cells))} nats a token."
    )


def _worth(cells: Sequence[Done]) -> float:
    return figures.recall(cells).share - figures.false_memory(cells).share


def _compared(groups: figures.Groups) -> str:
    told, agreed = [], 0
    for (rate, passes), theirs in PAPER.items():
        cells = groups.get(("paper", rate, passes))
        if not cells:
            continue
        found = verdict(cells)
        agreed += found == theirs
        same = "as the paper says" if found == theirs else f"the paper: {theirs}"
        told.append(f"{_setting(rate, passes)} {found} ({same})")
    return f"{agreed} of the paper's {len(told)} settings did as it says: {'; '.join(told)}."


def _panels(groups: figures.Groups) -> list[Panel]:
    lines = sorted({(key[0], key[2]) for key in groups})

    def panel(title: str, y: str, measure: figures.Measure, *, share: bool) -> LinePanel:
        drawn = []
        for recipe, passes in lines:
            of = [(key[1], cells) for key, cells in groups.items() if key[::2] == (recipe, passes)]
            points = [
                Point(rate, *measure(cells))
                for rate, cells in of
                if not any("ran_away" in one.figures for one in cells)
            ]
            name = f"{recipe}, {passes} {'pass' if passes == 1 else 'passes'}"
            drawn.append(Line(name, points, joined=recipe == "ours"))
        return LinePanel(title, "learning rate", y, drawn, log_x=True, share=share)

    return [
        panel("Recall in held-out wordings", "share", figures.recall_point, share=True),
        panel("False memory", "share", figures.false_memory_point, share=True),
        panel("Drift on ordinary talk", "nats a token", figures.drift_point, share=False),
    ]
