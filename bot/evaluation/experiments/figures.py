"""Reads the figures of measured cells: pooled over seeds, as a table's cells and a plot's points.

Knows: what `measure.measured` gives. Does not know: any experiment.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.evaluation.experiments.counts import Count
from bot.evaluation.experiments.grid import Done
from bot.evaluation.intervals import Interval, bootstrap
from bot.evaluation.plots import Line, Point
from bot.evaluation.tables import figure
from bot.memory.questions import Form

HEADINGS = (
    *(f"recall, {form.value}" for form in Form),
    "false memory",
    "common knowledge kept",
    "perplexity ratio",
    "drift (nats a token)",
)
Figure = tuple[float, Interval]
Measure = Callable[[Sequence[Done]], Figure]
Groups = Mapping[tuple[Any, ...], list[Done]]
_NONE = "-"


def grouped(done: Sequence[Done], *names: str) -> dict[tuple[Any, ...], list[Done]]:
    """Cells that differ in nothing of these settings together, in the order of their first."""
    found: dict[tuple[Any, ...], list[Done]] = {}
    for one in done:
        found.setdefault(tuple(one.settings[name] for name in names), []).append(one)
    return found


def recall(cells: Sequence[Done], form: Form | None = None) -> Count:
    """Over all forms, or in one."""
    forms = [form.value] if form else [one.value for one in Form]
    return Count.pooled(one["recall"][name] for one in _figures(cells) for name in forms)


def false_memory(cells: Sequence[Done]) -> Count:
    return Count.pooled(one["false_memory"] for one in _figures(cells))


def general(cells: Sequence[Done]) -> Count:
    return Count.pooled(one["general"] for one in _figures(cells))


def perplexity(cells: Sequence[Done]) -> float:
    """The ratio to the base's, a mean over the cells."""
    return _mean([one["perplexity_ratio"] for one in _figures(cells)])


def drift(cells: Sequence[Done]) -> float:
    """In nats a token, a mean over the cells."""
    return _mean([one["drift"] for one in _figures(cells)])


def row(cells: Sequence[Done]) -> list[str]:
    """The cells under `HEADINGS`; dashes where the training ran away."""
    if not _figures(cells):
        return [_NONE] * len(HEADINGS)
    return [
        *(recall(cells, form).text() for form in Form),
        false_memory(cells).text(),
        general(cells).text(),
        figure(perplexity(cells)),
        figure(drift(cells)),
    ]


def lines(
    groups: Groups, measure: Measure, *, named: int = 0, along: int = 1, name: str = "{}"
) -> list[Line]:
    """A line for each value that a key has at place `named`, over those it has at `along`."""
    return [
        Line(
            name.format(value),
            [
                Point(key[along], *measure(cells))
                for key, cells in groups.items()
                if key[named] == value
            ],
        )
        for value in dict.fromkeys(key[named] for key in groups)
    ]


def point(count: Count) -> Figure:
    """A share and its interval, as a plot takes them."""
    return count.share, count.interval


def recall_point(cells: Sequence[Done]) -> Figure:
    return point(recall(cells))


def false_memory_point(cells: Sequence[Done]) -> Figure:
    return point(false_memory(cells))


def difference(what: str, with_it: Count, without: Count) -> str:
    """A sentence on whether something raised a share, by what their intervals allow to say."""
    both = f"{with_it.text()} with it, {without.text()} without"
    if with_it.interval.meets(without.interval):
        return f"{what} made no difference that these figures can show: {both}."
    better = "raised" if with_it.share > without.share else "lowered"
    return f"{what} {better} recall: {both}."


def drift_point(cells: Sequence[Done]) -> Figure:
    held = [one["drift"] for one in _figures(cells)]
    # A plot's own source: the same figures give the same picture.
    return drift(cells), bootstrap(held, random.Random(0))


def _figures(cells: Sequence[Done]) -> list[Any]:
    return [one.figures for one in cells if "recall" in one.figures]


def _mean(held: Sequence[float]) -> float:
    return statistics.fmean(held) if held else float("nan")
