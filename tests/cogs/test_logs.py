"""Whatever the log's level: no word of a person stands in it, and no token."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine.fake import FakeEngine
from bot.errors import ModelError
from tests.cogs.living import at_home
from tests.cogs.staging import allowing
from tests.loopback import Loopback

SAID = [
    "My cat's name is Misozzz.",
    "My home city is Lisbozzz.",
    "Actually my home city is Portozzz.",
    "What's my cat's name? zzz",
    "!recall Misozzz",
    "!privacy",
    "!nonsenzzz",
    "!forget Lisbozzz",
    "no",
    "!sleep",
]


class Kept(logging.Handler):
    """Keeps every record as it would be written, its exceptions too."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter("%(name)s %(message)s").format(record))


@pytest.fixture
def log() -> Iterator[Kept]:
    root, handler = logging.getLogger(), Kept()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(before)
    root.removeHandler(handler)


async def test_no_word_and_no_token_stand_in_the_log(
    server: Loopback, tmp_path: Path, log: Kept
) -> None:
    who = server.owner
    dm, engine = server.dm(who), FakeEngine()
    general = server.guild("Home", who).channels[0]
    async with at_home(server, tmp_path, engine=engine, patience=5.0) as home:
        await allowing(server, who, dm)
        for text in SAID:
            server.say(who, dm, text)
            await server.wait_for_message(dm)
        await server.wait_for_message(dm, lambda message: "awake" in message.text)
        await home.store.find_person("nobody")
        server.say(who, general, "How are youzzz?", mentions=[server.bot])
        await server.wait_for_message(general)
        engine.fault = ModelError("no")
        server.say(who, dm, "What is my namezzz?")
        await server.wait_for_message(dm)
        question = next(message for message in dm.messages if "Chat only" in message.buttons)
        server.press(who, question, "Chat only")
        await server.wait_until(lambda: question.text.startswith("**Chat only"))
    written = "\n".join(log.lines)
    # The log was open to the loudest.
    assert any(line.startswith("asyncio ") or "discord" in line for line in log.lines)
    assert "zzz" not in written
    assert server.token not in written
