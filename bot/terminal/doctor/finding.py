"""What a check found, in one line, and how it is mended.

Knows: words. Does not know: what was checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome. A fault keeps the bot from working; a warning is worth knowing."""

    check: str
    level: Level
    text: str
    mend: str = ""


def as_text(findings: Sequence[Finding]) -> str:
    """A line each, and a last one that counts."""
    lines = [_line(finding) for finding in findings]
    counts = [
        f"{count} {name}{'s' if count > 1 else ''}"
        for name in ("fault", "warning")
        if (count := sum(finding.level == name for finding in findings))
    ]
    return "\n".join([*lines, f"{' and '.join(counts) or 'No faults'}."])


def as_record(findings: Sequence[Finding]) -> dict[str, Any]:
    """JSON-able."""
    sound = not any(finding.level == "fault" for finding in findings)
    return {"ok": sound, "findings": [asdict(finding) for finding in findings]}


def _line(finding: Finding) -> str:
    mend = f" -> {finding.mend}" if finding.mend else ""
    line = f"{finding.level:8} {finding.check:11} {finding.text}{mend}"
    return " ".join(line.splitlines())
