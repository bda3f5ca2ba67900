"""What a measure came to: medians with their spread, ratios, and goals, as words and as JSON.

Knows: numbers and units. Does not know: what was measured, or how.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Any, Literal

Unit = Literal["s", "tokens/s", "bytes", "share", "times"]
# The quartiles of fewer values say no more than their ends.
_FEWEST_FOR_QUARTILES = 4


@dataclass(frozen=True, slots=True)
class Spread:
    """Measured values, at least one. Low and high are the quartiles; of few, the ends."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(tuple(values))

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        return self._ends()[0]

    @property
    def high(self) -> float:
        return self._ends()[1]

    def _ends(self) -> tuple[float, float]:
        if len(self.values) < _FEWEST_FOR_QUARTILES:
            return min(self.values), max(self.values)
        first, _, third = statistics.quantiles(self.values, n=4, method="inclusive")
        return first, third


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure must reach: at most the limit, or at least it."""

    limit: float
    at_least: bool = False

    def reached(self, value: float) -> bool:
        # What is no number reaches nothing.
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what it is, its values, and the goal, where there is one."""

    name: str
    spread: Spread
    unit: Unit
    goal: Goal | None = None

    @property
    def reached(self) -> bool | None:
        """None where there is no goal."""
        return None if self.goal is None else self.goal.reached(self.spread.median)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        spread = self.spread
        found: dict[str, Any] = {
            "name": self.name,
            "unit": self.unit,
            "median": _finite(spread.median),
            "low": _finite(spread.low),
            "high": _finite(spread.high),
            "count": len(spread.values),
        }
        if self.goal is not None:
            found["goal"] = {"limit": self.goal.limit, "at_least": self.goal.at_least}
            found["reached"] = self.reached
        return found

    def text(self, width: int) -> str:
        """One line; names are filled up to the width."""
        spread, count = self.spread, len(self.spread.values)
        line = f"{self.name:<{width}}  {shown(spread.median, self.unit):>12}"
        if count > 1:
            ends = f"{shown(spread.low, self.unit)} to {shown(spread.high, self.unit)}"
            line += f"  ({ends}; {count} values)"
        if self.goal is not None:
            side = "at least" if self.goal.at_least else "at most"
            met = "reached" if self.reached else "MISSED"
            line += f"  goal: {side} {shown(self.goal.limit, self.unit)}: {met}"
        return line


def ratio(name: str, above: Sequence[float], below: Sequence[float], goal: Goal | None) -> Figure:
    """How many times the one is the other: round by round, or of the medians if rounds differ."""
    if len(above) == len(below):
        values = [_quotient(a, b) for a, b in zip(above, below, strict=True)]
    else:
        values = [_quotient(statistics.median(above), statistics.median(below))]
    return Figure(name, Spread.of(values), "times", goal)


def _quotient(above: float, below: float) -> float:
    return above / below if below else nan


@dataclass(slots=True)
class Measured:
    """What one measure came to. `notes` say how it was done, and what a reader must know."""

    name: str
    title: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, values: Sequence[float], unit: Unit, goal: Goal | None = None) -> None:
        """Add a figure; without values there is nothing to show."""
        if values:
            self.figures.append(Figure(name, Spread.of(values), unit, goal))

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        figures = [figure.as_dict() for figure in self.figures]
        return {"title": self.title, "figures": figures, "notes": self.notes}

    def text(self) -> str:
        width = max((len(figure.name) for figure in self.figures), default=0)
        lines = [f"{self.name}: {self.title}"]
        lines += [f"  {figure.text(width)}" for figure in self.figures]
        lines += [f"  - {note}" for note in self.notes]
        return "\n".join(lines)


def shown(value: float, unit: Unit) -> str:
    """A number with its unit, in three digits or so."""
    if not isfinite(value):
        return "none"
    if unit == "s":
        return _seconds(value)
    if unit == "bytes":
        return f"{value / 1e9:.2f} GB" if value >= 1e9 else f"{value / 1e6:.0f} MB"
    if unit == "share":
        return f"{value:.0%}"
    number = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{number} x" if unit == "times" else f"{number} tok/s"


def _seconds(value: float) -> str:
    if value >= 100:
        return f"{value:.0f} s"
    if value >= 1:
        return f"{value:.3g} s"
    if value >= 1e-3:
        return f"{value * 1e3:.3g} ms"
    return f"{value * 1e6:.3g} µs"


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
