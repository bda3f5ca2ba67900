"""Draws a conversation on the loopback as an SVG, much as Discord shows it.

Knows: a message's parts (text, small print, embeds, buttons) and plain shapes. Does not know: how
the conversation came about.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any

from tests.loopback.state import Message

WIDTH, MARGIN, TEXT_LEFT = 760, 20, 72
LETTERS, SMALL_LETTERS = 88, 100
INK, FAINT, BACK, BOX, NAME, BUTTON = (
    *("#dbdee1", "#949ba4", "#313338", "#2b2d31", "#ffffff", "#4e5058"),
)
COLORS = ("#5865f2", "#3ba55d", "#c27c0e", "#ad1457")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_MENTION = re.compile(r"<@!?(\d+)>")
_CHANNEL = re.compile(r"<#(\d+)>")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_TIME = re.compile(r"<t:(\d+)(?::\w)?>")


@dataclass
class Page:
    """Shapes so far, and how far down they reach."""

    names: dict[int, str]
    places: dict[int, str] = field(default_factory=dict)
    shapes: list[str] = field(default_factory=list)
    y: int = MARGIN

    def text(self, line: str, *, left: int = TEXT_LEFT, size: int = 15, ink: str = INK) -> None:
        """A line of text; what stands between ** is bold."""
        self.y += size + 6
        shown = _BOLD.sub(r'<tspan font-weight="bold">\1</tspan>', escape(line, quote=False))
        self.shapes.append(
            f'<text x="{left}" y="{self.y}" font-size="{size}" fill="{ink}">{shown}</text>'
        )

    def named(self, text: str) -> str:
        """The text as people see it: names, channels, times and links in words."""
        text = _MENTION.sub(lambda found: f"@{self.names.get(int(found[1]), '?')}", text)
        text = _CHANNEL.sub(lambda found: f"#{self.places.get(int(found[1]), '?')}", text)
        text = _TIME.sub(lambda found: f"{_moment(int(found[1])):%d %B %Y %H:%M}", text)
        return _LINK.sub(r"\1", text)


def drawn(messages: Sequence[Message]) -> str:
    """The SVG of these messages, from the first one down."""
    people = {m.author.id: m.author.display for m in messages}
    page = Page(
        people | {user.id: user.display for m in messages for user in m.pings},
        {m.channel.id: m.channel.name for m in messages},
    )
    for message in messages:
        _message(page, message, COLORS[list(people).index(message.author.id) % len(COLORS)])
    height = page.y + MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="Helvetica, Arial, sans-serif">'
    )
    back = f'<rect width="{WIDTH}" height="{height}" rx="8" fill="{BACK}"/>'
    return "\n".join([head, back, *page.shapes, "</svg>"]) + "\n"


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _message(page: Page, message: Message, color: str) -> None:
    page.y += 10
    if message.reply_to is not None:
        said = page.named(message.reply_to.text).splitlines()
        short = textwrap.shorten(said[0] if said else "", 70, placeholder=" …")
        page.text(f"↱ {message.reply_to.author.display}: {short}", size=12, ink=FAINT)
    top = page.y
    page.shapes.append(f'<circle cx="42" cy="{top + 24}" r="18" fill="{color}"/>')
    page.shapes.append(
        f'<text x="42" y="{top + 30}" font-size="17" text-anchor="middle" fill="{NAME}">'
        f"{escape(message.author.display[:1])}</text>"
    )
    page.text(f"**{message.author.display}**", ink=NAME)
    for line in page.named(message.text).splitlines():
        _line(page, line)
    for embed in message.embeds:
        _embed(page, embed)
    if message.buttons:
        _buttons(page, list(message.buttons))
    page.y = max(page.y, top + 42)


def _line(page: Page, line: str, left: int = TEXT_LEFT) -> None:
    small = line.startswith("-# ")
    most = SMALL_LETTERS if small else LETTERS
    for part in textwrap.wrap(line.removeprefix("-# "), most) or [""]:
        page.text(part, left=left, size=12 if small else 15, ink=FAINT if small else INK)


def _embed(page: Page, embed: dict[str, Any]) -> None:
    """A box with a bar at its left, drawn behind its text."""
    page.y += 8
    top, place = page.y, len(page.shapes)
    for line in _embed_lines(embed):
        _line(page, page.named(line), TEXT_LEFT + 16)
    page.y += 10
    width, height = WIDTH - TEXT_LEFT - MARGIN, page.y - top
    page.shapes[place:place] = [
        f'<rect x="{TEXT_LEFT}" y="{top}" width="{width}" height="{height}" rx="4" fill="{BOX}"/>',
        f'<rect x="{TEXT_LEFT}" y="{top}" width="4" height="{height}" fill="{COLORS[0]}"/>',
    ]


def _embed_lines(embed: dict[str, Any]) -> Iterator[str]:
    if embed.get("title"):
        yield f"**{embed['title']}**"
    yield from (embed.get("description") or "").splitlines()
    for part in embed.get("fields") or []:
        yield f"**{part['name']}**"
        yield from part["value"].splitlines()
    if embed.get("footer"):
        yield f"-# {embed['footer']['text']}"


def _buttons(page: Page, labels: Sequence[str]) -> None:
    page.y += 10
    left = TEXT_LEFT
    for label in labels:
        width = 24 + 8 * len(label)
        page.shapes.append(
            f'<rect x="{left}" y="{page.y}" width="{width}" height="30" rx="4" fill="{BUTTON}"/>'
            f'<text x="{left + width // 2}" y="{page.y + 20}" font-size="14" '
            f'text-anchor="middle" fill="{NAME}">{escape(label)}</text>'
        )
        left += width + 8
    page.y += 34
