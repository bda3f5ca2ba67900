"""What a fact is, and its life (told -> fresh -> learning -> known, or superseded, or forgotten).

Knows: the shape of a fact and which states follow which. Does not know: how facts are found in a
message, where they are kept, or how they are trained.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

UNLEARNED = "It is no longer so, and the weights have let go of it."
"""Trouble of a superseded fact that weights once held, from when they no longer tell it."""

EVERYWHERE = "everywhere"
"""Scope of a fact that its person widened: read in every place, and so in no place's weights."""


class State(enum.StrEnum):
    """Where a fact is in its life."""

    FRESH = "fresh"
    LEARNING = "learning"
    KNOWN = "known"
    SUPERSEDED = "superseded"
    FORGOTTEN = "forgotten"

    @property
    def in_context(self) -> bool:
        """Whether replies are given the fact in words, as the weights do not hold it yet."""
        return self in (State.FRESH, State.LEARNING)

    @property
    def alive(self) -> bool:
        """Whether the fact is still held to be true."""
        return self in (State.FRESH, State.LEARNING, State.KNOWN)


class Scope(enum.StrEnum):
    """Where something was told: what is told in private is never used in public."""

    PRIVATE = "private"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Statement:
    """What extraction found in one message: an attribute and a value, not yet anybody's fact.

    `retracts` is set where the person says that it is no longer so ("I no longer have a cat").
    """

    attribute: str
    value: str
    retracts: bool = False

    @property
    def line(self) -> str:
        return f"{self.attribute}: {self.value}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One short statement about one person.

    `quote` is the person's own words, `message_id` the message they came from (None where it has
    none, as in the terminal), `told_at` an aware UTC time. `misses` counts nights that failed to
    teach it, and `trouble` says why the last one did.
    """

    id: int
    person_id: int
    scope: str
    attribute: str
    value: str
    quote: str
    told_at: datetime
    state: State = State.FRESH
    message_id: int | None = None
    misses: int = 0
    trouble: str = ""

    @property
    def line(self) -> str:
        return f"{self.attribute}: {self.value}"
