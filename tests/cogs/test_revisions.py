"""Messages that people edit and delete."""

from __future__ import annotations

import pytest

from bot.companion import Notice
from bot.errors import StoreError
from tests.cogs.staging import Stage
from tests.loopback import Channel, User

SMALL = "-# Noted: home city: Lisbon (was Porto)."


@pytest.fixture
def ana(stage: Stage) -> User:
    return stage.server.user("Ana")


@pytest.fixture
def dm(stage: Stage, ana: User) -> Channel:
    return stage.server.dm(ana)


def changing(stage: Stage) -> None:
    """Whatever is edited changes something."""
    stage.mind.noted = lambda text: (
        [Notice("Noted: home city: Lisbon (was Porto).", "changed")] if "Lisbon" in text else []
    )


@pytest.mark.parametrize("restarted", [False, True])
async def test_an_edit_is_told_and_its_notice_shown(
    stage: Stage, ana: User, restarted: bool
) -> None:
    server = stage.server
    general = server.guild("Home", ana).channels[0]
    changing(stage)
    said = server.say(ana, general, "I live in Porto", mentions=[server.bot])
    async with stage.running():
        if not restarted:
            said = server.say(ana, general, "I live in Porto", mentions=[server.bot])
            await server.wait_for_message(general)
        server.edit(said, f"{server.bot.mention} I live in Lisbon")
        notice = await server.wait_for_message(general, lambda m: "Noted" in m.text)
    assert (notice.text, notice.reply_to, notice.pings) == (SMALL, said, [])
    ((speaker, text, number),) = stage.mind.revised
    assert general.guild is not None
    assert (speaker.key, speaker.scope) == (f"discord:{ana.id}", f"guild:{general.guild.id}")
    assert speaker.conversation == f"discord:{general.id}:{ana.id}"
    assert (text, number) == ("I live in Lisbon", said.id)


async def test_an_edit_in_private_that_changes_nothing_is_silent(
    stage: Stage, ana: User, dm: Channel
) -> None:
    server = stage.server
    async with stage.running():
        said = server.say(ana, dm, "hello")
        await server.wait_for_message(dm)
        server.edit(said, "hello!")
        await server.wait_until(lambda: len(stage.mind.revised) == 1)
    assert len(dm.messages) == 2


async def test_an_edit_waits_for_its_turn(stage: Stage, ana: User, dm: Channel) -> None:
    server = stage.server
    changing(stage)
    stage.mind.noting.clear()
    async with stage.running():
        said = server.say(ana, dm, "I live in Porto")
        await server.wait_for_message(dm)
        server.edit(said, "I live in Lisbon")
        server.delete(server.say(ana, dm, "never mind"))
        ben = server.user("Ben")
        server.say(ben, server.dm(ben), "!help")
        await server.wait_for_message(server.dm(ben))
        assert (stage.mind.notes, stage.mind.revised) == ([], [])
        stage.mind.noting.set()
        await server.wait_for_message(dm, lambda m: m.text == SMALL)
    assert [turn[1] for turn in stage.mind.turns] == ["I live in Porto"]


async def test_edits_that_nobody_made_or_nobody_is_to_hear_of(
    stage: Stage, ana: User, dm: Channel
) -> None:
    server = stage.server
    robot = server.world.new_user("Robot", bot=True)
    general = server.guild("Home", ana, robot).channels[0]
    async with stage.running(deny_people=(ana.id,)):
        server.edit(server.say(robot, general, "beep"), "boop")
        server.edit(server.by_webhook(general, "Ana", "I live in Porto"), "I live in Lisbon")
        server.edit(server.say(ana, dm, "I live in Porto"), "I live in Lisbon")
        ben = server.user("Ben")
        linked = server.say(ben, server.dm(ben), "see http://127.0.0.1/")
        await server.wait_for_message(server.dm(ben))
        server.unfurl(linked)
        server.edit(linked, "see that")
        await server.wait_until(lambda: bool(stage.mind.revised))
    assert [text for _, text, _ in stage.mind.revised] == ["see that"]


async def test_deletions_single_and_many_are_told_silently(
    stage: Stage, ana: User, dm: Channel
) -> None:
    server = stage.server
    general = server.guild("Home", ana).channels[0]
    old = [server.say(ana, general, f"old {number}") for number in range(3)]
    async with stage.running():
        said = server.say(ana, dm, "I live in Porto")
        await server.wait_for_message(dm)
        server.delete(said)
        await server.wait_until(lambda: stage.mind.unsaid == [said.id])
        server.purge(old)
        await server.wait_until(lambda: len(stage.mind.unsaid) == 4)
    assert sorted(stage.mind.unsaid[1:]) == [message.id for message in old]
    assert len([m for m in dm.messages if m.author is server.bot]) == 1


async def test_a_deletion_waits_until_its_message_is_noted(
    stage: Stage, ana: User, dm: Channel
) -> None:
    server = stage.server
    stage.mind.noting.clear()
    async with stage.running():
        said = server.say(ana, dm, "I live in Porto")
        await server.wait_for_message(dm)
        server.delete(said)
        ben = server.user("Ben")
        server.say(ben, server.dm(ben), "!help")
        await server.wait_for_message(server.dm(ben))
        assert stage.mind.unsaid == []
        stage.mind.noting.set()
        await server.wait_until(lambda: stage.mind.unsaid == [said.id])
    assert stage.mind.notes == ["I live in Porto"]


async def test_an_edit_down_to_nothing_is_a_deletion(stage: Stage, ana: User) -> None:
    server = stage.server
    general = server.guild("Home", ana).channels[0]
    async with stage.running():
        said = server.say(ana, general, "I live in Porto", mentions=[server.bot])
        await server.wait_for_message(general)
        server.edit(said, server.bot.mention)
        await server.wait_until(lambda: stage.mind.unsaid == [said.id])
    assert stage.mind.revised == []


async def test_a_fault_of_an_edit_is_told_and_one_of_a_deletion_logged(
    stage: Stage, ana: User, dm: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    server = stage.server

    def fail(text: str) -> list[Notice]:
        raise StoreError("The disk is full.", "Make room.")

    async with stage.running():
        said = server.say(ana, dm, "I live in Porto")
        await server.wait_for_message(dm)
        stage.mind.noted = fail
        server.edit(said, "I live in Lisbon")
        await server.wait_for_message(dm, lambda m: m.text == "The disk is full. Make room.")
        stage.mind.unsaid = None  # type: ignore[assignment]
        server.delete(said)
        await server.wait_until(lambda: "on_raw_message_delete failed" in caplog.text)
        server.say(ana, dm, "!help")
        await server.wait_for_message(dm)
