"""Moves facts from state to state, inside another part's transaction.

Knows: which state may follow which. Does not know: why a fact moves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bot.errors import StoreError
from bot.memory.facts import State
from bot.store.database import Session, id_list

FOLLOWS: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.FRESH: frozenset({State.FRESH, State.LEARNING, State.KNOWN, State.SUPERSEDED}),
        State.LEARNING: frozenset({State.LEARNING, State.KNOWN, State.SUPERSEDED}),
        State.KNOWN: frozenset({State.KNOWN, State.LEARNING, State.SUPERSEDED}),
        # What is no longer so can't become so again: it is told anew, as another fact.
        State.SUPERSEDED: frozenset({State.SUPERSEDED}),
    }
)
"""Which states may come after each one. FORGOTTEN is none that is kept: such facts are deleted."""


async def facts_of(session: Session, ids: Iterable[int]) -> list[sqlite3.Row]:
    """The rows of those facts that exist."""
    return await session.rows(
        "SELECT * FROM facts WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        {"ids": id_list(ids)},
    )


async def move(session: Session, ids: Iterable[int], state: State, trouble: str = "") -> None:
    """Give facts a state, and the trouble that led to it.

    Raises:
        StoreError: one does not exist, or can't come from its state to that one.
    """
    wanted = set(ids)
    rows = await facts_of(session, wanted)
    missing = wanted - {row["id"] for row in rows}
    if missing:
        raise StoreError(f"There is no fact {min(missing)} (any more).")
    for row in rows:
        if state not in FOLLOWS[State(row["state"])]:
            line = f"{row['attribute']}: {row['value']}"
            raise StoreError(f'"{line}" is {row["state"]} and can\'t become {state}.')
    await session.run(
        "UPDATE facts SET state = :state, trouble = :trouble"
        " WHERE id IN (SELECT value FROM json_each(:ids))",
        {"state": state, "trouble": trouble, "ids": id_list(wanted)},
    )


async def move_known_to_learning(
    session: Session, person_id: int, scope: str, trouble: str
) -> list[int]:
    """Bring what only the weights held back into context; returns the facts' ids."""
    rows = await session.rows(
        "SELECT id FROM facts WHERE person_id = :person AND scope = :scope AND state = 'known'",
        {"person": person_id, "scope": scope},
    )
    ids = [int(row["id"]) for row in rows]
    await move(session, ids, State.LEARNING, trouble)
    return ids
