"""SIGTERM in the middle of a night: the bot leaves Discord, puts itself away, and loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.memory.facts import State
from bot.store import open_store
from tests.engine import tiny
from tests.loopback import Loopback
from tests.sleep.made import NOW
from tests.terminal.ended_night import CAT

ROOT = Path(__file__).parents[2]


async def test_a_signal_ends_a_night_that_would_go_on_for_hours(tmp_path: Path) -> None:
    model = tiny.write_model(tmp_path / "model", num_hidden_layers=2, max_position_embeddings=1024)
    data = tmp_path / "data"
    attribute, _, value = CAT.partition(": ")
    async with open_store(data, clock=lambda: NOW) as store:
        person = await store.person("discord:1", "Ana")
        await store.set_consent(person.id, "weights")
        await store.add_fact(person.id, "private", attribute, value, "My cat's name is Miso.")
    async with Loopback.running() as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.terminal.ended_night",
            *(str(model), str(data), server.api, server.gateway, server.token),
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        said: set[bytes] = set()
        while not {b"learning\n", b"Ember is on Discord (0 servers).\n"} <= said:
            line = await process.stdout.readline()
            assert line, (await process.communicate())[1].decode()
            said.add(line)
        process.send_signal(signal.SIGTERM)
        # Its training alone has a hundred thousand steps to go: it ends only as it is told to.
        _, errors = await process.communicate()
    assert errors.decode() == ""
    assert process.returncode == 128 + signal.SIGTERM
    async with open_store(data, clock=lambda: NOW) as store:
        (fact,) = await store.facts(person.id)
        assert fact.state is State.FRESH
        (night,) = await store.nights(person.id)
        assert night.outcome == "unfinished"
        assert await store.adapters() == []
