"""The reply is posted as soon as it is whole; what the turn then notes comes after it."""

from __future__ import annotations

import asyncio

import pytest

from bot.companion import Notice, Piece
from bot.errors import StoreError
from tests.cogs.staging import Stage
from tests.loopback import Channel

CAT = Notice("Noted: cat's name: Miso.", "learned")
SMALL = "\n-# Noted: cat's name: Miso."


def said_by_bot(stage: Stage, channel: Channel) -> list[str]:
    return [message.text for message in channel.messages if message.author is stage.server.bot]


@pytest.fixture(autouse=True)
def slow(stage: Stage) -> None:
    """Noting waits until a test lets it go on."""
    stage.mind.noting.clear()
    stage.mind.noted = lambda text: [CAT]


async def test_the_reply_does_not_wait_for_the_noting(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    changed = Notice("Noted: home city is now Porto.", "changed")
    stage.mind.reply = lambda text: [changed, Piece("How nice!")]
    before = "How nice!\n-# Noted: home city is now Porto."
    async with stage.running():
        server.say(ana, dm, "my cat is Miso")
        reply = await server.wait_for_message(dm)
        assert (reply.text, stage.mind.notes) == (before, [])
        stage.mind.noting.set()
        await server.wait_until(lambda: bool(reply.history))
    assert (reply.history, reply.text) == ([before], before + SMALL)
    assert said_by_bot(stage, dm) == [before + SMALL]


async def test_a_reply_of_which_nothing_is_noted_stays_as_it_is(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    stage.mind.noted = lambda text: []
    stage.mind.noting.set()
    async with stage.running():
        for text in ("hello", "and now?"):
            server.say(ana, dm, text)
            await server.wait_for_message(dm)
    assert not any(message.history for message in dm.messages)


async def test_the_next_turn_waits_for_the_noting(stage: Stage) -> None:
    server = stage.server
    ana, ben = server.user("Ana"), server.user("Ben")
    dm = server.dm(ana)
    async with stage.running():
        server.say(ana, dm, "my cat is Miso")
        await server.wait_for_message(dm)
        server.say(ana, dm, "and now?")
        server.say(ana, dm, "!recall")
        # Others are answered meanwhile.
        server.say(ben, server.dm(ben), "hello")
        await server.wait_for_message(server.dm(ben))
        assert [turn[1] for turn in stage.mind.turns] == ["my cat is Miso", "hello"]
        assert stage.mind.asked == []
        stage.mind.noting.set()
        await server.wait_until(lambda: len(said_by_bot(stage, dm)) == 3)
        first, second, _ = [m for m in dm.messages if m.author is server.bot]
    assert first.text == f"heard: my cat is Miso{SMALL}"
    assert second.text.startswith("heard: and now?")
    assert first.edited is not None
    assert first.edited <= second.created


async def test_a_night_waits_for_the_noting(stage: Stage) -> None:
    server = stage.server
    who = server.owner
    dm = server.dm(who)
    await stage.store.person(f"discord:{who.id}", who.display, "weights")
    async with stage.running(train_on_messages=True):
        server.say(who, dm, "my cat is Miso")
        await server.wait_for_message(dm)
        server.say(who, dm, "!sleep")
        # Time enough to fall asleep: others are answered one after the other.
        for other in "Ben", "Cleo", "Dora":
            user = server.user(other)
            server.say(user, server.dm(user), "hello")
            await server.wait_for_message(server.dm(user))
        assert said_by_bot(stage, dm) == ["heard: my cat is Miso"]
        assert stage.sleeper.nights == []
        stage.mind.noting.set()
        await server.wait_for_message(dm, lambda m: "awake" in m.text)
    assert len(stage.sleeper.nights) == 1


async def test_it_does_not_type_while_it_notes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cogs.talk._TYPING_SECONDS", 0.01)
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with stage.running():
        server.say(ana, dm, "my cat is Miso")
        await server.wait_for_message(dm)
        typed = len(dm.typing)
        await asyncio.sleep(0.2)
        # One may have been on its way.
        assert len(dm.typing) <= typed + 1


@pytest.mark.parametrize("room", [-1, 0])
async def test_notes_that_do_not_fit_are_a_message_of_their_own(stage: Stage, room: int) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    long = "x" * (2000 - len(SMALL) - room)
    stage.mind.reply = lambda text: [Piece(long)]
    stage.mind.noting.set()
    async with stage.running():
        server.say(ana, dm, "my cat is Miso")
        await server.wait_for_message(dm, lambda m: "Miso" in m.text)
    split = [long, SMALL.strip()]
    assert said_by_bot(stage, dm) == (split if room < 0 else [long + SMALL])


async def test_what_was_noted_is_told_though_the_reply_was_deleted(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with stage.running():
        server.say(ana, dm, "my cat is Miso")
        server.delete(await server.wait_for_message(dm))
        stage.mind.noting.set()
        assert (await server.wait_for_message(dm)).text == SMALL.strip()


async def test_when_noting_fails_the_reply_is_there_and_the_fault_is_told(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)

    def fail(text: str) -> list[Notice]:
        raise StoreError("The disk is full.", "Make room.")

    stage.mind.noted = fail
    stage.mind.noting.set()
    async with stage.running():
        server.say(ana, dm, "my cat is Miso")
        await server.wait_for_message(dm, lambda m: "disk" in m.text)
    assert said_by_bot(stage, dm) == ["heard: my cat is Miso", "The disk is full. Make room."]


async def test_what_was_told_is_noted_though_discord_takes_no_reply(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    server.faults.fail(403, method="POST", path="/messages", code=50013)
    async with stage.running():
        server.say(ana, server.dm(ana), "my cat is Miso")
        await server.wait_until(
            lambda: any(a.path.endswith("/messages") for a in server.rest.asked)
        )
        stage.mind.noting.set()
        await server.wait_until(lambda: stage.mind.notes == ["my cat is Miso"])
    assert said_by_bot(stage, server.dm(ana)) == []


async def test_closing_breaks_off_the_noting_quietly(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    server = stage.server
    ana = server.user("Ana")
    async with stage.running():
        server.say(ana, server.dm(ana), "my cat is Miso")
        await server.wait_for_message(server.dm(ana))
    assert said_by_bot(stage, server.dm(ana)) == ["heard: my cat is Miso"]
    assert stage.mind.notes == []
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
