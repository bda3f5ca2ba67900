"""Everything held about one person, and how much is held about all.

Knows: the tables' topics. Does not know: how an export is shown or sent.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from typing import Any

from bot.errors import StoreError
from bot.memory.facts import State
from bot.store.database import Session
from bot.store.part import Part

_PARTS = {
    "consents": (
        "SELECT consent, chosen_at, chosen_by FROM consents WHERE person_id = :person ORDER BY id"
    ),
    "log": (
        "SELECT id, conversation, scope, role, text, told_at, message_id FROM log"
        " WHERE person_id = :person ORDER BY id"
    ),
    "summaries": (
        "SELECT conversation, text, upto FROM summaries WHERE person_id = :person"
        " ORDER BY conversation"
    ),
    "replay": (
        "SELECT log_id, priority, replays, replayed_at FROM replay"
        " JOIN log ON log.id = replay.log_id WHERE person_id = :person ORDER BY log_id"
    ),
}
_COUNTS = {
    "people": "SELECT count(*) FROM people",
    "log": "SELECT count(*) FROM log",
    "facts": "SELECT count(*) FROM facts",
    "nights": "SELECT count(*) FROM nights",
    "adapters": "SELECT count(*) FROM adapters",
}


class Export(Part):
    """The store's part that shows what it holds."""

    async def export(self, person_id: int) -> dict[str, Any]:
        """All that is held about a person, JSON-able; times are ISO 8601, UTC.

        Raises:
            StoreError: there is no such person.
        """
        person = {"person": person_id}
        async with self._database.reading() as session:
            row = await session.row("SELECT * FROM people WHERE id = :person", person)
            if row is None:
                raise StoreError(f"There is no person {person_id}.")
            parts = {name: await _dicts(session, query, person) for name, query in _PARTS.items()}
            return {
                "person": dict(row),
                **parts,
                "facts": await _facts(session, person),
                "nights": await _nights(session, person),
                "adapters": await _adapters(session, person),
            }

    async def counts(self) -> dict[str, int]:
        """How many people, log lines, facts (also by state), nights and adapter versions."""
        async with self._database.reading() as session:
            counts = {}
            for name, query in _COUNTS.items():
                ((number,),) = await session.rows(query)
                counts[name] = int(number)
            states = await session.rows("SELECT state, count(*) FROM facts GROUP BY state")
        kept = [state for state in State if state is not State.FORGOTTEN]
        return counts | {str(state): 0 for state in kept} | {row[0]: row[1] for row in states}


async def _dicts(session: Session, query: str, person: dict[str, int]) -> list[dict[str, Any]]:
    return [dict(row) for row in await session.rows(query, person)]


async def _facts(session: Session, person: dict[str, int]) -> list[dict[str, Any]]:
    facts = await _dicts(
        session,
        "SELECT facts.*, cards.card FROM facts LEFT JOIN cards ON cards.fact_id = facts.id"
        " WHERE person_id = :person ORDER BY facts.id",
        person,
    )
    reviews: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in await session.rows(
        "SELECT fact_id, rating, reviewed_at, reviews.night_id FROM reviews"
        " JOIN facts ON facts.id = reviews.fact_id WHERE person_id = :person ORDER BY reviews.id",
        person,
    ):
        reviews[row["fact_id"]].append(_without(row, "fact_id"))
    for fact in facts:
        del fact["person_id"]
        fact["card"] = None if fact["card"] is None else json.loads(fact["card"])
        fact["reviews"] = reviews[fact["id"]]
    return facts


async def _nights(session: Session, person: dict[str, int]) -> list[dict[str, Any]]:
    nights = await _dicts(
        session,
        "SELECT id, scope, began_at, ended_at, outcome, report FROM nights"
        " WHERE person_id = :person ORDER BY id",
        person,
    )
    for night in nights:
        night["report"] = json.loads(night["report"])
    return nights


async def _adapters(session: Session, person: dict[str, int]) -> list[dict[str, Any]]:
    adapters = await _dicts(
        session,
        "SELECT id, scope, folder, fingerprint, checksum, created_at, current, retired, night_id"
        " FROM adapters WHERE person_id = :person ORDER BY id",
        person,
    )
    facts: defaultdict[int, list[int]] = defaultdict(list)
    for row in await session.rows(
        "SELECT adapter_id, fact_id FROM adapter_facts"
        " JOIN adapters ON adapters.id = adapter_facts.adapter_id"
        " WHERE person_id = :person ORDER BY fact_id",
        person,
    ):
        facts[row["adapter_id"]].append(row["fact_id"])
    for adapter in adapters:
        adapter["current"] = bool(adapter["current"])
        adapter["facts"] = facts[adapter["id"]]
    return adapters


def _without(row: sqlite3.Row, key: str) -> dict[str, Any]:
    return {name: row[name] for name in row.keys() if name != key}  # noqa: SIM118 - a Row is no dict
