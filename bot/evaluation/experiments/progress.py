"""How far an experiment is, as a bar; where nobody watches, a line for every finished cell.

Knows: rich. Does not know: what a cell is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


class CellBar:
    """Is told of cells; see `bot.evaluation.experiments.run.Watch`."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task: TaskID = progress.add_task(title, total=None, note="")
        self._key = ""

    def begin(self, cells: int, done: int) -> None:
        self._progress.update(self._task, total=cells, completed=done)
        self._print(f"{done} of {cells} were measured before")

    def cell(self, key: str) -> None:
        self._key = key
        self.tell("")

    def tell(self, what: str) -> None:
        self._progress.update(self._task, note=f"{self._key}: {what}" if what else self._key)

    def finished(self, key: str, seconds: float) -> None:
        self._progress.advance(self._task)
        self._print(f"{key}: {seconds:.0f} s")

    def _print(self, line: str) -> None:
        """Where there is no bar."""
        console = self._progress.console
        if not console.is_terminal:
            console.print(line, markup=False, highlight=False)


@contextmanager
def cell_bar(console: Console, title: str) -> Iterator[CellBar]:
    """The bar, on the screen while the block lasts."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", style="dim", markup=False),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield CellBar(progress, title)
