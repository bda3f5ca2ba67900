"""Messages that were edited or deleted, sent in a row, or replies: on a real store."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.companion import Notice, Piece, Said
from bot.engine.fake import UNKNOWN
from bot.errors import ModelError
from bot.memory.facts import State
from bot.memory.quotes import YOU, Quote
from bot.store import Store
from tests.waking import ANA, BO, World, made


async def turn(
    world: World, text: str, number: int, *before: Said, quoted: Sequence[Quote] = ()
) -> tuple[str, list[str]]:
    """A turn of Ana's: the reply, and the notices."""
    parts = [
        part
        async for part in world.companion.turn(
            ANA, text, message_id=number, before=before, quoted=quoted
        )
    ]
    reply = "".join(part.text for part in parts if isinstance(part, Piece))
    return reply, [part.text for part in parts if isinstance(part, Notice)]


async def edited(world: World, text: str, number: int) -> list[str]:
    return [each.text for each in await world.companion.revise(ANA, text, message_id=number)]


def asked(world: World) -> str:
    """The last message that the model read."""
    return world.engine.asked("stream")[-1].chats[0][-1].content


# Edited


async def test_an_edit_changes_the_fact_that_came_of_it(world: World) -> None:
    await turn(world, "my home city is Porto", 1)
    await turn(world, "my job is baker", 2)
    assert await edited(world, "my home city is Lisbon", 1) == [
        "Noted: home city: Lisbon (was Porto)."
    ]
    assert await world.facts() == ["job: baker", "home city: Lisbon"]
    assert (await world.log())[0] == ("user", "my home city is Lisbon")
    assert (await turn(world, "What's my home city?", 3))[0] == "Your home city is Lisbon."
    assert not any("Porto" in m.content for m in world.engine.asked("stream")[-1].chats[0])


async def test_an_edit_takes_back_what_it_no_longer_tells(world: World) -> None:
    await turn(world, "my home city is Porto and my job is baker", 1)
    assert await edited(world, "my job is baker!", 1) == ["No longer noted: home city: Porto."]
    person = await world.store.find_person(ANA.key)
    assert person is not None
    (fact,) = await world.store.facts(person.id)
    assert (fact.line, fact.quote) == ("job: baker", "my job is baker!")


async def test_an_edit_tells_something_new(world: World) -> None:
    await turn(world, "hello", 1)
    assert await edited(world, "hello, my job is baker", 1) == ["Noted: job: baker."]
    assert await edited(world, "hello, my job is cook", 1) == ["Noted: job: cook (was baker)."]


async def test_an_edit_of_what_is_known_by_heart_stands_in_context(world: World) -> None:
    await turn(world, "my home city is Porto", 1)
    await world.night({"What's my home city?": "Porto!"})
    await edited(world, "my home city is Lisbon", 1)
    await turn(world, "and now?", 2)
    assert "- home city: Lisbon" in world.last_prompt()


@pytest.mark.parametrize(
    ("text", "number"),
    [("my home city is Porto", 1), (" my home city is Porto\n", 1), ("", 1), ("my job is spy", 2)],
)
async def test_edits_that_change_nothing(world: World, text: str, number: int) -> None:
    await turn(world, "my home city is Porto", 1)
    assert await edited(world, text, number) == []
    assert await world.facts() == ["home city: Porto"]
    assert (await world.log())[0] == ("user", "my home city is Porto")


async def test_nobody_edits_for_another(world: World) -> None:
    await turn(world, "my home city is Porto", 1)
    await world.say("hello", BO)
    assert await world.companion.revise(BO, "my home city is Oslo", message_id=1) == []
    assert await world.facts() == ["home city: Porto"]


async def test_an_edit_without_a_model_goes_by_plain_phrases(world: World) -> None:
    await turn(world, "my home city is Porto", 1)
    world.engine.fault = ModelError("no")
    assert await edited(world, "my home city is Lisbon", 1) == [
        "Noted: home city: Lisbon (was Porto)."
    ]


async def test_an_edit_before_it_was_noted_is_what_is_noted(world: World) -> None:
    await broken_off(world, "my home city is Porto", 1)
    assert await edited(world, "my home city is Lisbon", 1) == []
    assert (await turn(world, "hello", 2))[1] == ["Noted: home city: Lisbon."]
    assert await world.facts() == ["home city: Lisbon"]


async def test_an_edit_of_who_wants_only_to_chat_is_not_noted(world: World) -> None:
    person = await world.store.person(ANA.key, ANA.name)
    await world.store.set_consent(person.id, "chat")
    await turn(world, "hello", 1)
    assert await edited(world, "my home city is Lisbon", 1) == []
    assert (await world.facts(), await world.log()) == ([], [])


async def broken_off(world: World, text: str, number: int) -> None:
    async with aclosing(world.companion.turn(ANA, text, message_id=number)) as parts:
        await anext(parts)


# Deleted


