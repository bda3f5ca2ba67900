"""The loopback's HTTP side: the part of Discord's REST API v10 that the bot uses.

Knows: routes, tokens, Discord's own error answers, and the faults switched on. Does not know: the
websocket; what it changes in the world is told from there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.loopback import payloads
from tests.loopback.answers import Refusal, answer, body, drafted, number, rewrite
from tests.loopback.faults import DROPPED, Fault, Faults
from tests.loopback.interactions import Interactions
from tests.loopback.registry import Registry
from tests.loopback.state import Channel, Message, User, World

Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]
_PREFIX = "/api/v10"
# The application's flag for the message content intent of a bot in few servers.
READS_MESSAGES = 1 << 19


@dataclass(frozen=True)
class Asked:
    """One request, as it was received, and the status of its answer."""

    method: str
    path: str
    status: int


class Rest:
    """The API's answers. `asked` lists every request; `unknown` those without a route."""

    def __init__(self, world: World, faults: Faults, token: str) -> None:
        self.world, self.faults, self.token = world, faults, token
        self.interactions, self.registry = Interactions(world), Registry(world)
        self.asked: list[Asked] = []
        self.unknown: list[str] = []
        self.application_flags = READS_MESSAGES

    def routes(self) -> list[web.RouteDef]:
        channel, message = "/channels/{channel}", "/channels/{channel}/messages/{message}"
        webhook = "/webhooks/{application}/{token}"
        table: list[tuple[str, str, Serve]] = [
            ("GET", "/users/@me", self._own_user),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/applications/@me", self._application),
            ("GET", "/users/@me/guilds", self._own_guilds),
            ("POST", "/users/@me/channels", self._open_dm),
            ("GET", "/users/{user}", self._user),
            ("GET", "/guilds/{guild}/members/{user}", self._member),
            ("GET", channel, self._channel),
            ("POST", f"{channel}/typing", self._typing),
            ("GET", f"{channel}/messages", self._messages),
            ("POST", f"{channel}/messages", self._post),
            ("GET", message, self._message),
            ("PATCH", message, self._edit),
            ("DELETE", message, self._delete),
            ("PUT", message + "/reactions/{emoji}/@me", self._react),
            ("POST", "/interactions/{id}/{token}/callback", self.interactions.callback),
            ("POST", webhook, self.interactions.follow_up),
            ("GET", webhook + "/messages/{message}", self.interactions.message),
            ("PATCH", webhook + "/messages/{message}", self.interactions.edit),
            ("DELETE", webhook + "/messages/{message}", self.interactions.delete),
            *self._registry_routes("/applications/{application}/commands"),
            *self._registry_routes("/applications/{application}/guilds/{guild}/commands"),
            ("*", "/{rest:.*}", self._nothing),
        ]
        return [web.route(method, _PREFIX + path, serve) for method, path, serve in table]

    def _registry_routes(self, commands: str) -> list[tuple[str, str, Serve]]:
        one = commands + "/{command}"
        return [
            ("GET", commands, self.registry.listed),
            ("PUT", commands, self.registry.replace_all),
            ("POST", commands, self.registry.add),
            ("GET", one, self.registry.one),
            ("PATCH", one, self.registry.change),
            ("DELETE", one, self.registry.remove),
        ]

    def guarded(self) -> web.Application:
        """An application with the routes, where faults strike, tokens are checked, and every
        request is noted."""

        @web.middleware
        async def guard(request: web.Request, handler: Serve) -> web.StreamResponse:
            if not request.path.startswith(_PREFIX):
                return await handler(request)
            fault = self.faults.take(request.method, request.path)
            given: web.StreamResponse | None = None
            if fault is None or fault.after:
                given = await self._served(request, handler)
            if fault is not None and fault.status == DROPPED and request.transport:
                # What is written to it now reaches nobody.
                request.transport.close()
            if fault is not None or given is None:
                given = _faulty(fault)
            status = given.status if fault is None else fault.status
            self.asked.append(Asked(request.method, request.path, status))
            self.world.wake()
            return given

        app = web.Application(middlewares=[guard])
        app.add_routes(self.routes())
        return app

    async def _served(self, request: web.Request, serve: Serve) -> web.StreamResponse:
        by_token = "/interactions/" in request.path or "/webhooks/" in request.path
        try:
            if not by_token and request.headers.get("Authorization") != f"Bot {self.token}":
                raise Refusal(401, 0, "401: Unauthorized")
            return await serve(request)
        except Refusal as no:
            return answer({"message": str(no), "code": no.code}, no.status)

    async def _nothing(self, request: web.Request) -> web.Response:
        self.unknown.append(f"{request.method} {request.path}")
        raise Refusal(404, 0, "404: Not Found")

    async def _own_user(self, request: web.Request) -> web.Response:
        return answer(payloads.own_user_json(self.world.bot))

    async def _application(self, request: web.Request) -> web.Response:
        made = payloads.application_json(self.world.bot, self.world.owner)
        return answer({**made, "flags": self.application_flags})

    async def _own_guilds(self, request: web.Request) -> web.Response:
        after, limit = number(request.query.get("after", "0")), int(request.query["limit"])
        later = [guild for guild in self.world.guilds.values() if guild.id > after]
        return answer([payloads.own_guild_json(g, self.world.bot) for g in later[:limit]])

    async def _open_dm(self, request: web.Request) -> web.Response:
        user = self._known_user((await request.json())["recipient_id"])
        return answer(payloads.channel_json(self.world.dm(user)))

    async def _user(self, request: web.Request) -> web.Response:
        return answer(payloads.user_json(self._known_user(request.match_info["user"])))

    async def _member(self, request: web.Request) -> web.Response:
        user = self._known_user(request.match_info["user"])
        guild = self.world.guilds.get(number(request.match_info["guild"]))
        if guild is None or user not in guild.members:
            raise Refusal(404, 10007, "Unknown Member")
        return answer(payloads.member_json(guild, user))

    async def _channel(self, request: web.Request) -> web.Response:
        return answer(payloads.channel_json(self._known_channel(request)))

    async def _typing(self, request: web.Request) -> web.Response:
        self._known_channel(request).typing.append(self.world.bot)
        return web.Response(status=204)

    async def _messages(self, request: web.Request) -> web.Response:
        limit = int(request.query.get("limit", "50"))
        newest = self._known_channel(request).messages[::-1][:limit]
        return answer([payloads.message_json(message) for message in newest])

    async def _message(self, request: web.Request) -> web.Response:
        message = self._known_message(request)
        written = payloads.message_json(message)
        if self.world.hides_content:
            written = payloads.without_content(written, message, self.world.bot)
        return answer(written)

    async def _post(self, request: web.Request) -> web.Response:
        sent, files = await body(request)
        channel = self._known_channel(request)
        repeated = self._repeated(channel, sent)
        if repeated is not None:
            return answer(payloads.message_json(repeated))
        message = drafted(self.world, channel, sent, files)
        reference = sent.get("message_reference")
        if reference is not None:
            message.reply_to = self.world.find_message(channel, int(reference["message_id"]))
            if message.reply_to is None and reference.get("fail_if_not_exists", True):
                raise Refusal(400, 50035, "Invalid Form Body: message_reference: Unknown message")
        posted = self.world.post(message, sent.get("allowed_mentions"))
        return answer(payloads.message_json(posted))

    def _repeated(self, channel: Channel, sent: dict[str, Any]) -> Message | None:
        if not sent.get("enforce_nonce"):
            return None
        return next((m for m in channel.messages if m.sent.get("nonce") == sent["nonce"]), None)

    async def _edit(self, request: web.Request) -> web.Response:
        message = self._known_message(request)
        if message.author is not self.world.bot:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        rewrite(self.world, message, (await body(request))[0])
        return answer(payloads.message_json(message))

    async def _delete(self, request: web.Request) -> web.Response:
        self.world.delete(self._known_message(request))
        return web.Response(status=204)

    async def _react(self, request: web.Request) -> web.Response:
        message = self._known_message(request)
        message.reactions.append((self.world.bot, request.match_info["emoji"]))
        return web.Response(status=204)

    def _known_user(self, found: Any) -> User:
        user = self.world.users.get(number(found))
        if user is None:
            raise Refusal(404, 10013, "Unknown User")
        return user

    def _known_channel(self, request: web.Request) -> Channel:
        channel = self.world.channels.get(number(request.match_info["channel"]))
        if channel is None:
            raise Refusal(404, 10003, "Unknown Channel")
        if channel.guild is not None and self.world.bot not in channel.guild.members:
            raise Refusal(403, 50001, "Missing Access")
        return channel

    def _known_message(self, request: web.Request) -> Message:
        channel = self._known_channel(request)
        message = self.world.find_message(channel, number(request.match_info["message"]))
        if message is None:
            raise Refusal(404, 10008, "Unknown Message")
        return message


def _faulty(fault: Fault | None) -> web.Response:
    assert fault is not None
    return answer(fault.body, fault.status or 502, fault.headers)
