import random
from pathlib import Path
from typing import Any

import pytest

from bot.memory.facts import State
from bot.store import Person, Store, open_store
from bot.store.opening import FILE
from tests.store.conftest import Promote, Tell, TickingClock


def raw(folder: Path) -> bytes:
    """All bytes of the database and of what SQLite keeps beside it."""
    return b"".join(file.read_bytes() for file in folder.glob(f"{FILE}*"))


async def test_everything_that_came_of_a_fact_goes(
    folder: Path, store: Store, ana: Person, ben: Person, tell: Tell, promote: Promote
) -> None:
    city = await tell(ana, "home city", "Xanthoria", text="I live in Xanthoria with my cat")
    pet = await store.add_fact(ana.id, "private", "pet", "cat", "I live in XANTHORIA with my cat")
    for line in ("How is xanthoria today?", "Nice weather."):
        await store.log(ana.id, "talk:terminal:ana", "private", "assistant", line)
    await store.save_summary("talk:terminal:ana", ana.id, "They spoke of Xanthoria.", 2)
    other = await store.log(ben.id, "ben", "private", "user", "I am Ben")
    await promote(ana, city, pet, cards={city.id: "{}"}, reviews={city.id: 3})
    assert b"Xanthoria" in raw(folder)

    assert await store.forget([city.id]) == [Path("adapters/1")]

    assert b"xanthoria" not in raw(folder).lower()
    assert [line.text for line in await store.recent("talk:terminal:ana")] == ["Nice weather."]
    assert await store.summary("talk:terminal:ana") == ("", 0)
    assert await store.recent("ben") == [other]
    assert await store.card(city.id) is None
    (left,) = await store.facts(ana.id)
    assert (left.id, left.quote) == (pet.id, "I live in … with my cat")
    assert (await store.nights(ana.id))[0].report == {"learned": ["home city: …", "pet: cat"]}


async def test_the_message_it_came_from_goes(store: Store, ana: Person) -> None:
    await store.log(ana.id, "talk", "private", "user", "the capital of Portugal!", message_id=5)
    kept = await store.log(ana.id, "talk", "private", "user", "hello", message_id=6)
    fact = await store.add_fact(ana.id, "private", "home city", "Lisbon", "", message_id=5)
    await store.forget([fact.id])
    assert await store.recent("talk") == [kept]


async def test_a_short_value_takes_only_its_own_word(store: Store, ana: Person) -> None:
    for text in ("I have 7 cats", "It is 17:45", "Seven? 7!"):
        await store.log(ana.id, "talk", "private", "user", text)
    fact = await store.add_fact(ana.id, "private", "number of cats", "7", "I have 7 cats")
    await store.forget([fact.id])
    assert [line.text for line in await store.recent("talk")] == ["It is 17:45"]


async def test_the_weights_are_gone_and_the_rest_is_in_context_again(
    store: Store, ana: Person, ben: Person, tell: Tell, promote: Promote
) -> None:
    cat, dog = await tell(ana, "pet", "cat"), await tell(ana, "pet", "dog")
    public = await tell(ana, "job", "baker", scope="guild:1")
    his = await tell(ben, "pet", "cat")
    first = await promote(ana, cat)
    second = await promote(ana, dog)
    await promote(ana, public, scope="guild:1")
    await promote(ben, his)

    assert set(await store.forget([cat.id])) == {Path(first.folder), Path(second.folder)}

    assert await store.adapter(ana.id, "private") is None
    states = {fact.id: fact.state for person in (ana, ben) for fact in await store.facts(person.id)}
    assert states == {dog.id: State.LEARNING, public.id: State.KNOWN, his.id: State.KNOWN}
    back = await store.fact(dog.id)
    assert back is not None
    assert "forgotten" in back.trouble
    assert "cat" not in back.trouble
    assert back.misses == 0


