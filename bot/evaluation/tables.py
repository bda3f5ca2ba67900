"""Tables in Markdown, and how figures are written in them.

Knows: rows and figures. Does not know: what they mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from bot.evaluation.intervals import Interval

_NO_FIGURE = "-"


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns are aligned in the source too; all but the first stand right.

    Raises ValueError for a row of another length than the headings.
    """
    whole = [[_cell(text) for text in row] for row in (headings, *rows)]
    if any(len(row) != len(headings) for row in whole):
        raise ValueError(f"every row needs {len(headings)} cells")
    sizes = [max(3, *(len(row[at]) for row in whole)) for at in range(len(headings))]
    rule = ["-" * size if at == 0 else "-" * (size - 1) + ":" for at, size in enumerate(sizes)]
    aligned = [_aligned(row, sizes) for row in whole]
    return "\n".join(_line(row) for row in (aligned[0], rule, *aligned[1:])) + "\n"


def share(value: float, interval: Interval | None = None) -> str:
    """A share in per cent: `95 % (90 to 98)`. What is no number is a dash."""
    return (
        _with(interval, f"{value:.0%}".replace("%", " %"), 100, 0)
        if isfinite(value)
        else _NO_FIGURE
    )


def figure(value: float, interval: Interval | None = None, *, digits: int = 2) -> str:
    """A plain figure: `1.20 (1.11 to 1.31)`. What is no number is a dash."""
    if not isfinite(value):
        return _NO_FIGURE
    return _with(interval, f"{value:.{digits}f}", 1, digits)


def _with(interval: Interval | None, text: str, times: float, digits: int) -> str:
    if interval is None:
        return text
    return f"{text} ({interval.low * times:.{digits}f} to {interval.high * times:.{digits}f})"


def _cell(text: str) -> str:
    # A bar would end the cell, a line's end the row.
    return " ".join(text.split()).replace("|", "\\|")


def _aligned(row: Sequence[str], sizes: Sequence[int]) -> list[str]:
    return [
        text.ljust(size) if at == 0 else text.rjust(size)
        for at, (text, size) in enumerate(zip(row, sizes, strict=True))
    ]


def _line(row: Sequence[str]) -> str:
    return f"| {' | '.join(row)} |"
