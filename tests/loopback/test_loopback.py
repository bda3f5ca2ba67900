"""The loopback seen by discord.py's own client, where it is strict as Discord is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import discord
import pytest

from cogs.endpoint import endpoint
from tests.loopback import Loopback

SEES = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)
BLIND = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class Client(discord.Client):
    """Keeps what it hears; does not wait before it identifies anew."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.0)
        self.heard: list[discord.Message] = []
        self.edits: list[discord.Message] = []
        self.resumed = asyncio.Event()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        pass

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_message_edit(self, _: discord.Message, after: discord.Message) -> None:
        self.edits.append(after)

    async def on_resumed(self) -> None:
        self.resumed.set()


@asynccontextmanager
async def connected(server: Loopback, intents: discord.Intents = SEES) -> AsyncIterator[Client]:
    with endpoint(server.api, server.gateway):
        async with Client(intents) as client:
            running = asyncio.create_task(client.start(server.token))
            await server.connected()
            await client.wait_until_ready()
            yield client
            await client.close()
            with suppress(asyncio.CancelledError):
                await running


async def heard(client: Client, count: int) -> list[str]:
    while len(client.heard) < count:
        await client.wait_for("message", timeout=5)
    return [message.content for message in client.heard]


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback.running() as server:
        yield server


async def test_tells_of_guilds_channels_members_and_mentions(server: Loopback) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    guild = server.guild("Home", ana, ben, owner=ana)
    later = server.channel(guild, "later")
    async with connected(server) as client:
        server.say(ana, later, f"hi {ben.mention} in {later.mention}", mentions=[server.bot])
        await heard(client, 1)
        message = client.heard[0]
    assert message.guild is not None
    assert (message.guild.name, str(message.channel)) == ("Home", "later")
    assert isinstance(message.author, discord.Member)
    assert message.author.guild_permissions.administrator
    assert [user.id for user in message.mentions] == [server.bot.id, ben.id]
    assert message.guild.self_role is not None
    assert message.guild.self_role.id == guild.bot_role.id


async def test_without_the_intent_content_is_hidden_unless_it_concerns_the_bot(
    server: Loopback,
) -> None:
    ana = server.user("Ana")
    general = server.guild("Home", ana).channels[0]
    async with connected(server, BLIND) as client:
        server.say(ana, general, "a secret")
        server.say(ana, general, "hello", mentions=[server.bot])
        server.say(ana, server.dm(ana), "in private")
        assert await heard(client, 3) == ["", f"{server.bot.mention} hello", "in private"]


@pytest.mark.parametrize("announced", [False, True], ids=["dropped", "asked to reconnect"])
async def test_resumes_and_replays(server: Loopback, announced: bool) -> None:
    ana = server.user("Ana")
    async with connected(server) as client:
        server.say(ana, server.dm(ana), "before")
        await heard(client, 1)
        if announced:
            server.sockets.ask_to_reconnect()
        else:
            server.sockets.drop()
        server.say(ana, server.dm(ana), "meanwhile")
        await asyncio.wait_for(client.resumed.wait(), 5)
        server.say(ana, server.dm(ana), "after")
        assert await heard(client, 3) == ["before", "meanwhile", "after"]
    assert server.sockets.resumes == 1


async def test_a_forgotten_session_is_begun_anew(server: Loopback) -> None:
    ana = server.user("Ana")
    async with connected(server) as client:
        server.sockets.forget_sessions()
        server.sockets.drop()
        await server.connected()
        server.say(ana, server.dm(ana), "hello again")
        assert await heard(client, 1) == ["hello again"]
    assert server.sockets.resumes == 0


async def test_refuses_what_discord_refuses(server: Loopback) -> None:
    ana = server.user("Ana")
    said = server.say(ana, server.dm(ana), "mine")
    async with connected(server) as client:
        user = await client.fetch_user(ana.id)
        channel = await user.create_dm()
        for text in ("", "x" * 2001):
            with pytest.raises(discord.HTTPException) as refused:
                await channel.send(text)
            assert refused.value.status == 400
        with pytest.raises(discord.Forbidden):
            await channel.get_partial_message(said.id).edit(content="yours")
        with pytest.raises(discord.NotFound):
            await channel.fetch_message(1)
    assert [message.text for message in server.dm(ana).messages] == ["mine"]


async def test_keeps_edits_files_reactions_and_deletions(server: Loopback) -> None:
    ana = server.user("Ana")
    dm = server.dm(ana)
    async with connected(server) as client:
        channel = await (await client.fetch_user(ana.id)).create_dm()
        message = await channel.send("one", file=discord.File(__file__, "notes.txt"))
        await message.edit(content="two")
        await message.add_reaction("👍")
        kept = dm.messages[0]
        assert (kept.text, kept.history, kept.files) == ("two", ["one"], ["notes.txt"])
        assert kept.reactions == [(server.bot, "👍")]
        await message.delete()
    assert kept.deleted
    assert dm.messages == []


async def test_pings_only_whom_it_may(server: Loopback) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    server.guild("Home", ana, ben)
    text = f"@everyone {ana.mention} {ben.mention}"
    async with connected(server) as client:
        channel = client.guilds[0].text_channels[0]
        allowed = discord.AllowedMentions(everyone=False, users=[discord.Object(ana.id)])
        await channel.send(text)
        await channel.send(text, allowed_mentions=allowed)
    free, bound = server.world.channels[channel.id].messages
    assert (free.pinged_everyone, free.pings) == (True, [ana, ben])
    assert (bound.pinged_everyone, bound.pings) == (False, [ana])


async def test_a_message_that_does_not_come_is_told_with_what_did(server: Loopback) -> None:
    ana = server.user("Ana")
    server.say(ana, server.dm(ana), "anyone?")
    with pytest.raises(AssertionError, match=r"within 0\.01 s\nAna: anyone\?"):
        await server.wait_for_message(server.dm(ana), timeout=0.01)
