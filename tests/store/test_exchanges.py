"""The log in pairs, how many turns there were, and the replay buffer."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.errors import StoreError
from bot.store import Person, Replayed, Store
from bot.store.records import Speaking
from tests.store.conftest import Tell, TickingClock


async def talk(store: Store, person: Person, *said: str, scope: str = "private") -> list[int]:
    """Turns of one conversation; a bot's begin with ">". Gives the lines' ids."""
    found = []
    for text in said:
        role: Speaking = "assistant" if text.startswith(">") else "user"
        line = await store.log(
            person.id, f"{scope}:{person.key}", scope, role, text.removeprefix(">")
        )
        found.append(line.id)
    return found


async def pairs(store: Store, person: Person, scope: str = "private") -> list[tuple[str, str]]:
    found = await store.exchanges(person.id, scope)
    return [(one.said.text, one.reply.text if one.reply else "") for one in found]


async def test_a_message_and_its_reply_are_one_exchange(
    store: Store, ana: Person, ben: Person
) -> None:
    await talk(store, ana, ">hello?", "hi", ">hey", "one", "two", ">both", ">more")
    await talk(store, ben, "ben's", ">own")
    await talk(store, ana, "out here", ">yes", scope="guild:7")
    assert await pairs(store, ana) == [("hi", "hey"), ("one", ""), ("two", "both")]
    assert await pairs(store, ana, "guild:7") == [("out here", "yes")]
    assert [one.said.text for one in await store.exchanges(ana.id, "private", limit=3)] == ["two"]


async def test_talks_that_go_on_side_by_side_are_kept_apart(store: Store, ana: Person) -> None:
    for conversation, role, text in (
        ("a", "user", "in a"), ("b", "user", "in b"),
        ("b", "assistant", "to b"), ("a", "assistant", "to a"),
    ):  # fmt: skip
        await store.log(ana.id, conversation, "private", role, text)  # type: ignore[arg-type]
    assert await pairs(store, ana) == [("in a", "to a"), ("in b", "to b")]


async def test_facts_stand_with_the_message_that_told_them(
    store: Store, ana: Person, tell: Tell
) -> None:
    fact = await tell(ana, "home city", "Porto")
    await tell(ana, "gym", "Forum", scope="guild:7")
    (one,) = await store.exchanges(ana.id, "private")
    assert (one.facts, one.replayed) == ((fact.id,), None)


async def test_turns_are_counted_since_a_time(
    store: Store, ana: Person, clock: TickingClock
) -> None:
    await talk(store, ana, "one", ">reply", "two")
    noon = clock.now
    await talk(store, ana, "three", ">reply")
    await talk(store, ana, "elsewhere", scope="guild:7")
    assert await store.turns_since(ana.id, "private", None) == 3
    assert await store.turns_since(ana.id, "private", noon) == 1
    assert await store.turns_since(ana.id, "private", noon + timedelta(days=1)) == 0


async def test_the_buffer_is_kept_and_changed(store: Store, ana: Person) -> None:
    first, _, second, _ = await talk(store, ana, "one", ">a", "two", ">b")
    await store.keep_replay({first: Replayed(0.5), second: Replayed(0.4), 999: Replayed(0.1)})
    await store.keep_replay({first: Replayed(0.425, 1)})
    found = {one.said.id: one.replayed for one in await store.exchanges(ana.id, "private")}
    assert found == {first: Replayed(0.425, 1), second: Replayed(0.4)}
    kept = (await store.export(ana.id))["replay"]
    assert [(row["log_id"], row["replays"], bool(row["replayed_at"])) for row in kept] == [
        (first, 1, True),
        (second, 0, False),
    ]
    with pytest.raises(StoreError):
        await store.keep_replay({first: Replayed(1.5)})


async def test_what_is_forgotten_leaves_the_buffer(
    store: Store, ana: Person, ben: Person, tell: Tell
) -> None:
    fact = await tell(ana, "home city", "Porto")
    await tell(ana, "gym", "Forum")
    await tell(ben, "home city", "Oslo")
    for person in (ana, ben):
        lines = [one.said.id for one in await store.exchanges(person.id, "private")]
        await store.keep_replay(dict.fromkeys(lines, Replayed(0.5)))
    await store.forget([fact.id])
    assert len((await store.export(ana.id))["replay"]) == 1
    await store.forget_person(ana.id)
    assert len((await store.export(ben.id))["replay"]) == 1
    assert "Porto" not in json.dumps(await store.export(ben.id))