async def test_versions_without_it_stay(
    store: Store, ana: Person, tell: Tell, promote: Promote
) -> None:
    cat, dog = await tell(ana, "pet", "cat"), await tell(ana, "pet", "dog")
    first = await promote(ana, cat)
    second = await promote(ana, dog)
    assert await store.forget([dog.id]) == [Path(second.folder)]
    (kept,) = await store.adapters(ana.id)
    assert (kept.id, kept.current) == (first.id, False)
    # What only the gone version had shown to know has to be shown again.
    assert [fact.state for fact in await store.facts(ana.id)] == [State.LEARNING]


async def test_a_fresh_fact_leaves_the_weights_alone(
    store: Store, ana: Person, tell: Tell, promote: Promote
) -> None:
    cat = await tell(ana, "pet", "cat")
    version = await promote(ana, cat)
    assert await store.forget([(await tell(ana, "pet", "dog")).id]) == []
    assert await store.adapter(ana.id, "private") == version
    assert [fact.state for fact in await store.facts(ana.id)] == [State.KNOWN]


async def test_the_values_it_superseded_go_too(
    folder: Path, store: Store, ana: Person, tell: Tell, promote: Promote
) -> None:
    first = await tell(ana, "home city", "Xanthoria")
    version = await promote(ana, first)
    second = await tell(ana, "Home city", "Yggdrasil", supersedes=[first.id])
    third = await tell(ana, "home city", "Zanzibar", supersedes=[second.id])
    pet = await tell(ana, "pet", "quokka")
    gone = await tell(ana, "pet", "wombat")
    await store.set_state([gone.id], State.SUPERSEDED)

    assert await store.forget([third.id]) == [Path(version.folder)]

    data = raw(folder)
    for value in (b"Xanthoria", b"Yggdrasil", b"Zanzibar"):
        assert value not in data
    assert await store.facts(ana.id, states=State) == [pet, await store.fact(gone.id)]


async def test_what_took_its_place_stays(store: Store, ana: Person, tell: Tell) -> None:
    old = await tell(ana, "home city", "Lisbon")
    new = await tell(ana, "home city", "Porto", supersedes=[old.id])
    await store.forget([old.id])
    assert await store.facts(ana.id, states=State) == [new]


async def test_facts_of_several_people_at_once(
    store: Store, ana: Person, ben: Person, tell: Tell
) -> None:
    facts = [await tell(who, "pet", name) for name in ("cat", "dog") for who in (ana, ben)]
    await store.forget([fact.id for fact in facts[:3]])
    assert await store.facts(ana.id) == []
    assert await store.facts(ben.id) == [facts[3]]
    assert await store.forget([]) == []


async def test_a_forgotten_facts_number_is_not_used_again(
    store: Store, ana: Person, tell: Tell
) -> None:
    gone = await tell(ana, "pet", "cat")
    await store.forget([gone.id])
    assert (await tell(ana, "pet", "dog")).id != gone.id


async def test_forgetting_a_person(
    folder: Path, store: Store, ana: Person, ben: Person, tell: Tell, promote: Promote
) -> None:
    fact = await tell(ana, "home city", "Xanthoria")
    await tell(ana, "home city", "Yggdrasil", supersedes=[fact.id])
    version = await promote(ana, fact, known=[])
    await store.save_summary("talk", ana.id, "They spoke of Xanthoria.", 2)
    await store.begin_night(ana.id, "private")
    his = await tell(ben, "pet", "cat")
    his_version = await promote(ben, his)

    assert await store.forget_person(ana.id) == [Path(version.folder)]

    assert await store.people() == [ben]
    for word in (b"Xanthoria", b"Yggdrasil", b"terminal:ana"):
        assert word not in raw(folder)
    assert await store.adapters() == [his_version]
    assert [found.id for found in await store.facts(ben.id)] == [his.id]
    assert await store.counts() == {
        "people": 1,
        "log": 1,
        "facts": 1,
        "nights": 1,
        "adapters": 1,
        "fresh": 0,
        "learning": 0,
        "known": 1,
        "superseded": 0,
    }
    assert await store.forget_person(ana.id) == []
    assert (await store.person("terminal:ana", "Ana")).id not in {ana.id, ben.id}


