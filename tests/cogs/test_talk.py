from __future__ import annotations

import pytest

from bot.companion import Notice, Piece
from bot.errors import ModelError
from tests.cogs.staging import Stage


async def test_answers_in_private(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with stage.running():
        said = server.say(ana, dm, "I live in Lisbon")
        reply = await server.wait_for_message(dm)
    assert reply.text == "heard: I live in Lisbon"
    speaker, text, message_id = stage.mind.turns[0]
    assert (speaker.key, speaker.name, speaker.scope) == (f"discord:{ana.id}", "Ana", "private")
    assert speaker.conversation == f"discord:{dm.id}:{ana.id}"
    assert (text, message_id) == ("I live in Lisbon", said.id)


async def test_on_a_server_answers_only_when_called(stage: Stage) -> None:
    server = stage.server
    ana, ben = server.user("Ana"), server.user("Ben")
    guild = server.guild("Home", ana, ben)
    general = guild.channels[0]
    async with stage.running():
        server.say(ana, general, "nobody asked Ember")
        server.say(ana, general, "hello", mentions=[ben])
        called = server.say(ana, general, "hi", mentions=[server.bot])
        reply = await server.wait_for_message(general)
        by_role = server.say(ana, general, f"{guild.bot_role.mention} and now?")
        await server.wait_for_message(general)
        replied = server.say(ben, general, "and me?", reply_to=reply, ping=False)
        last = await server.wait_for_message(general)
    assert [turn[2] for turn in stage.mind.turns] == [called.id, by_role.id, replied.id]
    assert [turn[1] for turn in stage.mind.turns] == ["hi", "and now?", "and me?"]
    assert stage.mind.turns[0][0].scope == f"guild:{guild.id}"
    assert reply.reply_to is called
    assert last.reply_to is replied


async def test_other_bots_are_not_answered(stage: Stage) -> None:
    server = stage.server
    robot, ana = server.world.new_user("Robot", bot=True), server.user("Ana")
    general = server.guild("Home", robot, ana).channels[0]
    async with stage.running():
        server.say(robot, general, "hi", mentions=[server.bot])
        server.say(ana, general, "hi Ember", mentions=[server.bot])
        await server.wait_for_message(general)
    assert [turn[1] for turn in stage.mind.turns] == ["hi Ember"]


async def test_mentions_become_names_and_replies_ping_nobody(stage: Stage) -> None:
    server = stage.server
    ana, ben = server.user("Ana"), server.user("Ben")
    guild = server.guild("Home", ana, ben)
    guild.nicks[ben] = "Benny"
    general = guild.channels[0]
    stage.mind.reply = lambda text: [Piece(f"@everyone {ben.mention} {guild.bot_role.mention}")]
    async with stage.running():
        server.say(ana, general, f"say hi {server.bot.mention} to {ben.mention} in <#{general.id}>")
        reply = await server.wait_for_message(general)
    assert stage.mind.turns[0][1] == "say hi to Benny in #general"
    assert (reply.pings, reply.pinged_roles, reply.pinged_everyone) == ([], [], False)


async def test_types_until_the_reply_is_there(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    stage.mind.held.add("hello")
    async with stage.running():
        server.say(ana, dm, "hello")
        await server.wait_for_typing(dm)
        assert [message.author for message in dm.messages] == [ana]
        stage.mind.free.set()
        await server.wait_for_message(dm)


async def test_a_failing_typing_mark_does_not_cost_the_reply(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    server.faults.fail(403, path="typing", times=10)
    async with stage.running():
        server.say(ana, dm, "hello")
        assert (await server.wait_for_message(dm)).text == "heard: hello"


async def test_long_replies_are_split_and_code_stays_code(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    code = "\n".join(f"    line_{number} = {number}" for number in range(300))
    stage.mind.reply = lambda text: [Piece("Here:\n```py\n"), Piece(code), Piece("\n```\nDone.")]
    async with stage.running():
        server.say(ana, dm, "write much")
        await server.wait_for_message(dm, lambda message: message.text.endswith("Done."))
    parts = [message.text for message in dm.messages if message.author is server.bot]
    assert len(parts) > 2
    assert all(part.count("```") % 2 == 0 and len(part) <= 2000 for part in parts)
    assert all(part.startswith("```py\n    line_") for part in parts[1:])


async def test_notices_are_small_print(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    notice = Notice("Noted: home city is now Porto\n(was Lisbon).", "changed")
    stage.mind.reply = lambda text: [notice, Piece("Porto, "), Piece("how nice!")]
    async with stage.running():
        server.say(ana, dm, "I moved to Porto")
        reply = await server.wait_for_message(dm)
    assert reply.text == "Porto, how nice!\n-# Noted: home city is now Porto (was Lisbon)."
    assert reply.history == []


async def test_one_turn_at_a_time_in_a_talk_and_talks_side_by_side(stage: Stage) -> None:
    server = stage.server
    ana, ben = server.user("Ana"), server.user("Ben")
    stage.mind.held.add("first")
    async with stage.running():
        server.say(ana, server.dm(ana), "first")
        server.say(ana, server.dm(ana), "second")
        server.say(ben, server.dm(ben), "me too")
        await server.wait_for_message(server.dm(ben))
        assert [turn[1] for turn in stage.mind.turns] == ["first", "me too"]
        stage.mind.free.set()
        await server.wait_for_message(server.dm(ana), lambda m: m.text == "heard: second")
    replies = [m.text for m in server.dm(ana).messages if m.author is server.bot]
    assert replies == ["heard: first", "heard: second"]


async def test_a_call_without_words_gets_a_hint(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    async with stage.running(prefix="?"):
        server.say(ana, general, server.bot.mention)
        reply = await server.wait_for_message(general)
    assert "?help" in reply.text
    assert stage.mind.turns == []


async def test_a_reply_of_nothing_is_still_a_message(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.reply = lambda text: [Piece(" \n")]
    async with stage.running():
        server.say(ana, server.dm(ana), "hm")
        assert (await server.wait_for_message(server.dm(ana))).text == "…"


async def test_a_message_deleted_meanwhile_is_answered_without_a_reference(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    stage.mind.held.add("hello")
    async with stage.running():
        said = server.say(ana, general, "hello", mentions=[server.bot])
        await server.wait_for_typing(general)
        server.delete(said)
        stage.mind.free.set()
        reply = await server.wait_for_message(general)
    assert (reply.text, reply.reply_to) == ("heard: hello", None)


async def test_a_rate_limit_delays_the_reply_only(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    server.faults.rate_limit(0.01, method="POST", path="/messages", times=2)
    async with stage.running():
        server.say(ana, server.dm(ana), "hello")
        await server.wait_for_message(server.dm(ana))
    asked = [a.status for a in server.rest.asked if a.path.endswith("/messages")]
    assert asked == [429, 429, 200]


async def test_a_lost_answer_of_discords_does_not_double_the_reply(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    server.faults.fail(502, method="POST", path="/messages", after=True)
    async with stage.running():
        server.say(ana, server.dm(ana), "hello")
        await server.wait_until(
            lambda: (
                [a.status for a in server.rest.asked if a.path.endswith("/messages")] == [502, 200]
            )
        )
    assert [m.text for m in server.dm(ana).messages] == ["hello", "heard: hello"]


async def test_what_was_said_while_the_socket_was_down_is_answered(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    async with stage.running():
        server.sockets.drop()
        server.say(ana, server.dm(ana), "are you there?")
        await server.wait_for_message(server.dm(ana))
    assert server.sockets.resumes == 1
    assert len(stage.mind.turns) == 1


async def test_a_known_error_is_told_with_its_mend(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")

    def fail(text: str) -> list[Piece | Notice]:
        raise ModelError("The model is not loaded.", "Try again in a minute.")

    stage.mind.reply = fail
    async with stage.running():
        server.say(ana, server.dm(ana), "hello")
        reply = await server.wait_for_message(server.dm(ana))
    assert reply.text == "The model is not loaded. Try again in a minute."


async def test_an_unexpected_error_is_logged_and_the_bot_goes_on(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    server = stage.server
    ana = server.user("Ana")

    def fail(text: str) -> list[Piece | Notice]:
        if text == "hello":
            raise ZeroDivisionError("secret detail")
        return [Piece("still here")]

    stage.mind.reply = fail
    async with stage.running():
        server.say(ana, server.dm(ana), "hello")
        reply = await server.wait_for_message(server.dm(ana))
        server.say(ana, server.dm(ana), "and now?")
        again = await server.wait_for_message(server.dm(ana))
    assert reply.text == "Something went wrong on my side, and I have noted it in my log."
    assert "secret detail" in caplog.text
    assert again.text == "still here"


async def test_closing_breaks_off_a_turn_quietly(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    server = stage.server
    ana = server.user("Ana")
    stage.mind.held.add("hello")
    async with stage.running():
        server.say(ana, server.dm(ana), "hello")
        await server.wait_for_typing(server.dm(ana))
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
