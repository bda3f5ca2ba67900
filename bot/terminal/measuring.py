"""The progress of a measurement as two bars: of all its runs, and of the one that goes on.

Knows: rich. Does not know: what is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console

from bot.terminal.night import stage_bars


class Step(Protocol):
    """`run` of `runs` goes on, counted from 1; `done` of `total` units of a stage of it are."""

    @property
    def run(self) -> int: ...
    @property
    def runs(self) -> int: ...
    @property
    def what(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int: ...


@contextmanager
def measuring_bars(console: Console) -> Iterator[Callable[[Step], None]]:
    """Yields what is to be told of every step; where nobody watches, each run is a line."""
    with stage_bars(console) as progress:
        whole = progress.add_task("measuring", total=None, note="")
        own = progress.add_task("", total=None, note="")
        shown = 0

        def tell(step: Step) -> None:
            nonlocal shown
            if step.run != shown:
                shown = step.run
                note = f"{step.run} of {step.runs}"
                progress.update(whole, completed=step.run - 1, total=step.runs, note=note)
                progress.reset(own, description=step.what)
                if not console.is_terminal:
                    console.print(f"{step.what} ({step.run} of {step.runs})", markup=False)
            # A stage of one step has no share to show until it is over.
            total = step.total if step.total > 1 or step.done else None
            progress.update(own, completed=step.done, total=total, note=step.stage)

        yield tell
        if shown:
            progress.update(whole, completed=progress.tasks[whole].total or 0)
