"""Exchanges: what a person said and what the bot replied, and what replaying each is worth.

Knows: the log in pairs, and the replay buffer. Does not know: how an exchange is scored, or when it
is replayed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.store.database import Cell
from bot.store.part import Part, written
from bot.store.records import Exchange, LogLine, Replayed
from bot.store.talk import line_of

_LINES = (
    "SELECT * FROM (SELECT * FROM log WHERE person_id = :person AND scope = :scope"
    " ORDER BY id DESC LIMIT :limit) ORDER BY id"
)
_FACTS = (
    "SELECT id, log_id FROM facts WHERE person_id = :person AND scope = :scope"
    " AND log_id IS NOT NULL ORDER BY id"
)
_REPLAY = (
    "SELECT replay.* FROM replay JOIN log ON log.id = replay.log_id"
    " WHERE person_id = :person AND scope = :scope"
)


class Exchanges(Part):
    """The store's part that gives the log in pairs, and keeps the replay buffer."""

    async def exchanges(self, person_id: int, scope: str, limit: int = 2000) -> list[Exchange]:
        """What a person and the bot said to each other in a scope, oldest first.

        `limit` is in lines of the log, of which the last are read. A message whose reply was broken
        off before its first word stands alone.
        """
        place: dict[str, Cell] = {"person": person_id, "scope": scope}
        async with self._database.reading() as session:
            lines = await session.rows(_LINES, {**place, "limit": limit})
            facts = await session.rows(_FACTS, place)
            buffer = await session.rows(_REPLAY, place)
        told: dict[int, list[int]] = {}
        for row in facts:
            told.setdefault(int(row["log_id"]), []).append(int(row["id"]))
        kept = {int(row["log_id"]): _replayed(row) for row in buffer}
        return [
            Exchange(said, reply, tuple(told.get(said.id, ())), kept.get(said.id))
            for said, reply in _pairs([line_of(row) for row in lines])
        ]

    async def turns_since(self, person_id: int, scope: str, since: datetime | None) -> int:
        """How many messages a person has sent in a scope after a time; all with None."""
        async with self._database.reading() as session:
            (row,) = await session.rows(
                "SELECT count(*) FROM log WHERE person_id = :person AND scope = :scope"
                " AND role = 'user' AND (:since IS NULL OR told_at > :since)",
                {
                    "person": person_id,
                    "scope": scope,
                    "since": None if since is None else written(since),
                },
            )
        return int(row[0])

    async def keep_replay(self, buffer: Mapping[int, Replayed]) -> None:
        """Put exchanges into the replay buffer, or change what they are worth; by their lines' ids.

        Lines that were forgotten meanwhile are left out.
        """
        async with self._database.writing() as session:
            await session.run_each(
                "INSERT OR REPLACE INTO replay (log_id, priority, replays, replayed_at)"
                " SELECT id, :priority, :replays, CASE WHEN :replays > 0 THEN :now END"
                " FROM log WHERE id = :line",
                [
                    {
                        "line": line,
                        "priority": item.priority,
                        "replays": item.replays,
                        "now": self._now(),
                    }
                    for line, item in buffer.items()
                ],
            )


def _replayed(row: sqlite3.Row) -> Replayed:
    return Replayed(float(row["priority"]), int(row["replays"]))


def _pairs(lines: Sequence[LogLine]) -> list[tuple[LogLine, LogLine | None]]:
    """Each message with the reply that followed it in its conversation."""
    found: dict[int, tuple[LogLine, LogLine | None]] = {}
    open_ones: dict[str, LogLine] = {}
    for line in lines:
        if line.role == "user":
            open_ones[line.conversation] = line
            found[line.id] = (line, None)
        elif line.conversation in open_ones:
            said = open_ones.pop(line.conversation)
            found[said.id] = (said, line)
    return list(found.values())
