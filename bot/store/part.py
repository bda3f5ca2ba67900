"""What each part of the store stands on: the database, and the time of day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from bot.store.database import Database


class Part:
    """Base of the store's parts, each of which holds the methods on one topic."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def _now(self) -> str:
        return written(self._clock())


def written(moment: datetime) -> str:
    """A time as the tables hold it: ISO 8601, UTC, of one length so that it sorts."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read(text: str) -> datetime:
    return datetime.fromisoformat(text)
