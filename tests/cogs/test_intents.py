"""Without a privileged intent: direct messages, mentions, and replies that ping."""

from __future__ import annotations

from bot.memory.quotes import YOU, Quote
from tests.cogs.staging import Stage


async def test_hears_what_is_said_to_it_and_asks_for_no_privilege(stage: Stage) -> None:
    server = stage.server
    server.withdraw_content()
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    before = server.say(ben, general, "something that it can't read")
    async with stage.running(message_content=False):
        server.say(ana, server.dm(ana), "in private")
        await server.wait_for_message(server.dm(ana))
        server.say(ana, general, "hi", mentions=[server.bot], reply_to=before)
        reply = await server.wait_for_message(general)
        server.say(ben, general, "and me?", reply_to=reply)
        await server.wait_until(lambda: len(stage.mind.notes) == 3)
        server.say(ben, general, "not pinged", reply_to=reply, ping=False)
        server.say(ben, general, "not said to it")
        server.say(ana, general, "!help", mentions=[server.bot])
        await server.wait_for_message(general, lambda m: "Hello!" in m.text)
    assert len([m for m in general.messages if m.author is server.bot]) == 3
    assert [turn[1] for turn in stage.mind.turns] == ["in private", "hi", "and me?"]
    (session,) = server.sockets.sessions.values()
    assert session.intents & 0x8102 == 0
    # What it may not read is not quoted.
    assert stage.mind.quoted[1:] == [[], [Quote("Ana", "hi"), Quote(YOU, "heard: hi")]]


async def test_says_that_it_can_not_read_what_calls_its_role(stage: Stage) -> None:
    server = stage.server
    server.withdraw_content()
    ana = server.user("Ana")
    guild = server.guild("Home", ana)
    async with stage.running(message_content=False):
        server.say(ana, guild.channels[0], f"{guild.bot_role.mention} hello")
        reply = await server.wait_for_message(guild.channels[0])
    assert f"Mention {server.bot.mention}" in reply.text
    assert stage.mind.turns == []


async def test_an_edit_that_takes_its_mention_away_is_not_read_as_empty(stage: Stage) -> None:
    server = stage.server
    server.withdraw_content()
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    async with stage.running(message_content=False):
        said = server.say(ana, general, "I live in Porto", mentions=[server.bot])
        await server.wait_for_message(general)
        server.edit(said, f"{server.bot.mention} I live in Lisbon")
        said.pings.clear()
        server.edit(said, "I live in Oslo")
        server.say(ana, general, "and now?", mentions=[server.bot])
        await server.wait_until(lambda: len(stage.mind.notes) == 2)
    assert [text for _, text, _ in stage.mind.revised] == ["I live in Lisbon"]
    assert stage.mind.unsaid == []
