"""What is noted of a message, on a real store and an engine that answers by rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine.fake import UNKNOWN
from bot.engine.interface import Chat
from bot.errors import ModelError
from bot.store import Store
from tests.waking import ANA, World, jobs, made


async def test_a_changed_value_takes_the_old_ones_place(world: World) -> None:
    await world.say("my home city is Porto")
    _, notices = await world.say("my home city is Lisbon now")
    assert notices == ["Noted: home city: Lisbon (was Porto)."]
    assert await world.facts() == ["home city: Lisbon"]


async def test_a_known_value_changes_too_and_the_new_one_stands_in_context(world: World) -> None:
    await world.say("my home city is Porto")
    await world.night({})
    await world.say("my home city is Lisbon")
    await world.say("What is my home city?")
    assert "- home city: Lisbon" in world.last_prompt()
    assert "Porto" not in world.last_prompt()


async def test_nothing_is_noted_twice(world: World) -> None:
    await world.say("my home city is Porto")
    assert (await world.say("as I said, my home city is porto!"))[1] == []
    await world.night({})
    assert (await world.say("my home city is Porto"))[1] == []
    assert await world.facts() == ["home city: Porto"]


async def test_several_values_stand_side_by_side(world: World) -> None:
    await world.say("my cat is called Miso")
    await world.say("I have a cat called Rex too")
    assert await world.facts() == ["cat's name: Miso", "cat's name: Rex"]


async def test_what_is_no_longer_so_is_taken_back(world: World) -> None:
    await world.say("my home city is Porto")
    _, notices = await world.say("I don't live in Porto anymore")
    assert notices == ["No longer noted: home city: Porto."]
    assert await world.facts() == []


async def test_a_correction_is_done_before_the_reply(world: World) -> None:
    await world.say("my home city is Porto")
    await world.say("What's my home city?")
    _, notices = await world.say("no, it's Lisbon")
    assert notices == ["Noted: home city: Lisbon (was Porto)."]
    assert "- home city: Lisbon" in world.last_prompt()
    assert await world.facts() == ["home city: Lisbon"]


async def test_that_was_wrong(world: World) -> None:
    await world.say("my home city is Porto")
    await world.say("What's my home city?")
    _, notices = await world.say("that's wrong!")
    assert notices == ["No longer noted: home city: Porto."]
    assert await world.facts() == []


async def test_what_is_read_is_the_persons_own(world: World) -> None:
    text = "> my job is judge\n`my job is spy`\nwhat a day, my lucky number is 7"
    await world.say(text)
    (call,) = world.engine.asked("complete")
    assert call.chats[0][-1].content == "what a day, my lucky number is 7"
    assert await world.facts() == ["lucky number: 7"]


@pytest.mark.parametrize("text", ["🎉🎉", "...", "what is my job?", "> my job is judge"])
async def test_what_states_nothing_is_not_read(world: World, text: str) -> None:
    await world.say(text)
    assert world.engine.asked("complete") == []


async def test_an_answer_is_read_with_its_question(store: Store, tmp_path: Path) -> None:
    world = made(store, tmp_path, jobs(extract=lambda _: "home city: Porto"))
    assert (await world.say("where do I live?"))[0] == UNKNOWN
    _, notices = await world.say("Porto")
    (call,) = world.engine.asked("complete")
    assert call.chats[0][-1].content == "(after: where do I live?)\nPorto"
    assert notices == ["Noted: home city: Porto."]
    await world.say("my job is baker")
    assert world.engine.asked("complete")[-1].chats[0][-1].content == "my job is baker"


async def test_when_the_model_can_not_extract_plain_phrases_are_noted(
    store: Store, tmp_path: Path
) -> None:
    def fail(_: Chat) -> str:
        raise ModelError("no")

    world = made(store, tmp_path, jobs(extract=fail))
    assert (await world.say("my lucky number is 7"))[1] == ["Noted: lucky number: 7."]


async def test_who_wants_only_to_chat_is_not_noted(world: World) -> None:
    person = await world.store.person(ANA.key, ANA.name)
    await world.store.set_consent(person.id, "chat")
    assert (await world.say("my cat is Miso"))[1] == []
    assert await world.facts() == []


async def test_the_bots_name_is_not_the_persons(store: Store, tmp_path: Path) -> None:
    world = made(store, tmp_path, jobs(extract=lambda _: "name: Ember"))
    assert (await world.say("good morning Ember, nice weather"))[1] == []
