"""People: who is who.

Knows: keys and names. Does not know: what each allows, or what that permits.
"""

from __future__ import annotations

import sqlite3

from bot.store.consents import record_consent
from bot.store.database import Session
from bot.store.part import Part, read
from bot.store.records import Consent, Person


class People(Part):
    """The store's part that knows who is who."""

    async def person(self, key: str, name: str, consent: Consent = "weights") -> Person:
        """The person of that key, made if new (with that consent); a changed name is kept."""
        async with self._database.writing() as session:
            row = await session.row("SELECT * FROM people WHERE key = :key", {"key": key})
            if row is None:
                await self._add(session, key, name, consent)
            elif row["name"] != name:
                await session.run(
                    "UPDATE people SET name = :name WHERE key = :key", {"name": name, "key": key}
                )
            else:
                return _person(row)
            (row,) = await session.rows("SELECT * FROM people WHERE key = :key", {"key": key})
        return _person(row)

    async def find_person(self, key: str) -> Person | None:
        async with self._database.reading() as session:
            row = await session.row("SELECT * FROM people WHERE key = :key", {"key": key})
        return None if row is None else _person(row)

    async def people(self) -> list[Person]:
        """Everyone, in the order in which they came."""
        async with self._database.reading() as session:
            return [_person(row) for row in await session.rows("SELECT * FROM people ORDER BY id")]

    async def _add(self, session: Session, key: str, name: str, consent: Consent) -> None:
        person_id = await session.insert(
            "INSERT INTO people (key, name, consent, created_at)"
            " VALUES (:key, :name, :consent, :now)",
            {"key": key, "name": name, "consent": consent, "now": self._now()},
        )
        await record_consent(session, person_id, consent, "nobody", self._now())


def _person(row: sqlite3.Row) -> Person:
    return Person(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        consent=row["consent"],
        created_at=read(row["created_at"]),
        asked_at=None if row["asked_at"] is None else read(row["asked_at"]),
    )
