from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from bot.companion import Part
from bot.config import Config, parse_config
from bot.engine.fake import UNKNOWN
from bot.engine.interface import Message
from bot.errors import ModelError
from bot.evaluation.soak import Result, Soak, pretended
from bot.terminal.runtime import open_bot

ROOT = Path(__file__).parents[2]


def made(folder: Path) -> Config:
    return parse_config("", source="", folder=folder, env={"SLEEPWAKE_DATA": str(folder / "data")})


async def soaked(folder: Path, messages: int = 60, **changes: Any) -> Result:
    """A small soak; memory grows by a byte a look."""
    result = Result("pretended", messages, 5, 3)
    looks = itertools.count(1_000_000)
    async with open_bot(made(folder), pretended()) as bot:
        for name, value in changes.items():
            setattr(bot.companion, name, value)
        await Soak(
            bot.companion, bot.sleeper, bot.store, result, resident=lambda: next(looks)
        ).run()
    return result


async def test_a_good_bot_is_sound(tmp_path: Path) -> None:
    result = await soaked(tmp_path)
    assert not result.raised
    assert result.sound
    assert (result.warm_bytes, result.end_bytes) == (1_000_000, 1_000_001)


async def test_every_exception_is_counted(tmp_path: Path) -> None:
    async def fails(*_: object) -> AsyncIterator[Part]:
        raise ModelError("no")
        yield

    async def loses(*_: object) -> None:
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)

    result = await soaked(tmp_path, turn=fails, forget_everything=loses, messages=400)

    assert result.raised["ModelError"] > 300
    assert result.raised["unhandled ZeroDivisionError"] > 0
    assert not result.sound
    assert "NOT SOUND" in result.text()


def test_memory_may_grow_by_a_share_and_no_more() -> None:
    result = Result("x", 10, 1, 1, warm_bytes=100, end_bytes=110)
    assert result.sound
    result.end_bytes = 111
    assert not result.sound
    assert result.as_dict()["sound"] is False


async def test_the_engine_keeps_no_record() -> None:
    engine = pretended()
    assert await engine.complete([[Message("user", "Hello?")]]) == [UNKNOWN]
    assert engine.calls == []


def test_from_the_shell(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "bot", "bench", "soak", "--json"),
            *("--messages", "300", "--people", "20", "--growth", "0.5"),
        ],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SLEEPWAKE_LOGS": str(tmp_path)},
    )

    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (found["messages"], found["people"], found["raised"]) == (300, 20, {})
    assert found["engine"].startswith("pretended")
    assert 0 < found["warm_bytes"] <= found["end_bytes"] * 2
    assert found["messages_a_second"] > 0