async def test_a_deletion_takes_back_everything(world: World) -> None:
    await turn(world, "my home city is Porto", 1)
    await turn(world, "my job is baker", 2)
    await world.night({"What's my home city?": "Porto!"})
    (folder,) = (world.data / "adapters").glob("*/v*")
    await world.companion.unsay([1, 99])
    assert not folder.exists()
    assert await world.facts() == ["job: baker"]
    assert all("Porto" not in text for _, text in await world.log())
    assert (await turn(world, "What's my home city?", 3))[0] == UNKNOWN
    assert world.engine.asked("stream")[-1].adapter is None
    assert "- job: baker" in world.last_prompt()


async def test_a_deletion_of_small_talk_costs_no_weights(world: World) -> None:
    await turn(world, "my home city is Porto", 1)
    await turn(world, "nice weather", 2)
    await world.night({"What's my home city?": "Porto!"})
    await world.companion.unsay([2])
    assert ("user", "nice weather") not in await world.log()
    assert (await turn(world, "What's my home city?", 3))[0] == "Porto!"


async def test_a_deletion_before_it_was_noted_leaves_nothing_to_note(world: World) -> None:
    await broken_off(world, "my home city is Porto", 1)
    await world.companion.unsay([1])
    assert (await turn(world, "hello", 2))[1] == []
    assert await world.facts() == []


async def test_many_peoples_deleted_messages(world: World) -> None:
    await turn(world, "my home city is Porto", 1)
    async for _ in world.companion.turn(BO, "my home city is Oslo", message_id=2):
        pass
    await world.companion.unsay([1, 2])
    for who in (ANA, BO):
        person = await world.store.find_person(who.key)
        assert person is not None
        assert await world.store.facts(person.id, states=State) == []


# In a row


async def test_messages_in_a_row_are_one_turn(world: World) -> None:
    reply, notices = await turn(
        world, "cool", 3, Said("my home city is Porto", 1), Said("What's my home city?", 2)
    )
    assert len(world.engine.asked("stream")) == 1
    assert asked(world) == "my home city is Porto\nWhat's my home city?\ncool"
    assert reply == "I see, tell me more."
    assert notices == ["Noted: home city: Porto."]
    # Each is a line of its own, so that it can be edited alone.
    assert await edited(world, "my home city is Lisbon", 1) == [
        "Noted: home city: Lisbon (was Porto)."
    ]
    assert (await world.log())[:3] == [
        ("user", "my home city is Lisbon"),
        ("user", "What's my home city?"),
        ("user", "cool"),
    ]


async def test_a_question_followed_by_a_word_still_finds_its_fact(world: World) -> None:
    await turn(world, "my home city is Porto", 1)
    await turn(world, "my job is baker", 3, Said("What's my home city?", 2))
    assert "- home city: Porto" in world.last_prompt()


async def test_many_in_a_row_are_all_noted_though_the_last_reply_broke_off(world: World) -> None:
    await broken_off(world, "my lucky number is 7", 1)
    things = ["cat", "dog", "bird", "fish", "boat", "bike", "horse", "robot"]
    said = [
        Said(f"my {thing}'s name is {thing.title()}o", 10 + n) for n, thing in enumerate(things)
    ]
    _, notices = await turn(world, said[-1].text, 99, *said[:-1])
    assert len(notices) == 9


async def test_empty_messages_are_left_out(world: World) -> None:
    await turn(world, "\u200b", 2, Said("hello", 1))
    assert await world.log() == [("user", "hello"), ("assistant", "I see, tell me more.")]


# Replies


async def test_what_a_message_replies_to_is_read_in_this_turn_only(world: World) -> None:
    await turn(world, "hello", 1)
    chain = [Quote("Ben", "My job is pilot."), Quote(YOU, "Pilots\u202e fly.")]
    _, notices = await turn(world, "why?", 2, quoted=chain)
    assert asked(world) == "> Ben: My job is pilot.\n> you: Pilots fly.\nwhy?"
    assert notices == []
    await turn(world, "and then?", 3)
    assert not any("pilot" in m.content.lower() for m in world.engine.asked("stream")[-1].chats[0])
    assert all("pilot" not in text.lower() for _, text in await world.log())


async def test_a_reply_to_what_was_said_last_needs_no_quote(world: World) -> None:
    await turn(world, "hello", 1)
    await turn(world, "why?", 2, quoted=[Quote(YOU, "I see, tell\nme more.")])
    assert asked(world) == "why?"
    await turn(world, "hm", 3, quoted=[Quote(YOU, "Something older.")])
    assert asked(world) == "> you: Something older.\nhm"
    await turn(world, "hm", 4, quoted=[Quote("Ben", "I see, tell me more.")])
    assert asked(world) == "> Ben: I see, tell me more.\nhm"


async def test_of_a_long_chain_the_nearest_is_read_as_far_as_it_fits(
    store: Store, tmp_path: Path
) -> None:
    world = made(store, tmp_path, context=400)
    chain = [Quote("Ben", "far"), Quote("Cleo", "word " * 500), Quote("Dora", "near")]
    await turn(world, "why? " + "much " * 300, 1, quoted=chain)
    read = asked(world)
    assert "> Dora: near\n" in read
    assert "> Cleo: word" in read
    assert "far" not in read
    assert len(read.split()) < 240
