"""Who allows no more than to chat: the talk goes on in memory, and nothing of it is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine.fake import UNKNOWN
from bot.keeping import Speaker
from bot.store import Store
from tests.waking import World, made

ANA = Speaker("discord:1", "Ana", "private", "discord:7:1")


def read_last(world: World) -> list[str]:
    """What the model read for the last reply, after the system prompt."""
    return [message.content for message in world.engine.asked("stream")[-1].chats[0][1:]]


async def held(world: World) -> dict[str, int]:
    person = await world.store.find_person(ANA.key)
    assert person is not None
    held = await world.store.export(person.id)
    return {kind: len(held[kind]) for kind in ("log", "facts", "summaries", "nights", "adapters")}


NOTHING = dict.fromkeys(("log", "facts", "summaries", "nights", "adapters"), 0)


async def test_a_stranger_is_taken_to_allow_chat_alone(world: World) -> None:
    assert (await world.companion.standing(ANA)).consent == "chat"
    assert (await world.say("my cat is Miso", ANA))[1] == []
    standing = await world.companion.standing(ANA)
    assert (standing.consent, standing.asked, standing.held.anything) == ("chat", False, False)
    await world.say("and now?", ANA)
    assert read_last(world) == ["my cat is Miso", "I see, tell me more.", "and now?"]
    assert await held(world) == NOTHING


async def test_a_long_talk_is_summarised_in_memory(store: Store, tmp_path: Path) -> None:
    world = made(store, tmp_path, context=400)
    for number in range(12):
        await world.say(f"number {number} " + "boats are on the sea " * 6, ANA)
    assert await held(world) == NOTHING
    assert "You talked about this and that." in world.last_prompt()
    first = read_last(world)[0]
    assert "number 0 " not in first
    # What the summary tells of is let go of.
    (talk,) = world.companion._talks.values()
    assert len(talk.unkept.lines) < 24


async def test_a_restart_ends_it(world: World) -> None:
    await world.say("my cat is Miso", ANA)
    again = world.restarted()
    await again.say("hello", ANA)
    assert read_last(again) == ["hello"]


async def test_more_goes_on_where_the_talk_was(world: World) -> None:
    await world.say("my cat is Miso", ANA)
    await world.companion.choose(ANA, "text")
    assert (await world.say("my job is baker", ANA))[1] == ["Noted: job: baker."]
    assert read_last(world) == ["my cat is Miso", "I see, tell me more.", "my job is baker"]
    counts = await held(world)
    assert (counts["log"], counts["facts"]) == (2, 1)


async def test_a_kept_summary_never_tells_of_what_was_not_kept(
    store: Store, tmp_path: Path
) -> None:
    world = made(store, tmp_path, context=400)
    await world.say("xylophone " * 30, ANA)
    await world.companion.choose(ANA, "text")
    for number in range(14):
        await world.say(f"number {number} " + "boats are on the sea " * 6, ANA)
    assert (await held(world))["summaries"] == 1
    summarised = [call for call in world.engine.asked("complete") if "Summarise" in call.prompt]
    assert summarised
    assert not any("xylophone" in call.chats[0][-1].content for call in summarised)
    assert not any("xylophone" in text for text in read_last(world))


async def test_less_stores_nothing_new_and_keeps_what_is_held(world: World) -> None:
    await world.companion.choose(ANA, "text")
    await world.say("my cat is Miso", ANA)
    before = await held(world)
    standing = await world.companion.choose(ANA, "chat")
    assert standing.held.anything
    assert (await world.say("my job is baker", ANA))[1] == []
    assert await held(world) == before
    assert (await world.say("What's my cat's name?", ANA))[0] == "Your cat's name is Miso."
    assert "I see" not in read_last(world)[0]


async def test_what_waited_to_be_noted_is_not_noted_under_less(world: World) -> None:
    await world.companion.choose(ANA, "text")
    parts = world.companion.turn(ANA, "my cat is Miso")
    await anext(parts)
    await parts.aclose()
    await world.companion.choose(ANA, "chat")
    await world.say("hello there", ANA)
    await world.companion.choose(ANA, "text")
    assert (await world.say("hello again", ANA))[1] == []
    assert (await held(world))["facts"] == 0


async def test_a_choice_waits_for_the_turn_under_way(world: World) -> None:
    await world.companion.choose(ANA, "text")
    parts = world.companion.turn(ANA, "my cat is Miso")
    await anext(parts)
    choosing = world.companion.choose(ANA, "chat")
    async for _ in parts:
        pass
    await choosing
    assert await held(world) == {**NOTHING, "log": 2, "facts": 1}


async def test_forgetting_everything_ends_the_talk_too(world: World) -> None:
    await world.say("my cat is Miso", ANA)
    await world.companion.forget_everything(ANA)
    assert (await world.say("What's my cat's name?", ANA))[0] == UNKNOWN
    assert read_last(world) == ["What's my cat's name?"]


async def test_at_the_terminal_it_is_learned_as_ever(world: World) -> None:
    here = Speaker("terminal:ana", "Ana", "private", "terminal:ana")
    assert (await world.companion.standing(here)).consent == "weights"
    assert (await world.say("my cat is Miso", here))[1] == ["Noted: cat's name: Miso."]


async def test_an_edit_is_read_as_it_is_now(world: World) -> None:
    await world.say("my cat is Miso", ANA, message_id=1)
    assert await world.companion.revise(ANA, "my cat is Luna", message_id=1) == []
    await world.say("and now?", ANA)
    assert read_last(world) == ["my cat is Luna", "I see, tell me more.", "and now?"]
    assert await held(world) == NOTHING


async def test_a_deleted_message_is_read_no_more(world: World) -> None:
    await world.say("my cat is Miso", ANA, message_id=1)
    await world.companion.unsay([1])
    await world.say("and now?", ANA)
    assert "Miso" not in "".join(read_last(world))


@pytest.mark.parametrize("deleted", [False, True])
async def test_a_summary_goes_with_what_it_may_tell(
    store: Store, tmp_path: Path, deleted: bool
) -> None:
    world = made(store, tmp_path, context=400)
    for number in range(12):
        await world.say(f"number {number} " + "boats are on the sea " * 6, ANA, message_id=number)
    (talk,) = world.companion._talks.values()
    assert talk.unkept.summary
    if deleted:
        await world.companion.unsay([0])
    else:
        await world.companion.revise(ANA, "something else", message_id=0)
    assert not talk.unkept.summary
