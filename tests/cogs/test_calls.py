"""Commands are called by prefix, by mention and by slash, and talk stays talk."""

from __future__ import annotations

import pytest

from tests.cogs.fakes import fact
from tests.cogs.staging import Stage
from tests.loopback import Interaction, Message

CITY = fact(1, "home city", "Lisbon")


async def synced(stage: Stage) -> None:
    dm = stage.server.dm(stage.server.owner)
    stage.server.say(stage.server.owner, dm, "!sync")
    await stage.server.wait_for_message(dm, lambda m: "slash commands" in m.text)


async def answer_to(stage: Stage, used: Interaction) -> Message:
    await stage.server.wait_until(lambda: any(not m.thinking for m in used.answers))
    return used.answers[0]


@pytest.mark.parametrize(
    "said",
    ["!recall", "<@{bot}> !recall", "<@!{bot}>!recall", "<@{bot}> recall", "<@&{role}> Recall"],
)
async def test_recall_is_called_in_many_ways(stage: Stage, said: str) -> None:
    server = stage.server
    ana = server.user("Ana")
    guild = server.guild("Home", ana)
    stage.mind.facts = [CITY]
    async with stage.running():
        text = said.format(bot=server.bot.id, role=guild.bot_role.id)
        server.say(ana, guild.channels[0], text)
        told = await server.wait_for_message(guild.channels[0])
    assert told.part("home city: Lisbon")
    assert told.reply_to is not None


@pytest.mark.parametrize(
    "said",
    [
        "sleep well!",
        "help me with my homework",
        "export is my job",
        "recall that I told you about it yesterday, please",
        "forget about it, I'm over him",
        "hello there",
        "sync the clocks",
    ],
)
async def test_what_follows_a_mention_may_be_talk(stage: Stage, said: str) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    async with stage.running():
        server.say(ana, general, said, mentions=[server.bot])
        told = await server.wait_for_message(general)
    assert told.text == f"heard: {said}"


@pytest.mark.parametrize("said", ["sleep", "sleep status", "SLEEP stop"])
async def test_sleep_is_called_after_a_mention(stage: Stage, said: str) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    async with stage.running():
        server.say(ana, general, said, mentions=[server.bot])
        told = await server.wait_for_message(general)
    assert told.text.startswith("Only admins")


async def test_slash_commands_are_synced_by_the_owner_and_never_at_the_start(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    guild = server.guild("Home", ana, server.owner)
    general = guild.channels[0]
    async with stage.running():
        server.say(ana, general, "!sync guild")
        assert (await server.wait_for_message(general)).text.startswith("Only my owner")
        assert server.world.commands == {}
        server.say(server.owner, general, "!sync guild")
        told = await server.wait_for_message(general)
        assert "`/recall`" in told.text
        assert list(server.world.commands) == [guild.id]
        server.say(server.owner, general, "!sync global")
        await server.wait_for_message(general)
        assert server.world.commands[guild.id] == []
        names = {command["name"] for command in server.world.commands[None]}
        server.say(server.owner, server.dm(server.owner), "!sync guild")
        assert "no server" in (await server.wait_for_message(server.dm(server.owner))).text
        server.say(server.owner, server.dm(server.owner), "!sync now")
        assert "`!sync guild`" in (await server.wait_for_message(server.dm(server.owner))).text
    assert {"recall", "forget", "export", "sleep", "help"} <= names
    assert "sync" not in names


async def test_on_a_server_a_slash_command_is_answered_for_its_caller_alone(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    stage.mind.facts = [CITY, fact(2, "cat's name", "Miso")]
    async with stage.running():
        await synced(stage)
        for channel, alone in ((general, ana), (server.dm(ana), None)):
            told = await answer_to(stage, server.command(ana, channel, "recall", words="Lisbon"))
            assert told.part("home city: Lisbon")
            assert not told.part("cat's name: Miso")
            assert told.only_for is alone
        told = await answer_to(stage, server.command(ana, general, "help"))
        assert "`!recall`" in told.text
        told = await answer_to(stage, server.command(ana, general, "recall", words="dog"))
        assert told.text.startswith("I know nothing about you")


async def test_a_slash_command_is_promised_an_answer_before_it_is_there(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    stage.mind.held.add("I live in Lisbon")
    async with stage.running():
        await synced(stage)
        server.say(ana, general, "I live in Lisbon", mentions=[server.bot])
        await server.wait_for_typing(general)
        used = server.command(ana, general, "recall")
        await server.wait_until(lambda: bool(used.answers))
        assert used.answers[0].thinking
        assert used.answers[0].only_for is ana
        stage.mind.facts = [CITY]
        stage.mind.free.set()
        assert (await answer_to(stage, used)).part("home city: Lisbon")


async def test_forget_by_slash_asks_by_buttons(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    stage.mind.facts = [CITY]
    async with stage.running():
        await synced(stage)
        used = server.command(ana, general, "forget", words="Lisbon")
        question = await answer_to(stage, used)
        assert question.only_for is ana
        server.press(ana, question, "Confirm")
        await server.wait_until(lambda: question.text.startswith("Forgotten:"))
        assert question.buttons == {}
        nothing = await answer_to(stage, server.command(ana, general, "forget"))
        assert nothing.text.startswith("Forget what?")
        used = server.command(ana, general, "forget", words="me")
        question = await answer_to(stage, used)
        server.press(ana, question, "Confirm")
        await server.wait_until(lambda: "Receipt" in question.whole)
    assert stage.mind.forgotten == [CITY.id]


async def test_sleep_by_slash_is_told_in_the_channel(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", server.owner, ana).channels[0]
    person = await stage.store.person(f"discord:{ana.id}", "Ana", "weights")
    await stage.store.add_fact(person.id, "private", "home city", "Lisbon", "")
    async with stage.running(train_on_messages=True):
        await synced(stage)
        refused = await answer_to(stage, server.command(ana, general, "sleep now"))
        assert refused.text.startswith("Only admins")
        used = server.command(server.owner, general, "sleep now", person=ana)
        assert (await answer_to(stage, used)).only_for is server.owner
        told = await server.wait_for_message(general, lambda m: "awake again" in m.text)
        assert told.only_for is None
        status = await answer_to(stage, server.command(server.owner, general, "sleep status"))
        assert "I'm awake." in status.text
        stop = await answer_to(stage, server.command(server.owner, general, "sleep stop"))
        assert stop.text == "I'm not asleep."
    assert stage.sleeper.nights == [[person.id]]


async def test_an_unexpected_fault_is_told_to_the_caller_and_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    stage.mind.recall = broken  # type: ignore[method-assign, assignment]
    async with stage.running():
        await synced(stage)
        told = await answer_to(stage, server.command(ana, dm, "recall"))
        assert told.text.startswith("Something went wrong on my side")
        server.say(ana, dm, "!recall")
        assert (await server.wait_for_message(dm)).text == told.text
    assert [r.levelname for r in caplog.records if "recall failed" in r.message] == ["ERROR"] * 2


async def test_a_slash_command_of_an_earlier_version_is_answered(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    async with stage.running():
        await synced(stage)
        old = {**server.world.commands[None][0], "name": "remember", "options": []}
        server.world.commands[None].append(old)
        told = await answer_to(stage, server.command(ana, server.dm(ana), "remember"))
    assert "has changed" in told.text
    assert told.only_for is ana
