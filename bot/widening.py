"""What is held of a person in one place: what was told there, and what they let be used everywhere.

Knows: which scopes are read where. Does not know: who widens a fact, or how facts are kept.
"""

from __future__ import annotations

from bot.memory.facts import EVERYWHERE, Fact
from bot.store import Store


async def held_at(store: Store, person_id: int, scope: str) -> list[Fact]:
    """The alive facts that may be used in the scope, oldest first."""
    found = await store.facts(person_id, scope=scope)
    found += await store.facts(person_id, scope=EVERYWHERE)
    return sorted(found, key=lambda fact: fact.id)


async def searched_at(store: Store, person_id: int, words: str, scope: str) -> list[Fact]:
    """Those of them in which the words are found; what was told here comes first."""
    found = await store.search(person_id, words, scope=scope)
    return found + await store.search(person_id, words, scope=EVERYWHERE)
