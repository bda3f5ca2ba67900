"""Figures, cells and experiments as a test needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.evaluation.experiments.grid import Cell, Done, Figures, Findings
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.plots import Line, LinePanel, Point


def figures(
    recall: float = 0.9,
    *,
    made_up: float = 0.05,
    kept: float = 1.0,
    surprise: float = 1.01,
    drift: float = 0.1,
    asked: int = 60,
    **more: Any,
) -> dict[str, Any]:
    """What an adapter with these shares is measured to be."""
    form = [round(recall * asked), asked]
    return {
        "recall": {"direct": form, "paraphrased": form, "embedded": form},
        "false_memory": [round(made_up * asked), asked],
        "general": [round(kept * 30), 30],
        "perplexity_ratio": surprise,
        "drift": drift,
    } | more


def cell(settings: Mapping[str, Any], found: Mapping[str, Any], seconds: float = 1.0) -> Done:
    return Done(settings, found, seconds)


@dataclass
class Squares:
    """An experiment of few numbers. `fails` raises at that one; `measured` is what was measured."""

    name: str = "squares"
    title: str = "Squares"
    about: str = "Numbers are squared."
    numbers: Sequence[int] = (1, 2, 3)
    fails: int | None = None
    fault: BaseException = field(default_factory=KeyboardInterrupt)
    measured: list[int] = field(default_factory=list)

    def cells(self, seed: int, *, quick: bool) -> Sequence[Cell]:
        numbers = self.numbers[:1] if quick else self.numbers
        return [Cell(f"{at}", {"number": at, "seed": seed}) for at in numbers]

    async def measure(self, cell: Cell, lab: Lab) -> Figures:
        number = cell.settings["number"]
        if number == self.fails:
            raise self.fault
        self.measured.append(number)
        lab.tell(f"squaring {number}")
        lab.folder.mkdir(parents=True, exist_ok=True)
        (lab.folder / "left").write_text("x")
        return {"square": number**2}

    def findings(self, done: Sequence[Done]) -> Findings:
        points = [Point(one.settings["number"], one.figures["square"]) for one in done]
        return Findings(
            ("number", "square"),
            [[str(one.settings["number"]), str(one.figures["square"])] for one in done],
            [LinePanel("Squares", "number", "square", [Line("all", points)])],
            [f"{len(done)} numbers were squared."],
            "The paper squares none.",
        )


@dataclass
class Told:
    """A watch that keeps what it is told."""

    lines: list[str] = field(default_factory=list)

    def begin(self, cells: int, done: int) -> None:
        self.lines.append(f"begin {done}/{cells}")

    def cell(self, key: str) -> None:
        self.lines.append(f"cell {key}")

    def tell(self, what: str) -> None:
        self.lines.append(what)

    def finished(self, key: str, seconds: float) -> None:
        self.lines.append(f"finished {key}")
