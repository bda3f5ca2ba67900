"""What a night came to, for people to read and for the store to keep.

Knows: words and figures. Does not know: how they came about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Literal

Stage = Literal["select", "probe", "dream", "train", "gate", "promote", "report"]
STAGES: tuple[Stage, ...] = ("select", "probe", "dream", "train", "gate", "promote", "report")
Outcome = Literal["promoted", "rolled back", "nothing to do", "stopped", "failed"]
Recipe = Literal["ours", "paper"]


@dataclass(frozen=True, slots=True)
class SleepProgress:
    """Where a night is: `done` of `total` units of a stage of one person's night."""

    person: str
    stage: Stage
    done: int
    total: int
    note: str = ""


OnProgress = Callable[[SleepProgress], None]


@dataclass(slots=True)
class NightReport:
    """One person's night in one scope. Facts are lines; shares are 0 to 1; times in seconds.

    `fault` is what was wrong with the adapter that the night was to go on from; it names no fact.

    Of the paper's recipe alone: `depth` of the sleep, `counts` of what it trained on, `benchmark`
    (share right, "before" and "after"), and `not_recalled`, the facts that left context all the
    same, each with what was said when it was asked.
    """

    person: str
    scope: str
    outcome: Outcome = "nothing to do"
    learned: list[str] = field(default_factory=list)
    already_known: list[str] = field(default_factory=list)
    not_learned: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    unlearned: list[str] = field(default_factory=list)
    before: float = 0.0
    after: float = 0.0
    untold_held: float = 1.0
    divergence: float = 0.0
    steps: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    peak_bytes: int = 0
    notes: list[str] = field(default_factory=list)
    fault: str = ""
    recipe: Recipe = "ours"
    depth: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    benchmark: dict[str, float] = field(default_factory=dict)
    not_recalled: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, as the store keeps it. A figure that is no number (NaN) becomes None."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        figures = {name: held for name, held in found.items() if isinstance(held, float)}
        return found | {name: held if isfinite(held) else None for name, held in figures.items()}

    def text(self) -> str:
        """A report that a person can read."""
        lines = [f"Night of {self.person}{self.by_recipe}: {self._headline()}"]
        if self.fault:
            lines.append(f"  {self.fault} Its facts went back into context.")
        lines += _listed("Learned by heart", self.learned)
        lines += _listed("Already known", self.already_known)
        lines += _listed("Faded, back in context", self.lost)
        lines += _listed("No longer so, and let go of", self.unlearned)
        lines += _listed(
            "Not learned yet, still in context",
            [f"{line} ({why})" for line, why in self.not_learned.items()],
        )
        lines += _listed(
            "Out of context, though not recalled when asked",
            [f"{line} ({why})" for line, why in self.not_recalled.items()],
        )
        lines += [f"  {note}" for note in self.notes]
        if self.outcome in ("promoted", "rolled back"):
            lines.append(
                f"  Recall {self.before:.0%} before, {self.after:.0%} after; {self._rest()}."
            )
        if self.counts:
            trained = ", ".join(f"{count} {what}" for what, count in self.counts.items())
            lines.append(f"  Trained on: {trained}.")
        if self.seconds:
            stages = ", ".join(f"{name} {spent:.0f} s" for name, spent in self.seconds.items())
            memory = f"; peak memory {self.peak_bytes / 1e9:.1f} GB" if self.peak_bytes else ""
            total = sum(self.seconds.values())
            lines.append(f"  {total:.0f} s in all ({stages}){memory}.")
        return "\n".join(lines)

    @property
    def by_recipe(self) -> str:
        """Which recipe it was, where that is not ours: to be put after a name."""
        depth = self.depth if self.depth in ("", "nap") else f"{self.depth} sleep"
        told = ", ".join(part for part in (depth, "the paper's recipe") if part)
        return f" ({told})" if self.recipe == "paper" else ""

    def _rest(self) -> str:
        """What each recipe measures beside recall."""
        if self.recipe == "paper":
            before, after = (self.benchmark.get(when, 0.0) for when in ("before", "after"))
            return f"benchmark {before:.0%} before, {after:.0%} after"
        return (
            f"{self.untold_held:.0%} of untold things refused; "
            f"ordinary chat moved by {self.divergence:.2f} nats a token"
        )

    def _headline(self) -> str:
        count = len(self.learned)
        if self.outcome == "promoted":
            return f"{count} {'fact' if count == 1 else 'facts'} learned by heart."
        if self.outcome == "rolled back":
            return "nothing was changed, the new adapter did not pass."
        if self.outcome == "stopped":
            return "stopped before its end, nothing was changed."
        if self.outcome == "failed":
            return "it failed, nothing was changed."
        return "nothing could be taught." if self.not_learned else "nothing new to learn."


def _listed(heading: str, lines: list[str]) -> list[str]:
    return [f"  {heading}:", *(f"    - {line}" for line in lines)] if lines else []
