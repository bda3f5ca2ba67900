"""A trained adapter on trial: what was measured of it, and how it compares with others.

Knows: measurements. Does not know: how they were made, or how long a night may go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.engine.interface import Adapter
from bot.memory.facts import Fact
from bot.sleep.gate import Measured


@dataclass(slots=True)
class Trial:
    """An adapter, what was measured of it, and why it may not be used (empty if it may)."""

    adapter: Adapter
    measured: Measured
    reasons: list[str] = field(default_factory=list)

    def missed(self, taught: Sequence[Fact]) -> list[Fact]:
        """Those that were not answered in every form."""
        after = self.measured.after
        return [fact for fact in taught if after.right(fact) < len(after.of(fact))]

    def unknown(self, taught: Sequence[Fact]) -> list[Fact]:
        """Those that it does not know well enough for them to leave context."""
        return [fact for fact in taught if not self.measured.after.knows(fact)]

    def badness(self) -> tuple[bool, float, float]:
        """What orders trials, the best one first: use, then recall, then drift."""
        return bool(self.reasons), -self.measured.after.share, self.measured.divergence
