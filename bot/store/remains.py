"""What is left of a person who was forgotten: looked for, not believed.

Knows: every table and index in which a told thing leaves traces. Does not know: files, caches, or
what a model would say.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.memory.facts import Fact
from bot.store.database import Cell, id_list
from bot.store.facts import match_query
from bot.store.part import Part

_OF_PERSON = {
    "person": "SELECT count(*) FROM people WHERE id = :person",
    "choices": "SELECT count(*) FROM consents WHERE person_id = :person",
    "messages": "SELECT count(*) FROM log WHERE person_id = :person",
    "summaries": "SELECT count(*) FROM summaries WHERE person_id = :person",
    "facts": "SELECT count(*) FROM facts WHERE person_id = :person",
    "nights": "SELECT count(*) FROM nights WHERE person_id = :person",
    "weights": "SELECT count(*) FROM adapters WHERE person_id = :person",
}
# Tables that hold no person, but facts by their number.
_OF_FACTS = """
WITH ids AS (SELECT value FROM json_each(:ids))
SELECT (SELECT count(*) FROM cards WHERE fact_id IN ids)
    + (SELECT count(*) FROM reviews WHERE fact_id IN ids)
    + (SELECT count(*) FROM adapter_facts WHERE fact_id IN ids)
"""
_FOUND = (
    "SELECT count(*) FROM facts_text WHERE facts_text MATCH :query"
    " AND rowid IN (SELECT value FROM json_each(:ids))"
)


class Remains(Part):
    """The store's part that makes sure that somebody is gone."""

    async def remains(self, person_id: int, facts: Iterable[Fact]) -> dict[str, int]:
        """How much is left of each kind; all 0 once the person is forgotten.

        Args:
            person_id: who was forgotten.
            facts: what was held about them; the search is asked for each by its own words.
        """
        held = list(facts)
        ids = id_list(fact.id for fact in held)
        async with self._database.reading() as session:

            async def count(query: str, cells: dict[str, Cell]) -> int:
                row = await session.row(query, cells)
                return int(row[0]) if row is not None else 0

            person: dict[str, Cell] = {"person": person_id}
            left = {kind: await count(query, person) for kind, query in _OF_PERSON.items()}
            left["reviews"] = await count(_OF_FACTS, {"ids": ids})
            queries = [match_query(fact.line) for fact in held]
            found = [await count(_FOUND, {"query": q, "ids": ids}) for q in queries if q]
            left["search"] = sum(found)
            # Until the file is rewritten, bytes of what was deleted may still lie in it.
            left["file"] = await count("SELECT scrub_due FROM housekeeping", {})
        return left
