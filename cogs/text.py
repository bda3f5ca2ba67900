"""Text as it comes from Discord, and as it has to go there.

Knows: mentions, files, code fences, and Discord's limit on a message. Does not know: who sends it.
"""

from __future__ import annotations

import mimetypes
import re

import discord

LIMIT = 2000
_FENCE = re.compile(r"```(?:([\w+.#-]{1,20})\n)?")
_UNFINISHED = re.compile(r"`+[\w+.#-]{0,20}\Z")
_CLOSING = "\n```"
_MENTION = re.compile(r"<(@!?|@&|#)(\d+)>")
_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_BREAKS = ("\n\n", "\n", ". ", "! ", "? ", "。", ", ", " ")
_KINDS = {"image": "an image", "video": "a video", "audio": "a sound"}
_LONGEST_NAME = 60
_UNKNOWN = {"@": "someone", "@&": "some people", "#": "a channel"}


def readable(message: discord.Message, me: discord.abc.Snowflake) -> str:
    """What a person wrote, with names for Discord's codes and without the call to the bot.

    What was sent beside words is noted, a line each.
    """
    own_role = message.guild.self_role if message.guild else None
    calls = [f"<@!?{me.id}>", *([f"<@&{own_role.id}>"] if own_role else [])]
    text = re.sub(f" ?(?:{'|'.join(calls)})", "", message.content)
    names = _names(message)

    def name(code: re.Match[str]) -> str:
        kind = code[1].rstrip("!")
        return names.get((kind, int(code[2])), _UNKNOWN[kind])

    words = _EMOJI.sub(r"\1", _MENTION.sub(name, text)).strip()
    return "\n".join(([words] if words else []) + _sent(message))


def _sent(message: discord.Message) -> list[str]:
    """A note of each file and sticker: `[sent an image: cat.png]`."""
    files = [f"[sent {_kind(file)}: {_short(file.filename)}]" for file in message.attachments]
    return files + [f"[sent a sticker: {_short(sticker.name)}]" for sticker in message.stickers]


def _kind(file: discord.Attachment) -> str:
    if file.is_voice_message():
        return "a voice message"
    kind = file.content_type or mimetypes.guess_type(file.filename)[0] or ""
    return _KINDS.get(kind.partition("/")[0], "a file")


def _short(name: str) -> str:
    """A name as it can stand in a note: of one line, and without the note's own brackets."""
    return re.sub(r"[\[\]\s]+", " ", name).strip()[:_LONGEST_NAME]


def _names(message: discord.Message) -> dict[tuple[str, int], str]:
    names = {("@", user.id): user.display_name for user in message.mentions}
    names |= {("@&", role.id): role.name for role in message.role_mentions}
    return names | {("#", place.id): f"#{place.name}" for place in message.channel_mentions}


def size(text: str) -> int:
    """Length in UTF-16 units: what Discord counts is never more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Cut a text into messages of at most `limit`, at the best places there are.

    A code block that is cut is closed in one message and opened anew in the next; one that was
    never closed is closed. A text of nothing but white space gives no message.
    """
    parts: list[str] = []
    rest, fence = text.strip(), ""
    while rest.strip():
        head = f"{fence}\n" if fence else ""
        if size(_closed(head + rest)) <= limit:
            parts.append(_closed(head + rest))
            break
        end = _place_to_cut(rest, limit - size(head) - size(_CLOSING))
        parts.append(_closed(head + rest[:end]))
        fence = _open_fence(head + rest[:end])
        # White space at the cut is dropped; a code block's indentation is not.
        rest = rest[end:].strip("\n") if fence else rest[end:].strip()
        if fence and rest.lstrip().startswith("```"):
            rest, fence = rest.lstrip()[3:].strip(), ""
    return parts


def growing(text: str, limit: int = LIMIT) -> list[str]:
    """The messages of a text that is not whole yet; what may be half a fence is held back."""
    return split(_UNFINISHED.sub("", text), limit)


def _place_to_cut(text: str, room: int) -> int:
    """How much of the text's start to take: all that fits, or less where that ends better."""
    end = min(len(text), room)
    while size(text[:end]) > room:
        end -= max((size(text[:end]) - room) // 2, 1)
    for fence in _FENCE.finditer(text):
        if 0 < fence.start() < end < fence.end():
            end = fence.start()
    for mark in _BREAKS:
        at = text.rfind(mark, 0, end)
        # A cut in the first half would leave many short messages.
        if at >= end // 2 and text[:at].strip():
            return at + len(mark)
    return end


def _open_fence(text: str) -> str:
    """The line that opens the code block in which the text ends; empty outside of one."""
    opened = ""
    for fence in _FENCE.finditer(text):
        opened = "" if opened else f"```{fence[1] or ''}"
    return opened


def _closed(text: str) -> str:
    return text.rstrip() + (_CLOSING if _open_fence(text) else "")
