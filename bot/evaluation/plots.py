"""Plots as SVG files: lines and bars, with intervals.

matplotlib is an extra of its own, imported only when something is drawn. The same figures give the
same file. Knows: matplotlib. Does not know: what the figures mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import RequestError
from bot.evaluation.intervals import Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Of one panel, in inches.
_WIDE, _HIGH = 5.2, 3.6
_SETTINGS: Mapping[Any, Any] = {
    # Without this, every file would have names of its own inside.
    "svg.hashsalt": "sleepwake",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "legend.fontsize": 8,
}
# Told apart without color too.
_MARKS = "osD^vPX*"


@dataclass(frozen=True, slots=True)
class Point:
    """A figure, where it stands, and how sure it is."""

    x: float
    y: float
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Points under one name; where they are not `joined` only their marks are drawn."""

    name: str
    points: Sequence[Point]
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar's height, and how sure it is."""

    height: float
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class LinePanel:
    """Lines over one pair of axes; `share` sets the upright one from 0 to 1."""

    title: str
    x: str
    y: str
    lines: Sequence[Line]
    log_x: bool = False
    share: bool = False

    def draw(self, axes: Axes) -> None:
        for at, line in enumerate(self.lines):
            points = sorted(line.points, key=lambda point: point.x)
            axes.errorbar(
                [point.x for point in points],
                [point.y for point in points],
                yerr=_arms([(point.y, point.interval) for point in points]),
                marker=_MARKS[at % len(_MARKS)],
                linestyle="-" if line.joined else "none",
                capsize=2,
                label=line.name,
            )
        if self.log_x:
            axes.set_xscale("log")
        axes.set_xlabel(self.x)


@dataclass(frozen=True, slots=True)
class BarPanel:
    """Groups of bars: of every name in `series`, one bar a group, in the groups' order."""

    title: str
    y: str
    groups: Sequence[str]
    series: Mapping[str, Sequence[Bar]]
    share: bool = False

    def draw(self, axes: Axes) -> None:
        width = 0.8 / max(1, len(self.series))
        for at, (name, bars) in enumerate(self.series.items()):
            left = (at - (len(self.series) - 1) / 2) * width
            axes.bar(
                [group + left for group in range(len(bars))],
                [bar.height for bar in bars],
                width,
                yerr=_arms([(bar.height, bar.interval) for bar in bars]),
                capsize=2,
                label=name,
            )
        axes.set_xticks(range(len(self.groups)), self.groups, rotation=20, ha="right", fontsize=8)


Panel = LinePanel | BarPanel


def require() -> None:
    """Raises RequestError where matplotlib is missing: better before figures are gathered."""
    try:
        import matplotlib as mpl  # noqa: F401 - whether it can be imported is the question
    except ImportError as error:
        raise RequestError(
            "Plots need matplotlib, which is not installed.",
            "Run `pip install 'sleepwake[plots]'`, or `pip install matplotlib`.",
        ) from error


def draw(path: Path, title: str, panels: Sequence[Panel]) -> None:
    """Write an SVG with the panels side by side.

    Raises RequestError where matplotlib is missing or the file can't be written.
    """
    require()
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(dict(_SETTINGS)):
        # A figure of its own, not pyplot's: it needs no window and leaves nothing behind.
        whole = Figure(figsize=(_WIDE * len(panels), _HIGH), layout="constrained")
        whole.suptitle(title)
        for axes, panel in zip(
            whole.subplots(1, len(panels), squeeze=False)[0], panels, strict=True
        ):
            panel.draw(axes)
            axes.set_title(panel.title, fontsize=10)
            axes.set_ylabel(panel.y)
            if panel.share:
                axes.set_ylim(-0.03, 1.03)
            axes.legend()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            whole.savefig(path, format="svg", metadata={"Date": None})
        except OSError as error:
            fault = f"{path} can't be written: {error.strerror}."
            raise RequestError(fault, "Name another place with --out.") from error


def _arms(figures: Sequence[tuple[float, Interval | None]]) -> list[list[float]]:
    """How far each interval reaches below and above its figure."""
    sure = [(y, interval or Interval(y, y)) for y, interval in figures]
    below = [max(0.0, y - interval.low) for y, interval in sure]
    above = [max(0.0, interval.high - y) for y, interval in sure]
    return [below, above]
