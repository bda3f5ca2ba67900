"""Several messages in a row are one turn, on time that passes by hand."""

from __future__ import annotations

import pytest

from bot.companion import Piece, Said
from tests.cogs.handtime import HandTime
from tests.cogs.staging import Stage
from tests.loopback import Channel, User


@pytest.fixture
def time(stage: Stage) -> HandTime:
    time = HandTime(stage.server.world.wake)
    stage.timer = time.timer
    return time


@pytest.fixture
def ana(stage: Stage) -> User:
    return stage.server.user("Ana")


@pytest.fixture
def dm(stage: Stage, ana: User) -> Channel:
    return stage.server.dm(ana)


def turns(stage: Stage) -> list[list[str]]:
    """The texts of each turn so far."""
    return [
        [*(said.text for said in before), text]
        for before, (_, text, _) in zip(stage.mind.before, stage.mind.turns, strict=True)
    ]


async def heard(stage: Stage) -> None:
    """Wait until the bot has got all so far: a later question of somebody else is answered."""
    other = stage.server.user("Ben")
    stage.server.say(other, stage.server.dm(other), "!help")
    await stage.server.wait_for_message(stage.server.dm(other))


async def test_messages_in_a_row_are_answered_at_once(
    stage: Stage, time: HandTime, ana: User, dm: Channel
) -> None:
    server = stage.server
    async with stage.running(join_seconds=1.5):
        first = server.say(ana, dm, "I live in Porto")
        await server.wait_until(lambda: time.pauses == 1)
        time.move_on(1.0)
        second = server.say(ana, dm, "with my cat")
        third = server.say(ana, dm, "Where do I live?")
        await heard(stage)
        time.move_on(1.0)
        # It waits anew, from the last message on.
        await server.wait_until(lambda: time.pauses == 1)
        assert stage.mind.turns == []
        time.move_on(0.5)
        reply = await server.wait_for_message(dm)
    assert stage.mind.before == [
        [Said("I live in Porto", first.id), Said("with my cat", second.id)]
    ]
    assert [turn[1:] for turn in stage.mind.turns] == [("Where do I live?", third.id)]
    assert reply.text == "heard: Where do I live?"


async def test_what_comes_while_the_reply_is_made_is_the_next_turn(
    stage: Stage, time: HandTime, ana: User, dm: Channel
) -> None:
    server = stage.server
    stage.mind.held.add("first")
    async with stage.running(join_seconds=1.5):
        server.say(ana, dm, "first")
        await server.wait_until(lambda: time.pauses == 1)
        time.move_on(1.5)
        await server.wait_for_typing(dm)
        server.say(ana, dm, "second")
        server.say(ana, dm, "third")
        await heard(stage)
        time.move_on(1.5)
        stage.mind.free.set()
        await server.wait_for_message(dm, lambda m: m.text == "heard: third")
    assert turns(stage) == [["first"], ["second", "third"]]


async def test_others_and_other_channels_are_turns_of_their_own(
    stage: Stage, time: HandTime, ana: User, dm: Channel
) -> None:
    server = stage.server
    ben = server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    async with stage.running(join_seconds=1.5):
        server.say(ana, dm, "one")
        server.say(ana, general, "two", mentions=[server.bot])
        server.say(ben, general, "three", mentions=[server.bot])
        await server.wait_until(lambda: time.pauses == 3)
        time.move_on(1.5)
        await server.wait_until(lambda: len(stage.mind.notes) == 3)
    assert sorted(turns(stage)) == [["one"], ["three"], ["two"]]


async def test_on_a_server_the_rest_need_not_call_it(
    stage: Stage, time: HandTime, ana: User
) -> None:
    server = stage.server
    ben = server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    async with stage.running(join_seconds=1.5):
        server.say(ana, general, "", mentions=[server.bot])
        await server.wait_until(lambda: time.pauses == 1)
        server.say(ana, general, "I moved to Porto")
        server.say(ana, general, "look at that", mentions=[ben])
        server.say(ben, general, "hello Ana")
        server.say(ana, general, "!play something")
        await heard(stage)
        time.move_on(1.5)
        await server.wait_for_message(general)
        server.say(ana, general, "nobody asked Ember")
        await heard(stage)
    assert turns(stage) == [["I moved to Porto"]]


async def test_a_call_alone_gets_a_hint(stage: Stage, time: HandTime, ana: User) -> None:
    server = stage.server
    general = server.guild("Home", ana).channels[0]
    async with stage.running(join_seconds=1.5):
        server.say(ana, general, "", mentions=[server.bot])
        await server.wait_until(lambda: time.pauses == 1)
        time.move_on(1.5)
        reply = await server.wait_for_message(general)
    assert "!help" in reply.text
    assert stage.mind.turns == []


async def test_a_command_ends_what_is_in_a_row(
    stage: Stage, time: HandTime, ana: User, dm: Channel
) -> None:
    server = stage.server
    async with stage.running(join_seconds=1.5):
        server.say(ana, dm, "one")
        await server.wait_until(lambda: time.pauses == 1)
        server.say(ana, dm, "!recall")
        server.say(ana, dm, "two")
        await server.wait_for_message(dm, lambda m: "nothing about you" in m.text)
        assert turns(stage) == [["one"]]
        await server.wait_until(lambda: time.pauses == 1)
        time.move_on(1.5)
        await server.wait_until(lambda: len(stage.mind.notes) == 2)
    assert turns(stage) == [["one"], ["two"]]


async def test_no_more_than_eight_are_one_turn(
    stage: Stage, time: HandTime, ana: User, dm: Channel
) -> None:
    server = stage.server
    async with stage.running(join_seconds=1.5):
        for number in range(10):
            server.say(ana, dm, str(number))
        await server.wait_for_message(dm)
        await server.wait_until(lambda: time.pauses == 1)
        time.move_on(1.5)
        await server.wait_until(lambda: len(stage.mind.notes) == 2)
    assert [len(turn) for turn in turns(stage)] == [8, 2]


async def test_edited_and_deleted_before_it_is_read(
    stage: Stage, time: HandTime, ana: User, dm: Channel
) -> None:
    server = stage.server
    async with stage.running(join_seconds=1.5):
        said = [server.say(ana, dm, text) for text in ("one", "two", "three")]
        await server.wait_until(lambda: time.pauses == 1)
        server.edit(said[0], "ONE")
        server.delete(said[2])
        await heard(stage)
        time.move_on(1.5)
        await server.wait_for_message(dm)
    assert turns(stage) == [["ONE", "two"]]
    assert (stage.mind.revised, stage.mind.unsaid) == ([], [])


async def test_all_deleted_before_it_is_read_is_nothing_said(
    stage: Stage, time: HandTime, ana: User, dm: Channel
) -> None:
    server = stage.server
    async with stage.running(join_seconds=1.5):
        server.delete(server.say(ana, dm, "one"))
        await server.wait_until(lambda: time.pauses == 1)
        time.move_on(1.5)
        await heard(stage)
        server.say(ana, dm, "two")
        await server.wait_until(lambda: time.pauses == 1)
        time.move_on(1.5)
        await server.wait_for_message(dm)
    assert turns(stage) == [["two"]]


async def test_closing_while_more_is_waited_for_is_quiet(
    stage: Stage, time: HandTime, ana: User, dm: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    stage.mind.reply = lambda text: [Piece("too late")]
    async with stage.running(join_seconds=1.5):
        stage.server.say(ana, dm, "one")
        await stage.server.wait_until(lambda: time.pauses == 1)
    assert len(dm.messages) == 1
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
