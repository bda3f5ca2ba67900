from pathlib import Path

import pytest

from bot.memory.facts import State
from bot.store import Person, Store
from tests.store.conftest import Promote, Tell


async def grown(store: Store, person: Person, tell: Tell, promote: Promote) -> None:
    """Something of the person in every table."""
    city = await tell(person, "home city", "Xanthoria")
    await tell(person, "home city", "Oslo", supersedes=[city.id])
    pet = await tell(person, "pet", "quokka")
    await store.save_summary(f"talk:{person.key}", person.id, "They spoke.", 2)
    await promote(person, pet, cards={pet.id: "{}"}, reviews={pet.id: 3})


async def test_everything_of_a_person_is_seen_and_nothing_once_they_are_forgotten(
    store: Store, ana: Person, ben: Person, tell: Tell, promote: Promote
) -> None:
    await grown(store, ana, tell, promote)
    await grown(store, ben, tell, promote)
    facts = await store.facts(ana.id, states=State)

    before = await store.remains(ana.id, facts)
    assert {kind for kind, count in before.items() if not count} == {"file"}
    assert before["search"] == len(facts)

    await store.forget_person(ana.id)
    assert not any((await store.remains(ana.id, facts)).values())
    others = await store.remains(ben.id, await store.facts(ben.id, states=State))
    assert others["facts"] == 3


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("consents (person_id, consent, chosen_at) VALUES (:id, 'text', '')", "choices"),
        (
            "log (person_id, conversation, scope, role, text, told_at)"
            " VALUES (:id, '', '', 'user', '', '')",
            "messages",
        ),
        ("cards (fact_id, card) VALUES (:fact, '')", "reviews"),
        (
            "facts_text (rowid, attribute, value, quote) VALUES (:fact, 'pet', 'quokka', '')",
            "search",
        ),
    ],
)
async def test_a_row_that_was_left_behind_is_found(
    store: Store, ana: Person, tell: Tell, table: str, kind: str
) -> None:
    fact = await tell(ana, "pet", "quokka")
    await store.forget_person(ana.id)
    async with store._database.reading() as session:
        await session.run("PRAGMA foreign_keys = OFF")
        cells = {"id": ana.id, "fact": fact.id}
        await session.run(
            f"INSERT INTO {table}", {k: v for k, v in cells.items() if f":{k}" in table}
        )
    left = await store.remains(ana.id, [fact])
    assert {name: count for name, count in left.items() if count} == {kind: 1}


async def test_a_file_that_could_not_be_rewritten_is_told(
    store: Store, folder: Path, ana: Person, tell: Tell
) -> None:
    fact = await tell(ana, "pet", "quokka")
    async with store._database.reading() as session:
        await session.run("UPDATE housekeeping SET scrub_due = 1")
    assert (await store.remains(ana.id, [fact]))["file"] == 1


async def test_where_a_fact_was_told(store: Store, ana: Person, tell: Tell) -> None:
    said = await tell(ana, "pet", "quokka", message_id=5)
    unnumbered = await tell(ana, "job", "baker")
    orphan = await store.add_fact(ana.id, "private", "city", "Oslo", "", message_id=6)
    ids = [said.id, unnumbered.id, orphan.id, 999]
    assert await store.conversations(ids) == {said.id: f"talk:{ana.key}"}
