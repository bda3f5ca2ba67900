from __future__ import annotations

import io
from dataclasses import dataclass

from rich.console import Console

from bot.terminal.measuring import measuring_bars


@dataclass(frozen=True)
class Step:
    run: int
    runs: int
    what: str
    stage: str
    done: int
    total: int


STEPS = (
    Step(1, 2, "base, seed 1", "", 0, 1),
    Step(1, 2, "base, seed 1", "asking", 7, 10),
    Step(2, 2, "ours, seed 1", "night 1: train", 3, 60),
)


def shown(*, watched: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=watched, width=120, no_color=True)
    with measuring_bars(console) as tell:
        for step in STEPS:
            tell(step)
    return out.getvalue()


def test_a_run_is_a_line_where_nobody_watches() -> None:
    assert shown(watched=False) == "base, seed 1 (1 of 2)\nours, seed 1 (2 of 2)\n"


def test_bars_show_the_whole_and_the_run_that_goes_on() -> None:
    text = shown(watched=True)
    assert "ours, seed 1" in text
    assert "night 1: train" in text
    assert "2 of 2" in text
