from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest
import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.errors import DiscordError
from bot.secret import Secret
from cogs.endpoint import endpoint
from cogs.run import connect
from tests.cogs.staging import Stage


async def fault(stage: Stage, **settings: Any) -> str:
    with pytest.raises(DiscordError) as found:
        await asyncio.wait_for(connect(stage.parts(**settings)), 10)
    assert found.value.mend
    return found.value.fault


async def test_without_a_token(stage: Stage) -> None:
    assert await fault(stage, token=Secret()) == "No Discord token is set."


@pytest.mark.parametrize("token", ["wrong", "two words", "zwölf", "line\nbreak"])
async def test_with_a_bad_token(stage: Stage, token: str) -> None:
    said = await fault(stage, token=Secret(token))
    assert said == "Discord does not accept the bot's token."


async def test_a_token_that_only_the_gateway_refuses(stage: Stage) -> None:
    stage.server.sockets.token = "another"
    assert await fault(stage) == "Discord does not accept the bot's token."


async def test_without_leave_to_read_messages(stage: Stage) -> None:
    stage.server.sockets.granted = 0
    assert await fault(stage) == "Discord does not let the bot read messages."
    with pytest.raises(DiscordError, match=r"set \[discord\] message_content = false"):
        await asyncio.wait_for(connect(stage.parts()), 10)


async def test_when_discord_cannot_be_reached(stage: Stage) -> None:
    api = stage.server.api
    await stage.server.stop()
    assert (await fault(stage)).startswith(f"{api} can't be reached:")


async def test_when_discord_is_ill(stage: Stage) -> None:
    stage.server.faults.fail(503, path="/users/@me")
    assert await fault(stage) == "Discord answered with the error 503."


async def test_says_that_it_is_there_and_how_to_invite_it(stage: Stage) -> None:
    async with stage.running(train_on_messages=True):
        await stage.server.wait_until(lambda: len(stage.said) == 2)
    assert stage.said[0] == "Ember is on Discord (0 servers)."
    assert f"client_id={stage.server.bot.id}" in stage.said[1]


def test_the_endpoint_is_put_back() -> None:
    def addresses() -> tuple[str, yarl.URL, str]:
        return Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE

    before = addresses()
    with endpoint("http://127.0.0.1:1/api/v10", "ws://127.0.0.1:1/"):
        assert discord.http.Route("GET", "/users/@me").url == "http://127.0.0.1:1/api/v10/users/@me"
        assert addresses()[1:] == (yarl.URL("ws://127.0.0.1:1/"), "http://127.0.0.1:1")
    assert addresses() == before
    with endpoint("", ""):
        assert addresses() == before
