"""How a bot answers an interaction: Discord's callbacks, and the webhook of each interaction.

Knows: the kinds of a first answer, that it may be given once, promised answers ("thinking"),
modals, and messages that one person alone sees. Does not know: how interactions come about
(`gestures`), nor the routes of ordinary messages.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.loopback import payloads
from tests.loopback.answers import Refusal, answer, body, drafted, number, rewrite
from tests.loopback.state import COMMAND, COMPONENT, MODAL, Interaction, Message, World

SAYS, PROMISES, ACKNOWLEDGES, CHANGES, COMPLETES, SHOWS_MODAL = 4, 5, 6, 7, 8, 9
_ALLOWED = {
    SAYS: (COMMAND, COMPONENT, MODAL),
    PROMISES: (COMMAND, COMPONENT, MODAL),
    ACKNOWLEDGES: (COMPONENT, MODAL),
    CHANGES: (COMPONENT, MODAL),
    COMPLETES: (4,),
    SHOWS_MODAL: (COMMAND, COMPONENT),
}
_EPHEMERAL = 64


class Interactions:
    """The answers to interactions, found by their token."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def callback(self, request: web.Request) -> web.Response:
        """The first answer to an interaction."""
        interaction = self.world.interactions.get(request.match_info["token"])
        if interaction is None:
            raise Refusal(404, 10062, "Unknown interaction")
        if interaction.answered is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        told, files = await body(request)
        kind, data = int(told["type"]), told.get("data") or {}
        if interaction.kind not in _ALLOWED.get(kind, ()):
            raise Refusal(400, 50035, "Invalid Form Body: type: not for this interaction")
        self._take(interaction, kind, data, files)
        interaction.answered = kind
        self.world.wake()
        return answer(_callback_json(interaction, kind))

    async def follow_up(self, request: web.Request) -> web.Response:
        """A further message; the first one after a promise takes the promise's place."""
        interaction = self._answered(request)
        data, files = await body(request)
        first = interaction.answers[0] if interaction.answers else None
        if first is not None and first.thinking:
            rewrite(self.world, first, data, files)
            return answer(payloads.message_json(first))
        return answer(payloads.message_json(self._say(interaction, data, files)))

    async def message(self, request: web.Request) -> web.Response:
        return answer(payloads.message_json(self._found(request)))

    async def edit(self, request: web.Request) -> web.Response:
        message = self._found(request)
        data, files = await body(request)
        rewrite(self.world, message, data, files)
        return answer(payloads.message_json(message))

    async def delete(self, request: web.Request) -> web.Response:
        self.world.delete(self._found(request))
        return web.Response(status=204)

    def _take(
        self, interaction: Interaction, kind: int, data: dict[str, Any], files: list[str]
    ) -> None:
        if kind == SAYS:
            self._say(interaction, data, files)
        elif kind == PROMISES:
            promise = self.world.draft(interaction.channel, self.world.bot, "")
            promise.thinking = True
            self._post(interaction, promise, data)
        elif kind == CHANGES:
            if interaction.message is None:
                raise Refusal(400, 50035, "Invalid Form Body: there is no message to change")
            rewrite(self.world, interaction.message, data, files)
        elif kind == COMPLETES:
            interaction.choices = data["choices"]
        elif kind == SHOWS_MODAL:
            interaction.modal = data

    def _say(self, interaction: Interaction, data: dict[str, Any], files: list[str]) -> Message:
        drawn = drafted(self.world, interaction.channel, data, files)
        return self._post(interaction, drawn, data)

    def _post(self, interaction: Interaction, message: Message, data: dict[str, Any]) -> Message:
        message.only_for = interaction.user if int(data.get("flags", 0)) & _EPHEMERAL else None
        interaction.answers.append(message)
        return self.world.post(message, data.get("allowed_mentions"))

    def _answered(self, request: web.Request) -> Interaction:
        interaction = self.world.interactions.get(request.match_info["token"])
        if interaction is None or interaction.answered is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        return interaction

    def _found(self, request: web.Request) -> Message:
        interaction, named = self._answered(request), request.match_info["message"]
        own = [message for message in interaction.answers if not message.deleted]
        if named == "@original":
            found = own[0] if interaction.answered in (SAYS, PROMISES) and own else None
            if interaction.answered in (ACKNOWLEDGES, CHANGES):
                found = interaction.message
        else:
            shown = [*own, *([interaction.message] if interaction.message else [])]
            found = next((message for message in shown if message.id == number(named)), None)
        if found is None:
            raise Refusal(404, 10008, "Unknown Message")
        return found


def _callback_json(interaction: Interaction, kind: int) -> payloads.Json:
    resource: payloads.Json = {"type": kind}
    if kind in (SAYS, PROMISES):
        resource["message"] = payloads.message_json(interaction.answers[0])
    elif kind == CHANGES and interaction.message is not None:
        resource["message"] = payloads.message_json(interaction.message)
    about = {"id": str(interaction.id), "type": interaction.kind}
    return {"interaction": about, "resource": resource}
