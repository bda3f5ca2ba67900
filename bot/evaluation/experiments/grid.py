"""What an experiment is: cells to be measured, and what is found once all of them are.

Knows: shapes. Does not know: any experiment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from bot.evaluation.experiments.lab import Lab
    from bot.evaluation.plots import Panel

Settings = Mapping[str, Any]
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the grid. `settings` and the figures measured there are JSON-able.

    Cells of one `chain` go on from each other, in their order, on files that are kept until the
    experiment is over; a cell that is begun again must find its place there.
    """

    key: str
    settings: Settings
    chain: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A cell that was measured, and how many seconds it took."""

    settings: Settings
    figures: Figures
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Findings:
    """What came out: a table, the plot's panels, and what was seen, in sentences.

    `paper` says how it compares with what the paper found, or that the paper says nothing of it.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    panels: Sequence[Panel]
    seen: Sequence[str]
    paper: str
    notes: Sequence[str] = field(default_factory=tuple)


class Experiment(Protocol):
    """One experiment. `title` is its heading, `about` says what is done and counted."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def about(self) -> str: ...

    def cells(self, seed: int, *, quick: bool) -> Sequence[Cell]:
        """The grid, in the order in which it is measured; keys are unique."""
        ...

    async def measure(self, cell: Cell, lab: Lab) -> Figures:
        """One cell. Raises SleepwakeError."""
        ...

    def findings(self, done: Sequence[Done]) -> Findings:
        """From the figures alone, so that they can be made again from a record."""
        ...
