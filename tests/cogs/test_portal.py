from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.config import Discord
from bot.portal import Portal, Server, ahead
from bot.secret import Secret
from cogs.portal import look
from tests.loopback import Loopback


async def looked(server: Loopback, token: str | None = None, *, late: float = 0.0) -> Portal:
    settings = Discord(token=Secret(server.token if token is None else token), api=server.api)
    return await look(settings, lambda: datetime.now(UTC) + timedelta(seconds=late))


async def test_a_good_token_tells_who_it_is_and_where(server: Loopback) -> None:
    ana = server.user("Ana")
    server.guild("Home", ana)
    mute = server.guild("Mute", ana)
    mute.roles[0].permissions = mute.bot_role.permissions = 1 << 10

    found = await looked(server)

    assert (found.verdict, found.name, found.reads_messages) == ("accepted", "Ember", True)
    assert f"client_id={server.bot.id}" in found.invite
    assert "applications.commands" in found.invite
    lacking = ("embed links", "read message history", "send messages", "send messages in threads")
    assert found.servers is not None
    assert found.servers[1].name == "Mute"
    assert tuple(sorted(found.servers[1].missing)) == lacking
    assert found.servers[0].missing == ("send messages in threads",)


async def test_all_pages_of_servers_are_read(server: Loopback) -> None:
    for place in range(201):
        server.guild(f"Guild {place}").bot_role.permissions = 1 << 3

    found = await looked(server)

    assert found.servers == tuple(Server(f"Guild {place}") for place in range(201))


async def test_an_application_without_the_intent(server: Loopback) -> None:
    server.rest.application_flags = 0
    assert not (await looked(server)).reads_messages


@pytest.mark.parametrize("token", ["wrong", "line\nbreak"])
async def test_a_bad_token(server: Loopback, token: str) -> None:
    found = await looked(server, token)
    assert (found.verdict, found.invite) == ("refused", "")


async def test_without_a_token_only_the_time_is_asked(server: Loopback) -> None:
    found = await looked(server, "", late=-100)

    assert found.verdict == "no token"
    assert found.ahead_seconds is not None
    assert found.ahead_seconds < -90
    assert [asked.path for asked in server.rest.asked] == ["/api/v10/gateway"]


async def test_an_ill_discord(server: Loopback) -> None:
    server.faults.fail(503, path="/applications/@me")
    found = await looked(server)
    assert (found.verdict, found.detail) == ("unwell", "it answered with 503")


async def test_no_network(server: Loopback) -> None:
    await server.stop()
    found = await looked(server)
    assert found.verdict == "unreachable"
    assert found.detail
    assert found.ahead_seconds is None


@pytest.mark.parametrize(("seconds", "ahead_by"), [(0.9, 0.0), (5.0, 4.0), (-5.0, -5.0)])
def test_a_date_is_cut_to_whole_seconds(seconds: float, ahead_by: float) -> None:
    date = datetime(2025, 6, 1, tzinfo=UTC)
    assert ahead(date + timedelta(seconds=seconds), date) == ahead_by
