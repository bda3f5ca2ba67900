"""A reply that grows while it is made, on time that passes by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.companion import Notice, Piece
from bot.errors import ModelError
from tests.cogs.handtime import HandTime
from tests.cogs.staging import Stage
from tests.loopback import Channel, Message, User


class Words:
    """What the mind says, piece by piece, as a test hands it out; None ends it."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[str | Exception | None] = asyncio.Queue()
        self.said = 0

    def say(self, *pieces: str | Exception | None) -> None:
        for piece in pieces:
            self._queue.put_nowait(piece)

    async def __call__(self, _: str) -> AsyncIterator[Piece]:
        while (piece := await self._queue.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield Piece(piece)
            self.said += 1


@pytest.fixture
def time(stage: Stage) -> HandTime:
    time = HandTime(stage.server.world.wake)
    stage.timer = time.timer
    return time


@pytest.fixture
def words(stage: Stage) -> Words:
    words = Words()
    stage.mind.reply = lambda text: []
    stage.mind.stream = words
    return words


@pytest.fixture
def ana(stage: Stage) -> User:
    return stage.server.user("Ana")


@pytest.fixture
def general(stage: Stage, ana: User) -> Channel:
    return stage.server.guild("Home", ana).channels[0]


def said_by_bot(stage: Stage, channel: Channel) -> list[str]:
    return [message.text for message in channel.messages if message.author is stage.server.bot]


async def grown(stage: Stage, time: HandTime, words: Words, *pieces: str) -> None:
    """Let the reply grow by these pieces, and be shown."""
    heard = words.said + len(pieces)
    words.say(*pieces)
    await stage.server.wait_until(lambda: words.said == heard and time.pauses == 1)
    asked = len(stage.server.rest.asked)
    time.move_on(1.0)
    await stage.server.wait_until(lambda: len(stage.server.rest.asked) > asked)


async def begun(
    stage: Stage, time: HandTime, words: Words, channel: Channel, said: str = "hello"
) -> Message:
    """A reply of which the start is shown: One."""
    server = stage.server
    ana = next(user for user in server.world.users.values() if user.name == "ana")
    server.say(ana, channel, said, mentions=[server.bot] if channel.guild else [])
    await grown(stage, time, words, "One ")
    return await server.wait_for_message(channel)


async def test_grows_about_once_a_second_and_ends_whole(
    stage: Stage, time: HandTime, words: Words, ana: User
) -> None:
    dm = stage.server.dm(ana)
    stage.mind.noted = lambda text: [Notice("Noted: it.", "learned")]
    async with stage.running(edit_seconds=1.0):
        reply = await begun(stage, time, words, dm)
        assert reply.text == "One"
        await grown(stage, time, words, "two ", "three ")
        await grown(stage, time, words, "four ")
        words.say("five.", None)
        await stage.server.wait_until(lambda: "Noted" in reply.text)
    whole = "One two three four five."
    assert reply.history == ["One", "One two three", "One two three four", whole]
    assert reply.text == f"{whole}\n-# Noted: it."
    assert len(said_by_bot(stage, dm)) == 1


async def test_nothing_is_rewritten_before_its_time(
    stage: Stage, time: HandTime, words: Words, ana: User
) -> None:
    dm = stage.server.dm(ana)
    async with stage.running(edit_seconds=1.0):
        reply = await begun(stage, time, words, dm)
        words.say(*["two "] * 50)
        await stage.server.wait_until(lambda: words.said == 51 and time.pauses == 1)
        time.move_on(0.9)
        # Time enough for an edit: somebody else is answered.
        other = stage.server.user("Ben")
        stage.server.say(other, stage.server.dm(other), "!help")
        await stage.server.wait_for_message(stage.server.dm(other))
        assert (reply.text, reply.history) == ("One", [])
        words.say(None)
        await stage.server.wait_until(lambda: bool(reply.history))
    assert reply.history == ["One"]
    assert reply.text == "One " + " ".join(["two"] * 50)


async def test_types_until_the_first_words_are_there(
    stage: Stage, time: HandTime, words: Words, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cogs.talk._TYPING_SECONDS", 0.005)
    dm = stage.server.dm(ana)
    async with stage.running(edit_seconds=1.0):
        stage.server.say(ana, dm, "hello")
        await stage.server.wait_until(lambda: len(dm.typing) > 2)
        assert said_by_bot(stage, dm) == []
        await grown(stage, time, words, "One ")
        await stage.server.wait_for_message(dm)
        typed = len(dm.typing)
        await grown(stage, time, words, "two ")
        # One may have been on its way.
        assert len(dm.typing) <= typed + 1
        words.say(None)


async def test_a_quick_reply_is_posted_whole(
    stage: Stage, time: HandTime, words: Words, ana: User
) -> None:
    async with stage.running(edit_seconds=1.0):
        stage.server.say(ana, stage.server.dm(ana), "hello")
        words.say("One ", "two.", None)
        reply = await stage.server.wait_for_message(stage.server.dm(ana))
    assert (reply.text, reply.history) == ("One two.", [])


async def test_a_reply_that_grows_past_one_message_goes_on_in_the_next(
    stage: Stage, time: HandTime, words: Words, ana: User
) -> None:
    dm = stage.server.dm(ana)
    rewritten = 0
    lines = [f"    line_{number} = {number}\n" for number in range(240)]
    async with stage.running(edit_seconds=1.0):
        stage.server.say(ana, dm, "write much")
        await grown(stage, time, words, "Here:\n```py\n", *lines[:40])
        for start in range(40, 240, 40):
            await grown(stage, time, words, *lines[start : start + 40])
            shown = said_by_bot(stage, dm)
            assert all(part.count("```") % 2 == 0 and len(part) <= 2000 for part in shown)
            if len(shown) > 1:
                first = next(m for m in dm.messages if m.author is stage.server.bot)
                rewritten = rewritten or len(first.history)
        words.say("```\nDone.", None)
        await stage.server.wait_for_message(dm, lambda message: message.text.endswith("Done."))
    shown = said_by_bot(stage, dm)
    assert len(shown) == 3
    assert all(part.startswith("```py\n    line_") for part in shown[1:])
    told = [line.strip() for part in shown for line in part.splitlines() if "line_" in line]
    assert told == [line.strip() for line in lines]
    # What is finished is not touched again.
    assert len(first.history) == rewritten


async def test_a_message_that_the_whole_does_not_need_goes(
    stage: Stage, time: HandTime, words: Words, ana: User
) -> None:
    dm = stage.server.dm(ana)
    whole = f"```a b\n{'x' * 1990}```"
    async with stage.running(edit_seconds=1.0):
        stage.server.say(ana, dm, "write much")
        await grown(stage, time, words, whole[:-3])
        await stage.server.wait_until(lambda: len(said_by_bot(stage, dm)) == 2)
        words.say("```", None)
        await stage.server.wait_until(lambda: len(said_by_bot(stage, dm)) == 1)
    assert said_by_bot(stage, dm) == [whole]


async def test_a_fault_in_the_middle_keeps_what_was_said(
    stage: Stage, time: HandTime, words: Words, ana: User
) -> None:
    dm = stage.server.dm(ana)
    async with stage.running(edit_seconds=1.0):
        reply = await begun(stage, time, words, dm)
        words.say("two ", ModelError("The model is gone.", "Try again."))
        await stage.server.wait_for_message(dm, lambda m: "gone" in m.text)
    assert said_by_bot(stage, dm) == ["One two", "The model is gone. Try again."]
    assert reply.history == ["One"]


# Under fire


async def at_once(*_: object, **__: object) -> None:
    """In the place of the seconds that discord.py waits before it identifies anew."""


async def test_a_rate_limit_only_slows_the_growing(
    stage: Stage, time: HandTime, words: Words, ana: User
) -> None:
    async with stage.running(edit_seconds=1.0):
        reply = await begun(stage, time, words, stage.server.dm(ana))
        stage.server.faults.rate_limit(0.01, method="PATCH", times=2)
        await grown(stage, time, words, "two ")
        words.say("three.", None)
        await stage.server.wait_until(lambda: reply.text == "One two three.")
    statuses = [a.status for a in stage.server.rest.asked if a.method == "PATCH"]
    assert statuses[:3] == [429, 429, 200]


@pytest.mark.parametrize("method", ["PATCH", "POST"])
async def test_discords_errors_cost_no_word_and_double_none(
    stage: Stage, time: HandTime, words: Words, ana: User, method: str
) -> None:
    dm = stage.server.dm(ana)
    faults = stage.server.faults
    async with stage.running(edit_seconds=1.0):
        if method == "POST":
            # Carried out, but nothing is heard of it; then ill for a while.
            faults.fail(503, method="POST", path="/messages", after=True)
            stage.server.say(ana, dm, "hello")
            await grown(stage, time, words, "One ")
        else:
            await begun(stage, time, words, dm)
        faults.fail(503, method="PATCH", times=2)
        words.say("two.", None)
        await stage.server.wait_until(lambda: time.pauses == 1)
        time.move_on(1.0)
        await stage.server.wait_until(lambda: time.pauses == 1)
        time.move_on(2.0)
        await stage.server.wait_until(lambda: said_by_bot(stage, dm) == ["One two."])


async def test_an_answer_that_discord_drops_is_sent_once(
    stage: Stage, time: HandTime, words: Words, ana: User
) -> None:
    dm = stage.server.dm(ana)
    stage.server.faults.drop(method="POST", path="/messages", after=True)
    async with stage.running(edit_seconds=1.0):
        stage.server.say(ana, dm, "hello")
        words.say("One two.", None)
        await stage.server.wait_until(lambda: time.pauses == 1)
        time.move_on(1.0)
        await stage.server.wait_until(lambda: len(stage.mind.notes) == 1)
    assert said_by_bot(stage, dm) == ["One two."]


async def test_when_discord_stays_ill_the_turn_is_noted_all_the_same(
    stage: Stage, time: HandTime, words: Words, ana: User, caplog: pytest.LogCaptureFixture
) -> None:
    dm = stage.server.dm(ana)
    async with stage.running(edit_seconds=1.0):
        stage.server.faults.fail(503, method="POST", path="/messages", times=4)
        stage.server.say(ana, dm, "hello")
        words.say("One.", None)
        for _ in range(3):
            await stage.server.wait_until(lambda: time.pauses == 1)
            time.move_on(60.0)
        word = await stage.server.wait_for_message(dm)
    assert word.text == "Discord has trouble right now. Please try again."
    assert stage.mind.notes == ["hello"]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_reply_deleted_while_it_grows_is_posted_once_more(
    stage: Stage, time: HandTime, words: Words, general: Channel
) -> None:
    async with stage.running(edit_seconds=1.0):
        reply = await begun(stage, time, words, general)
        stage.server.delete(reply)
        await grown(stage, time, words, "two ")
        assert said_by_bot(stage, general) == []
        words.say("three.", None)
        again = await stage.server.wait_for_message(general)
    assert (again.text, again.history) == ("One two three.", [])


@pytest.mark.parametrize("what", ["channel", "guild", "permission"])
async def test_a_place_that_is_closed_while_a_reply_grows(
    stage: Stage,
    time: HandTime,
    words: Words,
    ana: User,
    general: Channel,
    what: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = stage.server
    assert general.guild is not None
    async with stage.running(edit_seconds=1.0):
        await begun(stage, time, words, general)
        if what == "channel":
            server.delete_channel(general)
        elif what == "guild":
            server.kick_bot(general.guild)
        else:
            server.faults.fail(403, path=f"channels/{general.id}", times=99, code=50013)
        await grown(stage, time, words, "two ")
        words.say("three.", None)
        await server.wait_until(lambda: len(stage.mind.notes) == 1)
        # Others are answered; the same person in private, too.
        server.say(ana, server.dm(ana), "!help")
        await server.wait_for_message(server.dm(ana), lambda m: "Hello!" in m.text)
        if what == "permission":
            dm = server.dm(ana)
            await server.wait_until(lambda: len(said_by_bot(stage, dm)) == 2)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    told = [text for text in said_by_bot(stage, server.dm(ana)) if "I may not write" in text]
    assert len(told) == (1 if what == "permission" else 0)


async def test_that_it_may_not_write_is_told_once(stage: Stage, ana: User) -> None:
    server = stage.server
    general, other = server.guild("Home", ana).channels[0], server.user("Ben")
    server.faults.fail(403, path=f"channels/{general.id}/messages", times=99, code=50013)
    async with stage.running():
        for _ in range(2):
            server.say(ana, general, "hello", mentions=[server.bot])
            await server.wait_for_message(server.dm(ana))
        server.say(other, server.dm(other), "hello")
        await server.wait_for_message(server.dm(other))
        await server.wait_until(lambda: len(stage.mind.notes) == 3)
    (told,) = said_by_bot(stage, server.dm(ana))
    assert f"<#{general.id}>" in told
    assert "Send Messages" in told


async def test_without_the_history_it_answers_but_does_not_reply(
    stage: Stage, ana: User, general: Channel
) -> None:
    server = stage.server
    server.faults.fail(400, method="POST", path="/messages", code=160002)
    async with stage.running():
        server.say(ana, general, "hello", mentions=[server.bot])
        reply = await server.wait_for_message(general)
    assert (reply.text, reply.reply_to) == ("heard: hello", None)


@pytest.mark.parametrize("lost", [False, True], ids=["resumed", "begun anew"])
async def test_a_dropped_socket_does_not_stop_a_reply(
    stage: Stage,
    time: HandTime,
    words: Words,
    ana: User,
    lost: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("discord.Client.before_identify_hook", at_once)
    server, dm = stage.server, stage.server.dm(ana)
    async with stage.running(edit_seconds=1.0):
        reply = await begun(stage, time, words, dm)
        if lost:
            server.sockets.forget_sessions()
        server.sockets.drop()
        await grown(stage, time, words, "two ")
        words.say("three.", None)
        await server.wait_until(lambda: reply.text == "One two three.")
        await server.connected()
        server.say(ana, dm, "and now?")
        words.say("Still here.", None)
        await server.wait_for_message(dm)
    assert said_by_bot(stage, dm) == ["One two three.", "Still here."]
    assert len(stage.mind.turns) == 2


async def test_closing_in_the_middle_of_a_reply_is_quiet(
    stage: Stage,
    time: HandTime,
    words: Words,
    ana: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    dm = stage.server.dm(ana)
    async with stage.running(edit_seconds=1.0):
        await begun(stage, time, words, dm)
    assert said_by_bot(stage, dm) == ["One"]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
