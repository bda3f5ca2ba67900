"""Adapter versions: which one is current, and what each may hold.

Knows: versions by folder and checksum, and the facts each was trained on. Does not know: what is
in the folders; whoever loads them checks them.
"""

from __future__ import annotations

import sqlite3

from bot.errors import StoreError
from bot.memory.facts import UNLEARNED, State
from bot.store.database import Session
from bot.store.part import Part, read
from bot.store.probes import save_reviews, save_states
from bot.store.records import AdapterVersion, Promotion
from bot.store.states import facts_of, move, move_known_to_learning


class Adapters(Part):
    """The store's part that keeps the versions of each person's weights."""

    async def adapter(self, person_id: int, scope: str) -> AdapterVersion | None:
        """The current version, if there is one."""
        async with self._database.reading() as session:
            row = await session.row(
                "SELECT * FROM adapters WHERE person_id = :person AND scope = :scope"
                " AND current = 1",
                {"person": person_id, "scope": scope},
            )
            return None if row is None else await _version(session, row)

    async def adapters(self, person_id: int | None = None) -> list[AdapterVersion]:
        """All versions of a person, or of everyone, oldest first."""
        async with self._database.reading() as session:
            return await versions(session, person_id)

    async def promote(self, promotion: Promotion) -> AdapterVersion:
        """Make a night's version the current one, move its facts and keep its reviews; or nothing.

        Raises:
            StoreError: something was forgotten while the night was under way, so that its weights
                may hold it; or the person allows no weights any more; or a fact is not of that
                person and scope; or the folder is taken.
        """
        async with self._database.writing() as session:
            await _check(session, promotion)
            await session.run(
                "UPDATE adapters SET current = 0 WHERE person_id = :person AND scope = :scope",
                {"person": promotion.person_id, "scope": promotion.scope},
            )
            version_id = await self._add_version(session, promotion)
            await save_states(session, promotion.known, promotion.learning)
            await move(session, promotion.unlearned, State.SUPERSEDED, UNLEARNED)
            await save_reviews(
                session,
                promotion.cards,
                promotion.reviews,
                night_id=promotion.night_id,
                now=self._now(),
            )
            (row,) = await session.rows("SELECT * FROM adapters WHERE id = :id", {"id": version_id})
            return await _version(session, row)

    async def retire_adapter(self, person_id: int, scope: str, reason: str) -> list[int]:
        """Have no current version any more; what only it held comes back into context.

        Returns the ids of those facts. `reason` becomes their trouble.
        """
        async with self._database.writing() as session:
            await session.run(
                "UPDATE adapters SET current = 0, retired = :reason"
                " WHERE person_id = :person AND scope = :scope AND current = 1",
                {"person": person_id, "scope": scope, "reason": reason},
            )
            return await move_known_to_learning(session, person_id, scope, reason)

    async def _add_version(self, session: Session, promotion: Promotion) -> int:
        version_id = await session.insert(
            "INSERT INTO adapters"
            " (person_id, scope, folder, fingerprint, checksum, created_at, current, night_id)"
            " VALUES (:person, :scope, :folder, :fingerprint, :checksum, :now, 1, :night)",
            {
                "person": promotion.person_id,
                "scope": promotion.scope,
                "folder": promotion.folder,
                "fingerprint": promotion.fingerprint,
                "checksum": promotion.checksum,
                "now": self._now(),
                "night": promotion.night_id,
            },
        )
        facts = {*promotion.trained, *promotion.known}
        if not promotion.from_base:
            facts |= await _facts_of_base(session, promotion.night_id)
        await session.run_each(
            "INSERT INTO adapter_facts (adapter_id, fact_id) VALUES (:adapter, :fact)",
            [{"adapter": version_id, "fact": fact} for fact in sorted(facts)],
        )
        return version_id


async def versions(session: Session, person_id: int | None) -> list[AdapterVersion]:
    rows = await session.rows(
        "SELECT * FROM adapters WHERE :person IS NULL OR person_id = :person ORDER BY id",
        {"person": person_id},
    )
    return [await _version(session, row) for row in rows]


async def _check(session: Session, promotion: Promotion) -> None:
    night = await session.row(
        "SELECT spoilt, consent FROM nights JOIN people ON people.id = person_id"
        " WHERE nights.id = :night AND person_id = :person AND scope = :scope",
        {
            "night": promotion.night_id,
            "person": promotion.person_id,
            "scope": promotion.scope,
        },
    )
    if night is None:
        raise StoreError(f"There is no night {promotion.night_id} of this person (any more).")
    if night["consent"] != "weights":
        raise StoreError(
            "The person allows no weights (any more).", "The night's new ones are thrown away."
        )
    wanted = {*promotion.trained, *promotion.known, *promotion.learning}
    rows = await facts_of(session, wanted)
    if night["spoilt"] or len(rows) < len(wanted):
        raise StoreError(
            "Something was forgotten during the night, and its new weights may hold it.",
            "They are thrown away; sleep again.",
        )
    owner = (promotion.person_id, promotion.scope)
    for row in rows:
        if (row["person_id"], row["scope"]) != owner:
            raise StoreError(f"Fact {row['id']} is another person's or was told elsewhere.")


async def _facts_of_base(session: Session, night_id: int) -> set[int]:
    rows = await session.rows(
        "SELECT fact_id FROM adapter_facts"
        " WHERE adapter_id = (SELECT base_id FROM nights WHERE id = :night)",
        {"night": night_id},
    )
    return {int(row["fact_id"]) for row in rows}


async def _version(session: Session, row: sqlite3.Row) -> AdapterVersion:
    facts = await session.rows(
        "SELECT fact_id FROM adapter_facts WHERE adapter_id = :id ORDER BY fact_id",
        {"id": row["id"]},
    )
    return AdapterVersion(
        id=row["id"],
        person_id=row["person_id"],
        scope=row["scope"],
        folder=row["folder"],
        fingerprint=row["fingerprint"],
        checksum=row["checksum"],
        fact_ids=tuple(int(fact["fact_id"]) for fact in facts),
        created_at=read(row["created_at"]),
        current=bool(row["current"]),
    )
