"""What people allow, and what goes when they allow less."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.memory.facts import State
from bot.store import Held, Person, Promotion, Store
from bot.store.opening import FILE, open_store
from bot.store.versions import migrations
from tests.store.conftest import Promote, Tell, TickingClock


async def test_a_first_choice_marks_as_asked(store: Store, ana: Person) -> None:
    assert ana.asked_at is None
    await store.set_consent(ana.id, "text")
    chosen = await store.find_person(ana.key)
    assert chosen is not None
    assert chosen.asked_at is not None
    await store.mark_asked(ana.id)
    assert await store.find_person(ana.key) == chosen


async def test_what_others_decide_does_not_mark_as_asked(store: Store, ana: Person) -> None:
    await store.set_consent(ana.id, "text", by="operator")
    await store.set_consent(ana.id, "chat", by="nobody")
    found = await store.find_person(ana.key)
    assert found is not None
    assert (found.consent, found.asked_at) == ("chat", None)
    consents = (await store.export(ana.id))["consents"]
    assert [entry["chosen_by"] for entry in consents] == ["nobody", "operator", "nobody"]


async def test_less_than_weights_takes_every_version_away(
    store: Store, ana: Person, ben: Person, tell: Tell, promote: Promote
) -> None:
    city = await tell(ana, "home city", "Lisbon")
    job = await tell(ana, "job", "baker", scope="guild:1")
    other = await tell(ben, "home city", "Oslo")
    versions = [
        await promote(ana, city),
        await promote(ana, job, scope="guild:1"),
    ]
    kept = await promote(ben, other)
    folders = await store.set_consent(ana.id, "text")
    assert set(folders) == {Path(version.folder) for version in versions}
    assert await store.adapters() == [kept]
    for fact in await store.facts(ana.id):
        assert fact.state is State.LEARNING
        assert "weights" in fact.trouble
    (left,) = await store.facts(ben.id)
    assert left.state is State.KNOWN


async def test_more_takes_nothing_away(
    store: Store, ana: Person, tell: Tell, promote: Promote
) -> None:
    fact = await tell(ana, "home city", "Lisbon")
    version = await promote(ana, fact)
    assert await store.set_consent(ana.id, "weights") == []
    assert await store.adapters() == [version]


@pytest.mark.parametrize("again", [False, True])
async def test_a_night_under_way_keeps_nothing(
    store: Store, ana: Person, tell: Tell, again: bool
) -> None:
    fact = await tell(ana, "home city", "Lisbon")
    night = await store.begin_night(ana.id, "private")
    await store.set_consent(ana.id, "text")
    if again:
        await store.set_consent(ana.id, "weights")
    promotion = Promotion(ana.id, "private", "v1", "f", "c", [fact.id], [fact.id], night)
    with pytest.raises(StoreError):
        await store.promote(promotion)
    assert await store.adapters() == []


async def test_a_night_that_begins_too_late_keeps_nothing(
    store: Store, ana: Person, tell: Tell, promote: Promote
) -> None:
    fact = await tell(ana, "home city", "Lisbon")
    await store.set_consent(ana.id, "text")
    with pytest.raises(StoreError, match="allows no weights"):
        await promote(ana, fact)
    assert await store.adapters() == []


async def test_how_much_is_held(
    store: Store, ana: Person, ben: Person, tell: Tell, promote: Promote
) -> None:
    assert not (await store.held(ana.id, "private")).anything
    first = await tell(ana, "home city", "Lisbon")
    await tell(ana, "home city", "Porto", supersedes=[first.id])
    await tell(ana, "job", "baker", scope="guild:1")
    await tell(ben, "job", "cook")
    held = await store.held(ana.id, "private")
    assert (held.facts, held.elsewhere, held.adapters) == (1, 1, 0)
    assert held.anything
    assert Held(0, 0, 1, 0).anything


async def test_an_older_memory_has_asked_nobody(folder: Path, clock: TickingClock) -> None:
    folder.mkdir()
    with sqlite3.connect(folder / FILE) as database:
        for number, step in enumerate(migrations()[:3], start=1):
            database.executescript(f"{step}\nPRAGMA user_version = {number};")
        database.execute(
            "INSERT INTO people (key, name, consent, created_at)"
            " VALUES ('discord:1', 'Ana', 'weights', '2026-01-01T00:00:00+00:00')"
        )
        database.execute(
            "INSERT INTO consents (person_id, consent, chosen_at)"
            " VALUES (1, 'weights', '2026-01-01T00:00:00+00:00')"
        )
    database.close()
    async with open_store(folder, clock=clock) as store:
        (ana,) = await store.people()
        assert (ana.platform, ana.consent, ana.asked_at) == ("discord", "weights", None)
        (entry,) = (await store.export(ana.id))["consents"]
    assert entry["chosen_by"] == "nobody"
