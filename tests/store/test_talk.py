import pytest

from bot.errors import StoreError
from bot.store import Person, Store


async def test_recent_turns_oldest_first(store: Store, ana: Person) -> None:
    lines = [
        await store.log(ana.id, "talk", "private", role, f"{role} {number}", message_id=number)
        for number in range(3)
        for role in ("user", "assistant")
    ]
    await store.log(ana.id, "elsewhere", "private", "user", "not here")
    assert await store.recent("talk") == lines
    assert await store.recent("talk", after_id=lines[1].id) == lines[2:]
    assert await store.recent("talk", limit=2) == lines[-2:]
    assert await store.recent("nowhere") == []
    assert lines[0].told_at < lines[1].told_at
    assert (lines[5].role, lines[5].message_id) == ("assistant", 2)


async def test_a_line_of_nobody_is_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.log(9, "talk", "private", "user", "hello")


async def test_a_summary_takes_the_place_of_the_last(store: Store, ana: Person) -> None:
    assert await store.summary("talk") == ("", 0)
    await store.save_summary("talk", ana.id, "They greeted.", 4)
    await store.save_summary("talk", ana.id, "They greeted and spoke of cats.", 9)
    assert await store.summary("talk") == ("They greeted and spoke of cats.", 9)
    assert await store.summary("other") == ("", 0)


async def test_any_text_comes_back_as_it_was(store: Store, ana: Person) -> None:
    for text in ("🎉👩‍👩‍👧", "مرحبا بك", "```py\nx = '%s'\n```", "a\0b", "", "x" * 10_000, "'; --"):
        assert (await store.log(ana.id, "talk", "private", "user", text)).text == text


async def test_what_a_message_said_and_says_now(store: Store, ana: Person, ben: Person) -> None:
    first = await store.log(ana.id, "talk", "private", "user", "I live in Porto", message_id=7)
    await store.log(ana.id, "talk", "private", "assistant", "How nice!")
    await store.save_summary("talk", ana.id, "They spoke of Porto.", 2)
    await store.save_summary("other", ana.id, "They spoke of tea.", 9)
    assert await store.line_of_message(ana.id, 7) == first
    assert await store.line_of_message(ben.id, 7) is None
    new = await store.reword(first, "I live in Lisbon")
    assert (new.text, await store.line_of_message(ana.id, 7)) == ("I live in Lisbon", new)
    assert await store.summary("talk") == ("", 0)
    assert await store.summary("other") == ("They spoke of tea.", 9)


async def test_whose_messages_are_held(store: Store, ana: Person, ben: Person) -> None:
    await store.log(ana.id, "talk", "private", "user", "hello", message_id=7)
    await store.add_fact(ben.id, "private", "home city", "Oslo", "", message_id=8)
    assert await store.said_by([7, 8, 9]) == [ana.key, ben.key]
    assert await store.said_by([9]) == []
