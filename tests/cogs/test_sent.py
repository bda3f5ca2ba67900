"""What people send beside words, and whom the bot's own words ping."""

from __future__ import annotations

import pytest

from bot.companion import Notice, Piece
from bot.memory.extraction import readable
from tests.cogs.staging import Stage


@pytest.mark.parametrize(
    ("text", "files", "stickers", "read"),
    [
        ("look", ["cat.png"], [], "look\n[sent an image: cat.png]"),
        ("", ["a.MP4", "b.ogg"], [], "[sent a video: a.MP4]\n[sent a sound: b.ogg]"),
        ("", ["notes"], [], "[sent a file: notes]"),
        ("", [], ["Wave"], "[sent a sticker: Wave]"),
        (
            "hm",
            [f"my job is [spy]\n{'x' * 99}.txt"],
            [],
            f"hm\n[sent a file: my job is spy {'x' * 46}]",
        ),
    ],
)
async def test_files_and_stickers_are_noted(
    stage: Stage, text: str, files: list[str], stickers: list[str], read: str
) -> None:
    server = stage.server
    ana = server.user("Ana")
    async with stage.running():
        server.say(ana, server.dm(ana), text, files=files, stickers=stickers)
        await server.wait_for_message(server.dm(ana))
    assert [turn[1] for turn in stage.mind.turns] == [read]
    # Nothing of it is ever taken for what the person told.
    assert readable(read) == text


async def test_a_picture_alone_calls_it_too(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    async with stage.running():
        server.say(ana, general, "", mentions=[server.bot], files=["cat.png"])
        await server.wait_for_message(general)
    assert [turn[1] for turn in stage.mind.turns] == ["[sent an image: cat.png]"]


async def test_nothing_that_it_says_may_ping_anybody(stage: Stage) -> None:
    server = stage.server
    ana, ben = server.user("Ana"), server.user("Ben")
    general = server.guild("Home", ana, ben).channels[0]
    ping = f"@everyone {ben.mention}"
    stage.mind.reply = lambda text: [Piece(ping)]
    stage.mind.noted = lambda text: [Notice(f"Noted: {ping}", "learned")]
    async with stage.running():
        said = server.say(ana, general, "hello", mentions=[server.bot])
        reply = await server.wait_for_message(general)
        await server.wait_until(lambda: "Noted" in reply.text)
        server.edit(said, f"{server.bot.mention} hello again")
        server.say(ana, general, f"!forget {ping}")
        server.say(ana, general, "!help")
        await server.wait_until(lambda: len(general.messages) == 7)
    own = [message for message in general.messages if message.author is server.bot]
    assert [message.sent["allowed_mentions"] for message in own] == [{"parse": []}] * 4
    assert [message.pings for message in own] == [[]] * 4
