"""Stage 5 of a night: whether a trained adapter may be used.

Recall alone is no measure: a model that answers everything recalls much and makes up the rest. So
an adapter passes only if it also still refuses the untold, knows no other person's facts, and
talks about as the base does. What it is held to is what people have without it: the base with the
facts in view. Knows: measurements and bounds. Does not know: how they were made.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.sleep.probe import Held, Recalled

# A share of two dozen questions may be one of them off by chance.
_CHANCE = 1 / 24


@dataclass(frozen=True, slots=True)
class Bounds:
    """`divergence` in nats a token on ordinary chat; `untold` the share that must be refused."""

    divergence: float
    untold: float


@dataclass(frozen=True, slots=True)
class Measured:
    """An adapter after training, beside what was there before.

    `held_before` is the share of the untold that the base refuses with the facts in view.
    """

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
    if makes_up(measured, bounds):
        reasons.append(
            f"it made up answers to things never told ({measured.held.share:.0%} refused, "
            f"{_least(measured, bounds):.0%} asked for)"
        )
    if measured.held.leaked:
        reasons.append("it knew another person's facts")
    if not measured.divergence <= bounds.divergence:
        reasons.append(
            f"ordinary chat drifted too far ({measured.divergence:.2f} nats a token, "
            f"at most {bounds.divergence:.2f})"
        )
    return reasons


def makes_up(measured: Measured, bounds: Bounds) -> bool:
    """Whether too many answers to the untold are made up."""
    return not measured.held.share >= _least(measured, bounds) - 1e-9


def _least(measured: Measured, bounds: Bounds) -> float:
    # Facts in view lead a model astray too: weights can't be asked to do better than that.
    return min(bounds.untold, measured.held_before - _CHANCE)
