"""What the model reads in a turn: it fits, grows, and starts anew after a night."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from bot.config import Bot
from bot.memory import prompts
from bot.store import Store
from tests.waking import ANA, World, jobs, made


async def test_while_things_are_told_the_prompt_only_grows(world: World) -> None:
    for text in ("my cat is Miso", "my job is baker", "my lucky number is 7"):
        await world.say(text)
    chats = [call.chats[0] for call in world.engine.asked("stream")]
    for before, after in pairwise(chats):
        assert after[: len(before)] == before
    await world.say("What is my job?")
    assert {"- cat's name: Miso", "- job: baker", "- lucky number: 7"} <= set(
        world.last_prompt().split("\n")
    )


async def test_what_is_known_by_heart_does_not_stand_in_context(world: World) -> None:
    await world.say("my cat is Miso")
    await world.night({"What's my cat's name?": "Miso, of course!"})
    for each in (world, world.restarted()):
        reply, _ = await each.say("What's my cat's name?")
        assert reply == "Miso, of course!"
        prompt = world.engine.asked("stream")[-1].chats[0]
        assert [message.content for message in prompt[:2]] == [
            prompts.PERSONA,
            "What's my cat's name?",
        ]
    call = world.engine.asked("stream")[-1]
    assert call.adapter is not None
    assert call.cache == (ANA.key, ANA.scope, ANA.conversation)


async def test_a_message_that_is_too_long_is_read_in_part(store: Store, tmp_path: Path) -> None:
    world = made(store, tmp_path, context=600)
    text = "This is a sentence of mine. " * 400
    reply, (notice,) = await world.say(text)
    assert reply == "I see, tell me more."
    ((_, kept), _) = await world.log()
    assert text.startswith(kept)
    assert kept.endswith("of mine.")
    assert f"first {len(kept):,} characters" in notice


@pytest.mark.parametrize("context", [120, 300, 700])
async def test_every_prompt_fits(store: Store, tmp_path: Path, context: int) -> None:
    settings = Bot(reply_tokens=20)
    world = made(store, tmp_path, context=context, settings=settings)
    for number in range(30):
        await world.say(f"my thing {'abcdefghij'[number % 10]}{number} is Value{number}")
        await world.say("well well " * 40)
    lengths = [await world.engine.count_tokens(call.chats[0]) for call in world.engine.calls]
    assert max(lengths) < context


async def test_older_turns_are_summarised(store: Store, tmp_path: Path) -> None:
    world = made(store, tmp_path, jobs(summary=lambda _: "You spoke of boats. And of"), context=400)
    for number in range(12):
        await world.say(f"number {number}: " + "boats are on the sea " * 6)
    summary, upto = await store.summary(ANA.conversation)
    assert summary == "You spoke of boats."
    assert upto > 0
    prompt = world.engine.asked("stream")[-1].chats[0]
    assert "You spoke of boats." in prompt[0].content
    assert not any("number 0:" in message.content for message in prompt)
    told = [c.chats[0][1].content for c in world.engine.calls if c.prompt == prompts.SUMMARY]
    assert "Person: number 0: boats" in told[0]
    assert "You: I see, tell me more." in told[0]
