"""A night in words: how far it is, and what came of it.

Knows: which of a night's results may be read where. Does not know: Discord, nor how nights go.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.sleep.report import NightReport, SleepProgress

_STAGES = {
    "select": "going through the day",
    "probe": "asking itself questions",
    "dream": "dreaming",
    "train": "learning",
    "gate": "checking what it learned",
    "promote": "keeping it",
    "report": "writing the report",
}
_BAR = 12


def progress_text(progress: SleepProgress, *, scope: str) -> str:
    """Where a night is, with a bar. What is learned is not said, nor of whom where others read."""
    line = f"Asleep: {_STAGES.get(progress.stage, progress.stage)}"
    if scope == "private":
        line += f", for {progress.person}"
    if progress.total <= 0:
        return line
    filled = _BAR * min(progress.done, progress.total) // progress.total
    bar = "▰" * filled + "▱" * (_BAR - filled)
    return f"{line}\n`{bar}` {progress.done} of {progress.total}"


def night_text(reports: Sequence[NightReport], *, scope: str, own: bool) -> str:
    """What came of a night, for whoever asked for it.

    Args:
        reports: one for each person and scope.
        scope: where it will be read. What was told elsewhere is not shown on a server.
        own: all reports are about the person who asked, who may read them in full.
    """
    private = scope == "private"
    here = [report for report in reports if private or report.scope == scope]
    if own:
        parts = [report.text() for report in here]
    else:
        parts = ["\n".join(_counted(report) for report in here)] if here else []
    elsewhere = len(reports) - len(here)
    if elsewhere:
        parts.append(f"-# And {elsewhere} more of what was told elsewhere.")
    return "\n\n".join(["I'm awake again.", *(parts or ["There was nothing to learn."])])


def _counted(report: NightReport) -> str:
    if report.outcome == "nothing to do":
        return f"- {report.person}: nothing new to learn"
    counts = f"{len(report.learned)} learned, {len(report.not_learned)} not yet"
    if report.not_recalled:
        counts += f", {len(report.not_recalled)} out of context but not recalled"
    counts += report.by_recipe
    kept = "" if report.outcome == "promoted" else f" ({report.outcome})"
    return f"- {report.person}: {counts}{kept}"
