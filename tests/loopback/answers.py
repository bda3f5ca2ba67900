"""What every part of the HTTP side needs: answers, refusals, bodies, and messages made of them.

Knows: Discord's error codes and its rules for a message's text. Does not know: routes.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.loopback.state import Channel, Message, World

LIMIT = 2000


class Upload(str):
    """A file's name, which also knows what is in the file."""

    __slots__ = ("data",)
    data: bytes


class Refusal(Exception):
    """An error answer of Discord's: the HTTP status, its own code, and its words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


def answer(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # The client takes an answer for JSON only when its type is exactly this, without a charset.
    kind = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(data).encode(), status=status, headers=kind)


def number(found: Any) -> int:
    """An id as a number; anything else is refused."""
    try:
        return int(found)
    except ValueError:
        raise Refusal(400, 50035, "Invalid Form Body") from None


async def body(request: web.Request) -> tuple[dict[str, Any], list[str]]:
    """The request's JSON, and the names of the files that came with it."""
    if request.content_type == "application/json":
        return await request.json(), []
    if not request.content_type.startswith("multipart/"):
        return {}, []
    form = await request.post()
    files: list[str] = []
    for part in form.values():
        if isinstance(part, web.FileField):
            upload = Upload(part.filename)
            upload.data = part.file.read()
            files.append(upload)
    return json.loads(str(form.get("payload_json", "{}"))), files


def drafted(world: World, channel: Channel, sent: dict[str, Any], files: list[str]) -> Message:
    """A message of the bot's, not posted yet; refused when Discord would refuse it."""
    text = sent.get("content") or ""
    _check_length(text)
    if not text.strip() and not sent.get("embeds") and not files:
        raise Refusal(400, 50006, "Cannot send an empty message")
    message = world.draft(channel, world.bot, text)
    message.components = sent.get("components") or []
    message.embeds = sent.get("embeds") or []
    message.files, message.sent = files, sent
    return message


def rewrite(
    world: World, message: Message, data: dict[str, Any], files: list[str] | None = None
) -> None:
    """Change what the bot's edit names, and leave the rest. A promised answer is there then."""
    text = data.get("content", message.text) or ""
    _check_length(text)
    if data.get("components") is not None:
        message.components = data["components"]
    if data.get("embeds") is not None:
        message.embeds = data["embeds"]
    if files:
        message.files = files
    message.thinking = False
    world.edit(message, text)


def _check_length(text: str) -> None:
    if len(text) > LIMIT:
        raise Refusal(400, 50035, f"Invalid Form Body: content: at most {LIMIT} characters")
