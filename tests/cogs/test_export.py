"""`!export` is handed over in private, whatever the doors."""

from __future__ import annotations

import gzip
import json
import random
from datetime import UTC, datetime

import discord
import pytest

from bot.errors import RequestError
from cogs import export
from tests.cogs.fakes import fact
from tests.cogs.staging import Stage
from tests.loopback.answers import Upload


@pytest.mark.parametrize("private", [True, False])
async def test_it_is_sent_in_private_as_a_file(stage: Stage, private: bool) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm = server.dm(ana)
    channel = dm if private else server.guild("Home", ana).channels[0]
    stage.mind.facts = [fact(1, "home city", "Lisbon")]
    async with stage.running():
        asked = server.say(ana, channel, "!export")
        sent = await server.wait_for_message(dm, lambda m: bool(m.files), after=asked)
        if not private:
            told = await server.wait_for_message(channel)
            assert told.text == "I have sent it to you in private."
            assert not told.files
    assert sent.text.startswith("This is all that I hold about you")
    (file,) = sent.files
    assert file == "sleepwake-2025-06-01.json"
    assert isinstance(file, Upload)
    assert json.loads(file.data) == {
        "person": {"key": f"discord:{ana.id}"},
        "facts": ["home city: Lisbon"],
    }


async def test_closed_doors_are_told_and_nothing_is_shown(stage: Stage) -> None:
    server = stage.server
    ana = server.user("Ana")
    dm, general = server.dm(ana), server.guild("Home", ana).channels[0]
    async with stage.running():
        path = f"/channels/{dm.id}/messages"
        server.faults.fail(403, method="POST", path=path, code=50007)
        server.say(ana, general, "!export")
        told = await server.wait_for_message(general)
    assert told.text.startswith("I can't write to you in private, so I have sent nothing.")
    assert not told.files
    assert dm.messages == []


class Inbox:
    def __init__(self) -> None:
        self.files: list[tuple[str, bytes]] = []

    async def send(self, text: str, file: discord.File) -> None:
        self.files.append((file.filename, file.fp.read()))


async def test_a_large_one_is_packed_and_one_too_large_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, inbox = datetime(2025, 6, 1, tzinfo=UTC), Inbox()
    held = {"log": ["the same again"] * 1000}
    monkeypatch.setattr(export, "_MOST", 5000)
    await export.hand_over(inbox, held, now)  # type: ignore[arg-type]
    ((name, data),) = inbox.files
    assert name == "sleepwake-2025-06-01.json.gz"
    assert json.loads(gzip.decompress(data)) == held
    source = random.Random(1)
    held = {"log": [f"{source.random()}" for _ in range(1000)]}
    with pytest.raises(RequestError, match="sleepwake export"):
        await export.hand_over(inbox, held, now)  # type: ignore[arg-type]
    assert len(inbox.files) == 1
