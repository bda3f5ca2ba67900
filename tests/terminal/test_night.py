from __future__ import annotations

import io
import re

from rich.console import Console

from bot.sleep import SleepProgress
from bot.terminal.night import night_bars


def drawn(*steps: SleepProgress) -> list[str]:
    """The bars as they stand at the end, a line each."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=100, _environ={"TERM": "xterm"})
    with night_bars(console) as on_progress:
        for step in steps:
            on_progress(step)
        out.truncate(0)
        out.seek(0)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue())
    return [line.rstrip() for line in re.split(r"[\r\n]+", text) if line.strip()]


def test_every_stage_has_a_bar_and_a_stage_that_comes_again_another() -> None:
    lines = drawn(
        SleepProgress("Ana", "probe", 0, 1),
        SleepProgress("Ana", "probe", 1, 1),
        SleepProgress("Ana", "train", 0, 1),
        SleepProgress("Ana", "train", 30, 60, "loss 0.5"),
        SleepProgress("Ana", "gate", 0, 1),
        SleepProgress("Ana", "train", 3, 30),
    )

    labels = [line.split(" ━")[0].split(" ╸")[0].strip() for line in lines[-4:]]
    assert labels == [
        "Ana: asking itself",
        "Ana: learning",
        "Ana: checking",
        "Ana: learning",
    ]
    assert " 50% " in lines[-3]
    assert "loss 0.5" in lines[-3]
    assert " 10% " in lines[-1]


def test_only_the_bars_of_the_person_whose_night_it_is_are_shown() -> None:
    lines = drawn(
        SleepProgress("Ana", "probe", 1, 1),
        SleepProgress("Ana", "train", 60, 60),
        SleepProgress("Ben", "probe", 1, 1),
    )

    assert lines[-1].startswith("Ben: asking itself")
    assert not any("Ana" in line for line in lines)


def test_a_name_is_no_markup() -> None:
    assert drawn(SleepProgress("[red]Ana", "probe", 1, 1))[-1].startswith("[red]Ana: asking")


def test_where_nobody_watches_nothing_is_drawn() -> None:
    out = io.StringIO()
    with night_bars(Console(file=out)) as on_progress:
        on_progress(SleepProgress("Ana", "train", 1, 60))

    assert not out.getvalue().strip()
