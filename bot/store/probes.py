"""What probing showed: states, misses, reviews, and each fact's place in the rehearsal.

Knows: cards and reviews as they are kept. Does not know: when a fact is due, or how it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from bot.memory.facts import State
from bot.store.database import Session, id_list
from bot.store.part import Part
from bot.store.states import facts_of, move

_NONE: Mapping[int, Any] = MappingProxyType({})


class Probes(Part):
    """The store's part that keeps what was asked, and how it was answered."""

    async def card(self, fact_id: int) -> str | None:
        """The fact's FSRS card as JSON; None before its first review."""
        return (await self.cards([fact_id])).get(fact_id)

    async def cards(self, fact_ids: Iterable[int]) -> dict[int, str]:
        """The cards of those facts that have one."""
        async with self._database.reading() as session:
            rows = await session.rows(
                "SELECT * FROM cards WHERE fact_id IN (SELECT value FROM json_each(:ids))",
                {"ids": id_list(fact_ids)},
            )
        return {row["fact_id"]: row["card"] for row in rows}

    async def record_probes(
        self,
        *,
        known: Iterable[int] = (),
        learning: Mapping[int, str] = _NONE,
        cards: Mapping[int, str] = _NONE,
        reviews: Mapping[int, int] = _NONE,
        night_id: int | None = None,
    ) -> None:
        """Keep what a night's probes showed where no adapter is promoted; all at once.

        Facts that were superseded or forgotten meanwhile are left out. The arguments mean what
        they do in `Promotion`.
        """
        async with self._database.writing() as session:
            await save_states(session, known, learning)
            await save_reviews(session, cards, reviews, night_id=night_id, now=self._now())


async def save_states(session: Session, known: Iterable[int], learning: Mapping[int, str]) -> None:
    """Move facts by how their probes went; a trouble counts as a miss. Alive facts only."""
    await move(session, await _alive(session, known), State.KNOWN)
    for fact_id in await _alive(session, learning):
        trouble = learning[fact_id]
        await move(session, [fact_id], State.LEARNING, trouble)
        if trouble:
            await session.run(
                "UPDATE facts SET misses = misses + 1 WHERE id = :id", {"id": fact_id}
            )


async def save_reviews(
    session: Session,
    cards: Mapping[int, str],
    reviews: Mapping[int, int],
    *,
    night_id: int | None,
    now: str,
) -> None:
    """Keep cards and ratings of those facts that still exist."""
    existing = {int(row["id"]) for row in await facts_of(session, [*cards, *reviews])}
    await session.run_each(
        "INSERT OR REPLACE INTO cards (fact_id, card) VALUES (:fact, :card)",
        [{"fact": fact, "card": card} for fact, card in cards.items() if fact in existing],
    )
    await session.run_each(
        "INSERT INTO reviews (fact_id, rating, reviewed_at, night_id)"
        " VALUES (:fact, :rating, :now, :night)",
        [
            {"fact": fact, "rating": rating, "now": now, "night": night_id}
            for fact, rating in reviews.items()
            if fact in existing
        ],
    )


async def _alive(session: Session, ids: Iterable[int]) -> list[int]:
    rows = await facts_of(session, ids)
    return [int(row["id"]) for row in rows if State(row["state"]).alive]
