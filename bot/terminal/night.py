"""A night's progress as bars, one for each stage of each person's night.

Knows: rich, and the stages' names. Does not know: what a stage does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bot.sleep import SleepProgress

_TOLD = {
    "select": "choosing what to learn",
    "probe": "asking itself",
    "dream": "dreaming",
    "train": "learning",
    "gate": "checking",
    "promote": "keeping it",
    "report": "report",
}


class NightBars:
    """Turns what a night tells of itself into bars; a stage that comes again has another."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._shown: tuple[str, str] | None = None
        self._bar = TaskID(0)

    def show(self, step: SleepProgress) -> None:
        if self._shown != (step.person, step.stage):
            if self._shown is not None and self._shown[0] != step.person:
                # The bars of many people would not fit the screen.
                for task in self._progress.tasks:
                    self._progress.update(task.id, visible=False)
            self.end()
            label = f"{step.person}: {_TOLD.get(step.stage, step.stage)}"
            self._bar = self._progress.add_task(label, total=None, note="")
            self._shown = (step.person, step.stage)
        # A stage of one step has no share to show until it is over.
        total = step.total if step.total > 1 or step.done else None
        self._progress.update(self._bar, completed=step.done, total=total, note=step.note)

    def end(self) -> None:
        """The stage that runs is over, or broken off."""
        if self._shown is not None and not self._progress.tasks[self._bar].total:
            self._progress.update(self._bar, total=1, completed=1)
        if self._shown is not None:
            self._progress.stop_task(self._bar)
        self._shown = None


def stage_bars(console: Console) -> Progress:
    """Bars with a share, a time and a note; none where nobody watches."""
    columns = (
        TextColumn("{task.description:<28}", markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", style="dim", markup=False),
    )
    return Progress(*columns, console=console, disable=not console.is_terminal)


@contextmanager
def night_bars(console: Console) -> Iterator[Callable[[SleepProgress], None]]:
    """Yields what is to be told of every step; where nobody watches, nothing is drawn."""
    with stage_bars(console) as progress:
        bars = NightBars(progress)
        yield bars.show
        bars.end()
