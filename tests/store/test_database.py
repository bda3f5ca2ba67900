import asyncio

import pytest

from bot.errors import StoreError
from bot.store import Person, Store


async def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    async def fail() -> None:
        async with store._database.writing() as session:
            await session.run("UPDATE housekeeping SET scrub_due = 1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with store._database.reading() as session:
        row = await session.row("SELECT scrub_due FROM housekeeping")
    assert row is not None
    assert row[0] == 0


async def test_work_cancelled_anywhere_leaves_whole_facts_only(store: Store, ana: Person) -> None:
    first = await store.add_fact(ana.id, "private", "home city", "Lisbon", "I live in Lisbon")
    alive = [first.value]
    for yields in range(40):
        (current,) = await store.facts(ana.id)
        task = asyncio.create_task(
            store.add_fact(ana.id, "private", "home city", str(yields), "", supersedes=[current.id])
        )
        for _ in range(yields):
            await asyncio.sleep(0.0001)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        # The next call finds the database free, and exactly one home city.
        (now,) = await store.facts(ana.id)
        assert now.value in {current.value, str(yields)}
        alive.append(now.value)
    assert len(set(alive)) > 1


async def test_many_at_once_are_done_one_after_the_other(store: Store, ana: Person) -> None:
    async def fail() -> None:
        async with store._database.writing() as session:
            await session.run("UPDATE people SET name = 'half-done'")
            await session.rows("SELECT * FROM people")
            raise ZeroDivisionError

    async def look() -> set[str]:
        return {person.name for _ in range(90) for person in await store.people()}

    jobs = [
        job
        for number in range(30)
        for job in (store.log(ana.id, "talk", "private", "user", str(number)), fail())
    ]
    results, seen = await asyncio.gather(asyncio.gather(*jobs, return_exceptions=True), look())
    assert seen == {"Ana"}
    assert sum(isinstance(result, ZeroDivisionError) for result in results) == 30
    assert [line.text for line in await store.recent("talk")] == [str(n) for n in range(30)]


async def test_text_that_is_no_unicode_is_mended(store: Store, ana: Person) -> None:
    line = await store.log(ana.id, "talk", "private", "user", "ol\udce9 \ud800")
    assert line.text == "ol? ?"
    assert await store.search(ana.id, "\ud83d") == []


async def test_a_number_that_is_too_large(store: Store, ana: Person) -> None:
    with pytest.raises(StoreError, match="too large"):
        await store.log(ana.id, "talk", "private", "user", "hello", message_id=2**63)
    assert await store.fact(10**30) is None
    assert await store.forget([10**30]) == []
