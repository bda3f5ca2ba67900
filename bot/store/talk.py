"""The message log and the summaries of its older part.

Knows: conversations, turns and summaries. Does not know: who may read which conversation.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from bot.store.database import Cell, id_list
from bot.store.part import Part, read, written
from bot.store.records import LogLine, Speaking

_FIRST_LINE = 0


class Talk(Part):
    """The store's part that keeps what was said."""

    _unkept = 0

    async def log(
        self,
        person_id: int,
        conversation: str,
        scope: str,
        role: Speaking,
        text: str,
        message_id: int | None = None,
    ) -> LogLine:
        """Keep one turn. `person_id` is whom the bot talks with, also where the bot speaks."""
        cells: dict[str, Cell] = {
            "person": person_id,
            "conversation": conversation,
            "scope": scope,
            "role": role,
            "text": text,
            "now": self._now(),
            "message": message_id,
        }
        async with self._database.writing() as session:
            line_id = await session.insert(
                "INSERT INTO log (person_id, conversation, scope, role, text, told_at, message_id)"
                " VALUES (:person, :conversation, :scope, :role, :text, :now, :message)",
                cells,
            )
            (row,) = await session.rows("SELECT * FROM log WHERE id = :id", {"id": line_id})
        return line_of(row)

    def unkept(
        self,
        person_id: int,
        conversation: str,
        scope: str,
        role: Speaking,
        text: str,
        message_id: int | None = None,
    ) -> LogLine:
        """A turn as `log` gives it, kept nowhere; its id is negative, and new each time."""
        self._unkept -= 1
        now = read(written(self._clock()))
        return LogLine(self._unkept, person_id, conversation, scope, role, text, now, message_id)

    async def recent(self, conversation: str, after_id: int = 0, limit: int = 200) -> list[LogLine]:
        """The last `limit` turns after the line `after_id`, oldest first."""
        async with self._database.reading() as session:
            rows = await session.rows(
                "SELECT * FROM log WHERE conversation = :conversation AND id > :after"
                " ORDER BY id DESC LIMIT :limit",
                {"conversation": conversation, "after": after_id, "limit": limit},
            )
        return [line_of(row) for row in reversed(rows)]

    async def line_of_message(self, person_id: int, message_id: int) -> LogLine | None:
        """What a person said in a message, if it is in the log."""
        async with self._database.reading() as session:
            row = await session.row(
                "SELECT * FROM log WHERE person_id = :person AND message_id = :message",
                {"person": person_id, "message": message_id},
            )
        return None if row is None else line_of(row)

    async def reword(self, line: LogLine, text: str) -> LogLine:
        """Keep what a message says since it was edited; a summary of what it said before goes."""
        async with self._database.writing() as session:
            await session.run(
                "UPDATE log SET text = :text WHERE id = :id", {"text": text, "id": line.id}
            )
            await session.run(
                "DELETE FROM summaries WHERE conversation = :conversation AND upto >= :id",
                {"conversation": line.conversation, "id": line.id},
            )
        return replace(line, text=text)

    async def said_by(self, message_ids: Iterable[int]) -> list[str]:
        """The keys of those people of whose messages anything is held: a line or a fact."""
        async with self._database.reading() as session:
            rows = await session.rows(
                "WITH gone AS (SELECT value FROM json_each(:ids))"
                " SELECT key FROM people WHERE id IN"
                " (SELECT person_id FROM log WHERE message_id IN gone"
                " UNION SELECT person_id FROM facts WHERE message_id IN gone) ORDER BY id",
                {"ids": id_list(message_ids)},
            )
        return [row["key"] for row in rows]

    async def summary(self, conversation: str) -> tuple[str, int]:
        """The older turns in short, and the id of the last line in it; ("", 0) if there is none."""
        async with self._database.reading() as session:
            row = await session.row(
                "SELECT text, upto FROM summaries WHERE conversation = :conversation",
                {"conversation": conversation},
            )
        return ("", _FIRST_LINE) if row is None else (row["text"], row["upto"])

    async def save_summary(self, conversation: str, person_id: int, text: str, upto: int) -> None:
        """Put a summary in the place of the last one. `upto` is the last line it covers."""
        async with self._database.writing() as session:
            await session.run(
                "INSERT OR REPLACE INTO summaries (conversation, person_id, text, upto)"
                " VALUES (:conversation, :person, :text, :upto)",
                {"conversation": conversation, "person": person_id, "text": text, "upto": upto},
            )


def line_of(row: sqlite3.Row) -> LogLine:
    return LogLine(
        id=row["id"],
        person_id=row["person_id"],
        conversation=row["conversation"],
        scope=row["scope"],
        role=row["role"],
        text=row["text"],
        told_at=read(row["told_at"]),
        message_id=row["message_id"],
    )