# With the middle one, secure_delete alone (SQLite 3.40) leaves a forgotten value in a page's gap.
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_no_byte_is_left_however_the_pages_were_filled(
    folder: Path, store: Store, ana: Person, seed: int
) -> None:
    rng = random.Random(seed)
    held: dict[int, str] = {}
    gone: list[str] = []
    for number in range(300):
        value = f"zq{rng.randrange(10**9):09d}x"
        quote = "w" * rng.choice([1, 100, 700, 2500]) + value
        fact = await store.add_fact(ana.id, "private", f"thing {number}", value, quote)
        held[fact.id] = value
        if number % 10 == 9:
            ids = rng.sample(sorted(held), 6)
            await store.forget(ids)
            gone += [held.pop(fact_id) for fact_id in ids]
    data = raw(folder)
    assert [value for value in gone if value.encode() in data] == []
    assert all(value.encode() in data for value in held.values())
    async with store._database.reading() as session:
        unused = await session.row("PRAGMA freelist_count")
    assert unused is not None
    assert unused[0] == 0


async def test_what_could_not_be_rewritten_is_rewritten_at_the_next_opening(
    folder: Path, clock: TickingClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_store(folder, clock=clock) as store:
        ana = await store.person("terminal:ana", "Ana")
        fact = await store.add_fact(ana.id, "private", "home city", "Xanthoria", "x" * 5000)
        async with store._database.reading() as session:
            await session.run("PRAGMA busy_timeout = 10")
        async with (
            open_store(folder, clock=clock, read_only=True) as reader,
            reader._database.reading() as view,
        ):
            # Somebody who is in the middle of reading needs the old pages.
            await view.run("BEGIN")
            await view.rows("SELECT * FROM facts")
            assert await store.forget([fact.id]) == []
            await view.run("COMMIT")
        assert "it is tried again" in caplog.text
        assert b"Xanthoria" in raw(folder)
        kept: dict[str, Any] = {file.name: file.read_bytes() for file in folder.glob(f"{FILE}*")}
    for name, data in kept.items():  # as a kill would leave it
        (folder / name).write_bytes(data)
    async with open_store(folder, clock=clock) as store:
        assert await store.facts(ana.id) == []
        assert b"Xanthoria" not in raw(folder)


async def test_deleted_messages_go_with_their_facts(
    folder: Path, store: Store, ana: Person, ben: Person, promote: Promote
) -> None:
    lines = [
        await store.log(ana.id, "talk", "private", "user", f"I like Quibble{number}", number)
        for number in range(4)
    ]
    fact = await store.add_fact(
        ana.id, "private", "likes", "Quibble1", "I like Quibble1", message_id=1, log_id=lines[1].id
    )
    kept = await store.add_fact(ana.id, "private", "likes", "Quibble3", "", message_id=3)
    others = await store.add_fact(ben.id, "private", "likes", "Quibble1", "", message_id=1)
    await store.save_summary("later", ana.id, "They spoke of tea.", 1)
    version = await promote(ana, fact, kept)
    assert await store.forget_messages(ana.id, [1, 2, 9]) == [Path(version.folder)]
    assert await store.recent("talk") == [lines[0], lines[3]]
    (left,) = await store.facts(ana.id)
    assert (left.id, left.state) == (kept.id, State.LEARNING)
    assert await store.facts(ben.id) == [others]
    assert b"I like Quibble1" not in raw(folder)
    assert b"Quibble2" not in raw(folder)


async def test_a_deleted_message_without_facts_leaves_the_rest(store: Store, ana: Person) -> None:
    for number in range(3):
        await store.log(ana.id, "talk", "private", "user", f"hello {number}", message_id=number)
    for place, upto in (("talk", 2), ("elsewhere", 2)):
        await store.save_summary(place, ana.id, "They greeted.", upto)
    assert await store.forget_messages(ana.id, [2]) == []
    # The third line is not in the summary.
    assert await store.summary("talk") == ("They greeted.", 2)
    assert await store.forget_messages(ana.id, [0]) == []
    assert [line.text for line in await store.recent("talk")] == ["hello 1"]
    assert await store.summary("talk") == ("", 0)
    assert await store.summary("elsewhere") == ("They greeted.", 2)
