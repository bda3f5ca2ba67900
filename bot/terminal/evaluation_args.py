"""What whoever doubts can type: evaluate, experiment.

Knows: the commands' options and help. Does not know: methods, or what any of it measures.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Protocol

COMMANDS = ("evaluate", "experiment")
EXPERIMENTS = ("lr-window", "spacing", "capacity", "retention", "ablation", "forget")

_EVALUATE = """\
Measure how well facts are remembered, by several methods on the same model, facts and questions:
ours, paper (the paper's recipe), mlx_lm (mlx_lm.lora on the same question-answer pairs), context
(all facts in the prompt), search (the best hits of a text search in the prompt), none. No training
ever sees the questions. Beside recall stand what it may cost: things made up, refused or leaked,
and common knowledge and talk as a multiple of the model's own.

A run that was broken off goes on where it was, when it is started with the same options. The table,
the plot and all answers are kept in a folder."""

_STORY = """\
measure on a story of your own instead: what people say in chat, a night after each day, and what
they ask in the end (`sleepwake demo --help` shows the form)"""

_EXPERIMENT = """\
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
    """Add the commands to the parser."""
    _add_evaluate(command("evaluate", "measure how well facts are remembered", _EVALUATE))
    what = "measure what one thing does to recall and to all else"
    _add_experiment(command("experiment", what, _EXPERIMENT))


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--facts", type=_count, metavar="N", help="how many facts are told (default: 20)"
    )
    parser.add_argument(
        "--nights", type=_count, metavar="K", help="over how many days (default: 1)"
    )
    parser.add_argument(
        "--quick", action="store_true", help="6 facts unless told otherwise, fewer other questions"
    )
    parser.add_argument(
        "--seed",
        dest="seeds",
        type=_seeds,
        default=(1,),
        metavar="S",
        help="which facts are drawn; several, such as 1,2,3, are measured one by one (default: 1)",
    )
    parser.add_argument(
        "--methods", default="", metavar="NAMES", help="such as ours,context (default: all)"
    )
    parser.add_argument("--story", type=Path, metavar="FILE", help=_STORY)
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="where results are kept (default: in the cache)"
    )
    parser.add_argument("--no-plot", action="store_true", help="leave the plot out")
    parser.add_argument("--json", action="store_true", help="print JSON, for scripts")


def _add_experiment(parser: argparse.ArgumentParser) -> None:
    names = ", ".join(EXPERIMENTS)
    parser.add_argument("experiment", choices=EXPERIMENTS, metavar="NAME", help=names)
    parser.add_argument("--quick", action="store_true", help="a small grid, in minutes")
    parser.add_argument(
        "--seed", type=_seed, default=1, metavar="N", help="which people and facts (default: 1)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("results"),
        metavar="FOLDER",
        help="where the page, the plot and the record go (default: results)",
    )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("expected a whole number above 0")
    return int(text)


def _seeds(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and len(part) < 10 for part in parts):
        raise argparse.ArgumentTypeError("expected a whole number, or several such as 1,2,3")
    return tuple(dict.fromkeys(int(part) for part in parts))


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) >= 10:
        raise argparse.ArgumentTypeError("expected a whole number")
    return int(text)
