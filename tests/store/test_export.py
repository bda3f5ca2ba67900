import json

import pytest

from bot.errors import StoreError
from bot.store import Person, Store
from tests.store.conftest import Promote, Tell


async def test_all_that_is_held_about_one_person(
    store: Store, ana: Person, ben: Person, tell: Tell, promote: Promote
) -> None:
    old = await tell(ana, "home city", "Lisbon")
    new = await tell(ana, "home city", "Porto", supersedes=[old.id])
    await promote(ana, new, cards={new.id: '{"due": 1}'}, reviews={new.id: 3})
    await store.save_summary("talk:terminal:ana", ana.id, "They spoke of cities.", 2)
    await tell(ben, "home city", "Xanthoria")

    export = json.loads(json.dumps(await store.export(ana.id)))

    assert export["person"]["key"] == "terminal:ana"
    assert [entry["consent"] for entry in export["consents"]] == ["weights"]
    assert [line["text"] for line in export["log"]] == [
        "My home city is Lisbon.",
        "My home city is Porto.",
    ]
    assert export["summaries"][0]["text"] == "They spoke of cities."
    assert [(fact["value"], fact["state"]) for fact in export["facts"]] == [
        ("Lisbon", "superseded"),
        ("Porto", "known"),
    ]
    assert export["facts"][0]["superseded_by"] == new.id
    assert export["facts"][0]["reviews"] == []
    assert export["facts"][1]["card"] == {"due": 1}
    assert [review["rating"] for review in export["facts"][1]["reviews"]] == [3]
    assert export["nights"][0]["report"] == {"learned": ["home city: Porto"]}
    assert export["adapters"][0]["facts"] == [new.id]
    assert "Xanthoria" not in json.dumps(export)


async def test_export_of_nobody(store: Store) -> None:
    with pytest.raises(StoreError, match="no person 9"):
        await store.export(9)


async def test_counts_of_an_empty_memory(store: Store) -> None:
    assert set((await store.counts()).values()) == {0}
