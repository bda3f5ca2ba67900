"""Nights: begun, ended, reported.

Knows: when a night was and what it reported. Does not know: what a night does.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from bot.store.part import Part, read
from bot.store.records import UNFINISHED, NightRecord
from bot.store.redaction import figures_only


class Nights(Part):
    """The store's part that keeps the nights."""

    async def begin_night(self, person_id: int, scope: str) -> int:
        """Note that a night begins, and on which version of the adapter; returns its id."""
        async with self._database.writing() as session:
            return await session.insert(
                "INSERT INTO nights (person_id, scope, began_at, outcome, base_id)"
                " VALUES (:person, :scope, :now, :outcome, (SELECT id FROM adapters"
                " WHERE person_id = :person AND scope = :scope AND current = 1))",
                {
                    "person": person_id,
                    "scope": scope,
                    "now": self._now(),
                    "outcome": UNFINISHED,
                },
            )

    async def end_night(self, night_id: int, outcome: str, report: Mapping[str, Any]) -> None:
        """Note how a night went. `report` is JSON-able.

        Where something was forgotten while the night was under way, only the report's figures are
        kept: its texts may tell what was forgotten. A night of a person who was forgotten
        meanwhile is gone, and nothing is noted.
        """
        async with self._database.writing() as session:
            row = await session.row("SELECT spoilt FROM nights WHERE id = :id", {"id": night_id})
            kept = figures_only(report) if row is not None and row["spoilt"] else report
            await session.run(
                "UPDATE nights SET ended_at = :now, outcome = :outcome, report = :report"
                " WHERE id = :id",
                {
                    "now": self._now(),
                    "outcome": outcome,
                    "report": written_report(kept),
                    "id": night_id,
                },
            )

    async def nights(self, person_id: int, limit: int = 10) -> list[NightRecord]:
        """A person's last nights, newest first."""
        async with self._database.reading() as session:
            rows = await session.rows(
                "SELECT * FROM nights WHERE person_id = :person ORDER BY id DESC LIMIT :limit",
                {"person": person_id, "limit": limit},
            )
        return [night_of(row) for row in rows]


def written_report(report: Any) -> str:
    return json.dumps(report, ensure_ascii=False)


def night_of(row: sqlite3.Row) -> NightRecord:
    return NightRecord(
        id=row["id"],
        person_id=row["person_id"],
        scope=row["scope"],
        began_at=read(row["began_at"]),
        ended_at=None if row["ended_at"] is None else read(row["ended_at"]),
        outcome=row["outcome"],
        report=json.loads(row["report"]),
    )
