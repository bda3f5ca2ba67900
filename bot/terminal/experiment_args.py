"""What can be typed after `sleepwake experiment`.

Knows: the experiments' names, options and help. Does not know: what any of them does.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Protocol

NAMES = ("lr-window", "spacing", "capacity", "retention", "ablation", "forget")

_LONG = """\
Measure what one thing does to recall and to all else, and write a page with a table, a plot and
what was seen. It may take hours: every finished part is kept, and typed again it goes on.

  lr-window   recall and damage against learning rate and passes, the paper's settings among them
  spacing     recall over successive nights, with and without spaced rehearsal
  capacity    recall against the number of facts and the adapter's rank
  retention   thirty simulated nights with new facts every day, FSRS against none
  ablation    each part of a night taken out in turn
  forget      a fact forgotten by rebuilding, asked for in a hundred ways, and learned again"""


class _Command(Protocol):
    def __call__(self, name: str, short: str, long: str = "") -> argparse.ArgumentParser: ...


def add(command: _Command) -> None:
    """Add the command to the parser."""
    parser = command("experiment", "measure what one thing does to recall and to all else", _LONG)
    parser.add_argument("experiment", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="a small grid, in minutes")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="which people and facts (default: 1)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("results"),
        metavar="FOLDER",
        help="where the page, the plot and the record go (default: results)",
    )
