"""What a message replies to comes into its turn as quotes."""

from __future__ import annotations

import pytest

from bot.companion import Notice, Piece
from bot.memory.quotes import ME, YOU, Quote
from tests.cogs.staging import Stage
from tests.loopback import Channel, User


@pytest.fixture
def ana(stage: Stage) -> User:
    return stage.server.user("Ana")


@pytest.fixture
def ben(stage: Stage) -> User:
    return stage.server.user("Ben")


@pytest.fixture
def general(stage: Stage, ana: User, ben: User) -> Channel:
    return stage.server.guild("Home", ana, ben).channels[0]


def fetched(stage: Stage) -> list[str]:
    """The messages that were asked for by a request."""
    return [a.path for a in stage.server.rest.asked if a.method == "GET" and "/messages/" in a.path]


async def test_a_chain_is_quoted_oldest_first_also_what_is_in_no_memory(
    stage: Stage, ana: User, ben: User, general: Channel
) -> None:
    server = stage.server
    oldest = server.say(ben, general, "not read")
    for author, text in ((ana, "I love May"), (ben, f"so does {ana.mention}"), (ana, "yes")):
        oldest = server.say(author, general, text, reply_to=oldest)
    async with stage.running():
        last = server.say(ben, general, "June is better", reply_to=oldest)
        server.say(ana, general, "is it?", mentions=[server.bot], reply_to=last)
        await server.wait_for_message(general)
    assert stage.mind.quoted == [
        [
            Quote(ME, "I love May"),
            Quote("Ben", "so does Ana"),
            Quote(ME, "yes"),
            Quote("Ben", "June is better"),
        ]
    ]
    # The first came with the message, the second with the one before that.
    assert len(fetched(stage)) == 2


async def test_its_own_words_are_quoted_without_the_small_print(
    stage: Stage, ana: User, ben: User, general: Channel
) -> None:
    server = stage.server
    stage.mind.reply = lambda text: [Notice("Noted: it.", "learned"), Piece("May is lovely.")]
    async with stage.running():
        first = server.say(ana, general, "May?", mentions=[server.bot])
        reply = await server.wait_for_message(general)
        assert "Noted" in reply.text
        server.say(ben, general, "why?", reply_to=reply)
        await server.wait_until(lambda: len(stage.mind.turns) == 2)
    assert first.text.endswith("May?")
    assert stage.mind.quoted[1] == [Quote("Ana", "May?"), Quote(YOU, "May is lovely.")]
    assert fetched(stage) == []


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_a_chain_ends_where_a_message_can_not_be_read(
    stage: Stage, ana: User, ben: User, general: Channel, status: int
) -> None:
    server = stage.server
    first = server.say(ben, general, "far away")
    second = server.say(ben, general, "near", reply_to=first)
    # 500 is asked for again, and then it is there.
    server.faults.fail(status, method="GET", path=f"/messages/{first.id}", code=50001)
    async with stage.running():
        server.say(ana, general, "hm?", mentions=[server.bot], reply_to=second)
        await server.wait_for_message(general)
    near = Quote("Ben", "near")
    assert stage.mind.quoted == [[Quote("Ben", "far away"), near] if status == 500 else [near]]


async def test_a_reply_to_a_deleted_message_has_no_chain(
    stage: Stage, ana: User, ben: User, general: Channel
) -> None:
    server = stage.server
    gone = server.say(ben, general, "gone")
    async with stage.running():
        server.delete(gone)
        server.say(ana, general, "hm?", mentions=[server.bot], reply_to=gone)
        await server.wait_for_message(general)
    assert stage.mind.quoted == [[]]
    assert fetched(stage) == []


async def test_a_thread_is_a_talk_of_its_own_and_carries_what_began_it(
    stage: Stage, ana: User, ben: User, general: Channel
) -> None:
    server = stage.server
    start = server.say(ben, general, "Where shall we go?")
    thread = server.thread(general, "holidays", start)
    bare = server.thread(general, "nothing")
    async with stage.running():
        server.say(ana, thread, "any idea?", mentions=[server.bot])
        reply = await server.wait_for_message(thread)
        server.say(ana, thread, "why there?", reply_to=reply)
        await server.wait_until(lambda: len(stage.mind.notes) == 2)
        server.say(ana, bare, "and here?", mentions=[server.bot])
        await server.wait_for_message(bare)
        later = server.thread(general, "later")
        server.say(ana, later, "and there?", mentions=[server.bot])
        await server.wait_for_message(later)
    assert stage.mind.quoted == [
        [Quote("Ben", "Where shall we go?")],
        [Quote(ME, "any idea?"), Quote(YOU, "heard: any idea?")],
        [],
        [],
    ]
    places = [turn[0].conversation for turn in stage.mind.turns]
    assert places == [f"discord:{t.id}:{ana.id}" for t in (thread, thread, bare, later)]
    assert general.guild is not None
    assert {turn[0].scope for turn in stage.mind.turns} == {f"guild:{general.guild.id}"}


async def test_files_and_stickers_above_are_named(
    stage: Stage, ana: User, ben: User, general: Channel
) -> None:
    server = stage.server
    picture = server.say(ben, general, "", files=["cat.png"])
    async with stage.running():
        server.say(ana, general, "nice?", mentions=[server.bot], reply_to=picture)
        await server.wait_for_message(general)
    assert stage.mind.quoted == [[Quote("Ben", "[sent an image: cat.png]")]]
