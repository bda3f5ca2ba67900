"""Facts: added, found, moved.

Knows: facts and their search. Does not know: how they are found in a message, or forgotten.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from bot.errors import StoreError
from bot.memory.facts import EVERYWHERE, Fact, State
from bot.store.database import Cell, Session, id_list
from bot.store.part import Part, read
from bot.store.redaction import folded
from bot.store.states import facts_of, move

_ALIVE = tuple(state for state in State if state.alive)

_SELECT = (
    "SELECT * FROM facts WHERE person_id = :person AND (:scope IS NULL OR scope = :scope)"
    " AND state IN (SELECT value FROM json_each(:states)) ORDER BY id"
)
# CROSS JOIN: the index over the words comes first. Left to choose, SQLite may ask it once a fact.
_MATCHING = (
    "SELECT facts.* FROM facts_text CROSS JOIN facts ON facts.id = facts_text.rowid"
    " WHERE facts_text MATCH :query AND person_id = :person"
    " AND (:scope IS NULL OR scope = :scope) AND state IN ('fresh', 'learning', 'known')"
    " ORDER BY facts_text.rank, facts.id"
)


class Facts(Part):
    """The store's part that keeps what people said about themselves."""

    async def add_fact(
        self,
        person_id: int,
        scope: str,
        attribute: str,
        value: str,
        quote: str,
        *,
        message_id: int | None = None,
        log_id: int | None = None,
        supersedes: Sequence[int] = (),
    ) -> Fact:
        """Keep a new fact; those it supersedes are no longer so. Both or neither.

        `quote` is the person's own words, `message_id` the message they stood in, where it has a
        number, and `log_id` that message's line in the log.

        Raises:
            StoreError: there is no such person, or a superseded fact is not of that person and
                scope.
        """
        cells: dict[str, Cell] = {
            "person": person_id,
            "scope": scope,
            "attribute": attribute,
            "value": value,
            "quote": quote,
            "now": self._now(),
            "message": message_id,
            "log": log_id,
        }
        async with self._database.writing() as session:
            fact_id = await session.insert(
                "INSERT INTO facts"
                " (person_id, scope, attribute, value, quote, told_at, state, message_id, log_id)"
                " VALUES (:person, :scope, :attribute, :value, :quote, :now, 'fresh', :message,"
                " :log)",
                cells,
            )
            await _supersede(session, supersedes, fact_id)
            (row,) = await facts_of(session, [fact_id])
        return fact_of(row)

    async def facts(
        self,
        person_id: int,
        *,
        scope: str | None = None,
        states: Iterable[State] | None = None,
    ) -> list[Fact]:
        """A person's facts, oldest first: the alive ones, or those in the given states."""
        cells: dict[str, Cell] = {
            "person": person_id,
            "scope": scope,
            "states": _state_list(_ALIVE if states is None else states),
        }
        async with self._database.reading() as session:
            return [fact_of(row) for row in await session.rows(_SELECT, cells)]

    async def fact(self, fact_id: int) -> Fact | None:
        async with self._database.reading() as session:
            rows = await facts_of(session, [fact_id])
        return fact_of(rows[0]) if rows else None

    async def conversations(self, fact_ids: Iterable[int]) -> dict[int, str]:
        """In which conversation each fact was told; those whose message is not kept are left out.

        Only facts whose message has a number are found: others can't be pointed to.
        """
        async with self._database.reading() as session:
            rows = await session.rows(
                "SELECT facts.id, log.conversation FROM facts JOIN log ON log.id = facts.log_id"
                " WHERE facts.message_id IS NOT NULL"
                " AND facts.id IN (SELECT value FROM json_each(:ids))",
                {"ids": id_list(fact_ids)},
            )
        return {row["id"]: row["conversation"] for row in rows}

    async def set_state(self, ids: Iterable[int], state: State, trouble: str = "") -> None:
        """Move facts to a state, all or none.

        Raises:
            StoreError: one does not exist or can't come to that state; FORGOTTEN is none that can
                be set (use `forget`).
        """
        async with self._database.writing() as session:
            await move(session, ids, state, trouble)

    async def requote(self, quotes: Mapping[int, str]) -> None:
        """Let facts quote what the message that they came from says since it was edited."""
        async with self._database.writing() as session:
            for fact_id, quote in quotes.items():
                await session.run(
                    "UPDATE facts SET quote = :quote WHERE id = :id",
                    {"quote": quote, "id": fact_id},
                )

    async def edit_value(self, fact_id: int, value: str, quote: str) -> Fact:
        """The same attribute with another value, as a new fact that supersedes the old one.

        Raises:
            StoreError: there is no such fact.
        """
        old = await self.fact(fact_id)
        if old is None:
            raise StoreError(f"There is no fact {fact_id} (any more).")
        return await self.add_fact(
            old.person_id, old.scope, old.attribute, value, quote, supersedes=[fact_id]
        )

    async def search(self, person_id: int, words: str, *, scope: str | None = None) -> list[Fact]:
        """Alive facts in which every word begins a word, best first; any text may be asked for.

        Where there is none, those that hold the text as it stands: scripts without spaces and
        signs are found so.
        """
        async with self._database.reading() as session:
            query = match_query(words)
            cells: dict[str, Cell] = {"query": query, "person": person_id, "scope": scope}
            rows = await session.rows(_MATCHING, cells) if query else []
            if not rows:
                cells = {"person": person_id, "scope": scope, "states": _state_list(_ALIVE)}
                rows = _holding(await session.rows(_SELECT, cells), words)
        return [fact_of(row) for row in rows]


async def _supersede(session: Session, ids: Sequence[int], successor: int) -> None:
    """Mark facts as no longer so because of another of the same person.

    They were told in the same place as the other, or hold everywhere.
    """
    (new,) = await facts_of(session, [successor])
    for row in await facts_of(session, ids):
        here = row["scope"] in (new["scope"], EVERYWHERE)
        if row["person_id"] != new["person_id"] or not here:
            raise StoreError(f"Fact {row['id']} is another person's or was told elsewhere.")
    await session.run(
        "UPDATE facts SET superseded_by = :successor"
        " WHERE id IN (SELECT value FROM json_each(:ids)) AND state <> 'superseded'",
        {"successor": successor, "ids": id_list(ids)},
    )
    await move(session, ids, State.SUPERSEDED)


def match_query(words: str) -> str:
    """Words as an FTS5 query, each quoted: nothing in them is taken for its syntax."""
    # FTS5 reads a query only up to a NUL; a word of signs alone has no token to look for.
    parts = words.replace("\0", " ").replace('"', " ").split()
    return " ".join(f'"{part}"*' for part in parts if any(sign.isalnum() for sign in part))


def _holding(rows: Iterable[sqlite3.Row], words: str) -> list[sqlite3.Row]:
    sought = folded(words)
    if not sought:
        return []
    texts = ("attribute", "value", "quote")
    return [row for row in rows if any(sought in folded(row[text]) for text in texts)]


def _state_list(states: Iterable[State]) -> str:
    return "[" + ", ".join(f'"{state}"' for state in states) + "]"


def fact_of(row: sqlite3.Row) -> Fact:
    return Fact(
        id=row["id"],
        person_id=row["person_id"],
        scope=row["scope"],
        attribute=row["attribute"],
        value=row["value"],
        quote=row["quote"],
        told_at=read(row["told_at"]),
        state=State(row["state"]),
        message_id=row["message_id"],
        misses=row["misses"],
        trouble=row["trouble"],
    )
