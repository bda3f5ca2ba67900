"""How a bot answers a pressed button: Discord's interaction callbacks and their webhooks.

Knows: the kinds of a first answer, and that it may be given once. Does not know: messages' routes.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.loopback import payloads
from tests.loopback.answers import Refusal, answer, body, drafted, rewrite
from tests.loopback.state import Message, Press, World

_SAYS, _CHANGES = 4, 7
_EPHEMERAL = 64


class Buttons:
    """Answers to presses, found by their token."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def callback(self, request: web.Request) -> web.Response:
        """The first answer: 4 says something, 5 and 6 promise it, 7 changes the message."""
        press = self.world.presses.get(request.match_info["token"])
        if press is None:
            raise Refusal(404, 10062, "Unknown interaction")
        if press.answered is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        told, _ = await body(request)
        kind, data = int(told["type"]), told.get("data") or {}
        resource: payloads.Json = {"type": kind}
        if kind == _SAYS:
            resource["message"] = payloads.message_json(self._say(press, data))
        elif kind == _CHANGES:
            rewrite(self.world, press.message, data)
            resource["message"] = payloads.message_json(press.message)
        press.answered = kind
        self.world.wake()
        return answer({"interaction": {"id": str(press.id), "type": 3}, "resource": resource})

    async def follow_up(self, request: web.Request) -> web.Response:
        data, _ = await body(request)
        return answer(payloads.message_json(self._say(self._answered(request), data)))

    async def original(self, request: web.Request) -> web.Response:
        return answer(payloads.message_json(_first(self._answered(request))))

    async def edit_original(self, request: web.Request) -> web.Response:
        message = _first(self._answered(request))
        rewrite(self.world, message, (await body(request))[0])
        return answer(payloads.message_json(message))

    def _answered(self, request: web.Request) -> Press:
        press = self.world.presses.get(request.match_info["token"])
        if press is None or press.answered is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        return press

    def _say(self, press: Press, data: dict[str, Any]) -> Message:
        message = drafted(self.world, press.message.channel, data, [])
        message.only_for = press.user if int(data.get("flags", 0)) & _EPHEMERAL else None
        press.answers.append(message)
        return self.world.post(message, data.get("allowed_mentions"))


def _first(press: Press) -> Message:
    return press.answers[0] if press.answered == _SAYS else press.message
