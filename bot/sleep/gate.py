"""Stage 5 of a night: whether a trained adapter may be used.

Recall alone is no measure: a model that answers everything recalls much and makes up the rest. So
an adapter passes only if it also still refuses the untold, knows no other person's facts, and
talks about as the base does. Knows: measurements and bounds. Does not know: how they were made.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.sleep.probe import Held, Recalled


@dataclass(frozen=True, slots=True)
class Bounds:
    """`divergence` in nats a token on ordinary chat; `untold` the share that must be refused."""

    divergence: float
    untold: float


@dataclass(frozen=True, slots=True)
class Measured:
    """An adapter after training, beside what was there before."""

    before: Recalled
    after: Recalled
    held: Held
    held_before: float
    divergence: float


def judge(measured: Measured, bounds: Bounds) -> list[str]:
    """Why the adapter may not be used; empty if it may."""
    reasons = []
    if measured.after.share < measured.before.share:
        reasons.append(
            f"it recalled less than before ({measured.after.share:.0%}, "
            f"not {measured.before.share:.0%})"
        )
    # A model that never refused well can't be asked to refuse better than it did.
    least = min(bounds.untold, measured.held_before)
    if not measured.held.share >= least - 1e-9:
        reasons.append(
            f"it made up answers to things never told ({measured.held.share:.0%} refused, "
            f"{least:.0%} asked for)"
        )
    if measured.held.leaked:
        reasons.append("it knew another person's facts")
    if not measured.divergence <= bounds.divergence:
        reasons.append(
            f"ordinary chat drifted too far ({measured.divergence:.2f} nats a token, "
            f"at most {bounds.divergence:.2f})"
        )
    return reasons
