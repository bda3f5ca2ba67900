"""An experiment's page in Markdown: what was done, the table, the plot, what was seen, on what.

Knows: how a page is laid out. Does not know: how the findings came about.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.evaluation import tables
from bot.evaluation.experiments.grid import Experiment, Findings


@dataclass(frozen=True, slots=True)
class Source:
    """The command that made the figures, on what, and how long all cells took together."""

    command: str
    machine: str
    model: str
    versions: str
    seconds: float


def written(experiment: Experiment, findings: Findings, source: Source, plot: str) -> str:
    """The page; `plot` is the picture's file beside it."""
    parts = [f"## {experiment.title}", experiment.about, f"    {source.command}"]
    if findings.rows:
        parts.append(tables.markdown(findings.headings, findings.rows).rstrip())
    if findings.panels:
        parts.append(f"![{experiment.title}]({plot})")
    parts.append(" ".join((*findings.seen, findings.paper, _where(source))))
    parts += findings.notes
    return "\n\n".join(parts) + "\n"


def _where(source: Source) -> str:
    return (
        f"Measured with {source.model} on {source.machine}, in {source.seconds / 60:.0f} minutes "
        f"({source.versions}); shares stand with their 95 % intervals."
    )
