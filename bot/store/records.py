"""What the store hands out, and what a night hands in. All times are aware UTC.

Knows: shapes only. Does not know: tables, files, or what is done with them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

Consent = Literal["chat", "text", "weights"]
Chooser = Literal["person", "operator", "nobody"]
Speaking = Literal["user", "assistant"]

UNFINISHED = "unfinished"
"""Outcome of a night that has not ended, or was killed."""

_EMPTY: Mapping[int, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the bot talks with. `key` says where and who: "terminal:ana", "discord:1234".

    `asked_at` is when they were asked what may be kept; None where they were not yet.
    """

    id: int
    key: str
    name: str
    consent: Consent
    created_at: datetime
    asked_at: datetime | None = None

    @property
    def platform(self) -> str:
        """Where they talk: "terminal" or "discord"."""
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Held:
    """How much is held of a person: facts told here and elsewhere, log lines, adapter versions."""

    facts: int
    elsewhere: int
    lines: int
    adapters: int

    @property
    def anything(self) -> bool:
        return any((self.facts, self.elsewhere, self.lines, self.adapters))


@dataclass(frozen=True, slots=True)
class LogLine:
    """One turn of a conversation. `role` says whether the person or the bot spoke."""

    id: int
    person_id: int
    conversation: str
    scope: str
    role: Speaking
    text: str
    told_at: datetime
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """An exchange's place in the replay buffer: priority, 0 to 1, and how often it came again."""

    priority: float
    replays: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message and the bot's reply to it. `facts` are ids of what it told, in any state.

    `replayed` is its place in the replay buffer; None before a sleep has taken it up.
    """

    said: LogLine
    reply: LogLine | None
    facts: tuple[int, ...]
    replayed: Replayed | None = None


@dataclass(frozen=True, slots=True)
class NightRecord:
    """One night of one person and scope. `outcome` is "unfinished" until it has ended."""

    id: int
    person_id: int
    scope: str
    began_at: datetime
    ended_at: datetime | None
    outcome: str
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AdapterVersion:
    """A person's trained weights on disk. `fact_ids` are all facts that they may hold.

    `folder` is relative to the data folder.
    """

    id: int
    person_id: int
    scope: str
    folder: str
    fingerprint: str
    checksum: str
    fact_ids: tuple[int, ...]
    created_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class Promotion:
    """What a night that passed its gate makes so, all at once or not at all.

    Args:
        folder: the version's files, relative to the data folder; already written and flushed.
        trained: facts the night trained on.
        known: facts that were answered right without context, and so leave it.
        learning: facts that stay in context, each with the trouble it made ("" for none).
        cards: each reviewed fact's FSRS card, as JSON.
        reviews: each reviewed fact's rating, 1 (again) to 4 (easy).
        unlearned: superseded facts that the version it goes on from held, and this one no longer
            tells.
        night_id: the night it came from, begun with `Store.begin_night`.
        from_base: the training began from the base model. Else it went on from the version that
            was current when the night began, and holds whatever that one held.
    """

    person_id: int
    scope: str
    folder: str
    fingerprint: str
    checksum: str
    trained: Collection[int]
    known: Collection[int]
    night_id: int
    learning: Mapping[int, str] = field(default_factory=lambda: _EMPTY)
    cards: Mapping[int, str] = field(default_factory=lambda: _EMPTY)
    reviews: Mapping[int, int] = field(default_factory=lambda: _EMPTY)
    unlearned: Collection[int] = ()
    from_base: bool = False
