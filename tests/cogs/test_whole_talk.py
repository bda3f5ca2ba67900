"""Talking on Discord over the real companion, on an engine without a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cogs.staging import allowing
from tests.cogs.test_whole import ask, living
from tests.loopback import Channel, Loopback, User


@pytest.fixture
def ana(server: Loopback) -> User:
    return server.user("Ana")


@pytest.fixture
def general(server: Loopback, ana: User) -> Channel:
    return server.guild("Home", ana, server.user("Ben")).channels[0]


async def recalled(server: Loopback, user: User, channel: Channel) -> str:
    server.say(user, channel, "!recall")
    message = await server.wait_for_message(
        channel, lambda m: "in mind" in m.whole or "nothing about you" in m.whole
    )
    return message.whole


async def test_an_edited_message_changes_what_is_known(
    server: Loopback, ana: User, tmp_path: Path
) -> None:
    dm = server.dm(ana)
    async with living(server, tmp_path):
        await allowing(server, ana, dm)
        said = server.say(ana, dm, "My home city is Porto.")
        await server.wait_for_message(dm, lambda m: "Noted" in m.text)
        server.edit(said, "My home city is Lisbon.")
        notice = await server.wait_for_message(dm, lambda m: "(was Porto)" in m.text)
        assert notice.text == "-# Noted: home city: Lisbon (was Porto)."
        assert "Lisbon" in await ask(server, ana, dm, "What's my home city?")
    # Also when the bot has been off since, and the message is in no memory.
    async with living(server, tmp_path):
        server.edit(said, "My home city is Oslo.")
        await server.wait_for_message(dm, lambda m: "Oslo (was Lisbon)" in m.text)
        assert "home city: Oslo" in await recalled(server, ana, dm)


@pytest.mark.parametrize("many", [False, True])
async def test_a_deleted_message_takes_back_what_is_known(
    server: Loopback, ana: User, general: Channel, tmp_path: Path, many: bool
) -> None:
    said = []
    async with living(server, tmp_path):
        await allowing(server, ana, general)
        for text in ("My home city is Porto.", "My job is baker."):
            said.append(server.say(ana, general, text, mentions=[server.bot]))
            await server.wait_for_message(general, lambda m: "Noted" in m.text)
        assert "baker" in await recalled(server, ana, general)
    async with living(server, tmp_path) as engine:
        if many:
            server.purge(said)
        else:
            server.delete(said[0])
        while "Porto" in await recalled(server, ana, general):
            pass
        server.say(ana, general, "What's my home city?", mentions=[server.bot])
        answer = await server.wait_for_message(general)
        assert "Porto" not in answer.text
        prompt = "\n".join(m.content for m in engine.asked("stream")[-1].chats[0])
        assert ("baker" in prompt) is not many
        assert "Porto" not in prompt


async def test_a_chain_is_read_and_nothing_of_it_noted(
    server: Loopback, ana: User, general: Channel, tmp_path: Path
) -> None:
    ben = next(user for user in server.world.users.values() if user.name == "ben")
    async with living(server, tmp_path) as engine:
        said = server.say(ben, general, "My job is pilot.")
        server.say(ana, general, "did you read that?", mentions=[server.bot], reply_to=said)
        await server.wait_for_message(general)
        assert engine.asked("stream")[-1].chats[0][-1].content == (
            "> Ben: My job is pilot.\ndid you read that?"
        )
        assert "nothing about you" in await recalled(server, ana, general)
        assert "nothing about you" in await recalled(server, ben, general)


async def test_a_picture_tells_nothing(server: Loopback, ana: User, tmp_path: Path) -> None:
    dm = server.dm(ana)
    async with living(server, tmp_path) as engine:
        await allowing(server, ana, dm)
        server.say(ana, dm, "My job is baker.", files=["my home city is Porto.png"])
        reply = await server.wait_for_message(dm, lambda m: "Noted" in m.text)
        assert reply.text.endswith("-# Noted: job: baker.")
        read = engine.asked("stream")[-1].chats[0][-1].content
    assert read == "My job is baker.\n[sent an image: my home city is Porto.png]"


async def test_several_messages_are_one_turn_and_each_its_own_source(
    server: Loopback, ana: User, tmp_path: Path
) -> None:
    dm = server.dm(ana)
    async with living(server, tmp_path, join_seconds=0.2, edit_seconds=0.05) as engine:
        await allowing(server, ana, dm)
        greeted = len(engine.asked("stream"))
        first = server.say(ana, dm, "My home city is Porto.")
        server.say(ana, dm, "My job is baker.")
        reply = await server.wait_for_message(dm, lambda m: m.text.count("Noted") == 2)
        assert len(engine.asked("stream")) == greeted + 1
        assert reply.text.startswith("I see, tell me more.\n-# Noted")
        server.edit(first, "My home city is Lisbon.")
        await server.wait_for_message(dm, lambda m: "Lisbon (was Porto)" in m.text)
        listed = await recalled(server, ana, dm)
    assert "home city: Lisbon" in listed
    assert "job: baker" in listed
