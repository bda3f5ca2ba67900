"""The application's commands, as a bot registers them.

Knows: the routes for all guilds and for one guild, and that a registration has an id. Does not
know: how a command is invoked (`gestures`).
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.loopback.answers import Refusal, answer, number
from tests.loopback.state import World

_CHAT_INPUT = 1
_MOST = 100


class Registry:
    """Commands by the guild that they are registered for; None stands for everywhere."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def listed(self, request: web.Request) -> web.Response:
        return answer(self._place(request))

    async def one(self, request: web.Request) -> web.Response:
        return answer(self._found(request))

    async def replace_all(self, request: web.Request) -> web.Response:
        """What `CommandTree.sync` asks for: these commands and no others."""
        sent = await request.json()
        if len(sent) > _MOST:
            raise Refusal(400, 30032, "Maximum number of application commands reached (100)")
        place, guild = self._place(request), _guild(request)
        place[:] = [self._registered(command, guild, place) for command in sent]
        self.world.wake()
        return answer(place)

    async def add(self, request: web.Request) -> web.Response:
        place = self._place(request)
        command = self._registered(await request.json(), _guild(request), place)
        place[:] = [old for old in place if old["id"] != command["id"]] + [command]
        self.world.wake()
        return answer(command, 201)

    async def change(self, request: web.Request) -> web.Response:
        command = self._found(request)
        command.update(await request.json())
        return answer(command)

    async def remove(self, request: web.Request) -> web.Response:
        self._place(request).remove(self._found(request))
        return web.Response(status=204)

    def _place(self, request: web.Request) -> list[dict[str, Any]]:
        return self.world.commands.setdefault(_guild(request), [])

    def _found(self, request: web.Request) -> dict[str, Any]:
        wanted = request.match_info["command"]
        found = next((each for each in self._place(request) if each["id"] == wanted), None)
        if found is None:
            raise Refusal(404, 10063, "Unknown application command")
        return found

    def _registered(
        self, sent: dict[str, Any], guild: int | None, place: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """A command with all that Discord adds; one of the same name keeps its id."""
        kind = sent.get("type", _CHAT_INPUT)
        same = [old for old in place if (old["name"], old["type"]) == (sent["name"], kind)]
        written = {
            "description": "",
            "default_member_permissions": None,
            **sent,
            "id": same[0]["id"] if same else str(self.world.new_id()),
            "application_id": str(self.world.bot.id),
            "type": kind,
            "version": str(self.world.new_id()),
        }
        return written if guild is None else {**written, "guild_id": str(guild)}


def _guild(request: web.Request) -> int | None:
    guild = request.match_info.get("guild")
    return None if guild is None else number(guild)
