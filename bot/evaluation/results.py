"""The table that an evaluation ends in: figures by method, as JSON, Markdown and a plot.

Knows: records, and which figures are made of them. Does not know: how they were measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Any

from bot.evaluation import metrics, plots, tables
from bot.evaluation.intervals import Interval
from bot.evaluation.metrics import NOTHING, Figure
from bot.evaluation.records import Base, Record
from bot.memory.questions import Form

_MEGABYTE = 1e6
# What people read: name in the figures, heading, and how it is written.
_SHARES = {
    "recall": "recall",
    "ceiling": "ceiling",
    "false_memory": "false memory",
    "over_refusal": "over-refusal",
    "leaks": "leaks",
    "updated": "updated",
    "stale": "stale",
}
_RATIOS = {"general": "general", "perplexity_ratio": "perplexity"}
_PLOTTED = ("recall", "false_memory", "over_refusal", "leaks")


@dataclass(frozen=True, slots=True)
class Figures:
    """All of one method."""

    by_name: Mapping[str, Figure]
    by_form: Mapping[str, Figure]

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        found: dict[str, Any] = {name: one.as_dict() for name, one in self.by_name.items()}
        return found | {"recall_by_form": {n: one.as_dict() for n, one in self.by_form.items()}}


@dataclass(frozen=True, slots=True)
class Results:
    """Figures by method, and what was measured: `about` says on what, with what."""

    about: Mapping[str, Any]
    methods: Mapping[str, Figures]
    notes: Mapping[str, Sequence[str]]

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return {
            "methods": {name: figures.as_dict() for name, figures in self.methods.items()},
            "about": dict(self.about),
            "notes": {name: list(notes) for name, notes in self.notes.items()},
        }

    def markdown(self) -> str:
        """Two tables, and a line on what they were made of."""
        shown = [name for name in _SHARES if self._any(name)]
        headings = ["", *(_SHARES[name] for name in shown), *_RATIOS.values(), "night", "peak"]
        rows = [
            [
                method,
                *(_share(own.by_name[name]) for name in shown),
                *(_figure(own.by_name[name]) for name in _RATIOS),
                _unit(own.by_name["night_seconds"], "s"),
                _unit(own.by_name["peak_bytes"], "MB", _MEGABYTE),
            ]
            for method, own in self.methods.items()
        ]
        text = f"{self._about()}\n\n{tables.markdown(headings, rows)}"
        if any(own.by_form for own in self.methods.values()):
            forms = [form.value for form in Form]
            rows = [
                [method, *(_share(own.by_form.get(form, NOTHING)) for form in forms)]
                for method, own in self.methods.items()
            ]
            text += f"\n{tables.markdown(['recall', *forms], rows)}"
        return text + "\nIn brackets: 95 % intervals.\n"

    def draw(self, path: Path) -> None:
        """The plot. Raises RequestError where matplotlib is missing."""
        named = {**_SHARES, **_RATIOS}
        panels = [
            plots.BarPanel(
                "Shares",
                "share",
                [named[name] for name in _PLOTTED],
                self._bars(_PLOTTED),
                share=True,
            ),
            plots.BarPanel(
                "As a multiple of the base", "ratio", list(_RATIOS.values()), self._bars(_RATIOS)
            ),
        ]
        plots.draw(path, self._about(), panels)

    def _bars(self, names: Sequence[str] | Mapping[str, str]) -> dict[str, list[plots.Bar]]:
        return {
            method: [
                plots.Bar(own.by_name[name].value or 0.0, _interval(own.by_name[name]))
                for name in names
            ]
            for method, own in self.methods.items()
        }

    def _any(self, name: str) -> bool:
        return any(own.by_name[name].value is not None for own in self.methods.values())

    def _about(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.about.items() if value != "")


def gathered(
    about: Mapping[str, Any], records: Mapping[str, Sequence[Record]], bases: Mapping[int, Base]
) -> Results:
    """The results of records by method."""
    return Results(
        about,
        {name: figures(found, bases) for name, found in records.items()},
        {name: [note for one in found for note in one.notes] for name, found in records.items()},
    )


def figures(records: Sequence[Record], bases: Mapping[int, Base]) -> Figures:
    """Of one method, over its seeds; `bases` by seed."""
    answers = [answer for record in records for answer in record.answers]
    foreign = [answer for record in records for answer in record.foreign]
    own = [bases[record.seed] for record in records]
    # Where several people were asked, each was asked the same as the base.
    times = [
        len(r.general) // max(1, len(base.general)) for r, base in zip(records, own, strict=True)
    ]
    beside = [base for base, count in zip(own, times, strict=True) for _ in range(count)]
    by_name = {
        "recall": metrics.recall(answers),
        "ceiling": metrics.recall(answer for base in own for answer in base.ceiling),
        "false_memory": metrics.false_memory(answers),
        "over_refusal": metrics.over_refusal(answers),
        "leaks": metrics.leaks([*answers, *foreign]),
        "general": metrics.general(
            [right for record in records for right in record.general],
            [right for base in beside for right in base.general],
        ),
        "perplexity_ratio": metrics.perplexity_ratio(
            [nats for record in records for nats in record.surprise],
            [nats for base in beside for nats in base.surprise],
            [tokens for base in beside for tokens in base.tokens],
        ),
        "updated": metrics.updated(answers),
        "stale": metrics.stale(answers),
        "night_seconds": metrics.mean([night for r in records for night in r.nights]),
        "peak_bytes": metrics.most([float(peak) for r in records for peak in r.peaks]),
    }
    formed = any(answer.question.form for answer in answers)
    return Figures(by_name, metrics.recall_by_form(answers) if formed else {})


def _interval(figure: Figure) -> Interval | None:
    if figure.low is None or figure.high is None:
        return None
    return Interval(figure.low, figure.high)


def _share(figure: Figure) -> str:
    return tables.share(nan if figure.value is None else figure.value, _interval(figure))


def _figure(figure: Figure) -> str:
    return tables.figure(nan if figure.value is None else figure.value, _interval(figure))


def _unit(figure: Figure, unit: str, size: float = 1.0) -> str:
    return "-" if figure.value is None else f"{figure.value / size:.0f} {unit}"
