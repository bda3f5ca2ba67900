"""`sleepwake run` in a process of its own, on the loopback Discord; only the model is pretended."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.store.lock import holder
from bot.terminal.presence import FILE, read_sign
from tests.loopback import Loopback

ROOT = Path(__file__).parents[2]
# Its replies to what begins with "wait" are begun, and never end.
SCRIPT = """
import asyncio, sys
from contextlib import asynccontextmanager
from bot.__main__ import main
from bot.engine.fake import FakeEngine
from bot.terminal import runtime
class Engine(FakeEngine):
    async def stream(self, chat, **how):
        if chat[-1].content.startswith("wait"):
            yield "Well, let me"
            await asyncio.sleep(3600)
        async for piece in super().stream(chat, **how):
            yield piece
@asynccontextmanager
async def pretended(config, say):
    yield Engine()
runtime.open_model = pretended
sys.exit(main(["--model", "pretended", *sys.argv[1:]]))
"""


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback.running() as server:
        yield server


@asynccontextmanager
async def running(server: Loopback, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot's process, connected."""
    (folder / "config.toml").write_text(
        f'[discord]\napi = "{server.api}"\ngateway = "{server.gateway}"\n'
        "train_on_messages = false\n[sleep]\nenabled = false\n"
    )
    env = {f"SLEEPWAKE_{n.upper()}": str(folder / n) for n in ("data", "cache", "logs")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SCRIPT, "run", "--config", str(folder / "config.toml")),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SLEEPWAKE_DISCORD_TOKEN": server.token, **env},
    )
    try:
        await server.connected(timeout=120)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def stopped(process: asyncio.subprocess.Process) -> str:
    """What a process says that is told to end, and ends as it should."""
    process.send_signal(signal.SIGTERM)
    _, err = await process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    return err.decode()


async def test_told_to_end_while_idle_it_leaves_nothing_behind(
    server: Loopback, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    async with running(server, tmp_path) as process:
        sign = read_sign(data)
        assert sign is not None
        assert (sign.pid, sign.asleep, holder(data)) == (process.pid, False, process.pid)
        said = await stopped(process)

    assert "Traceback" not in said
    assert not (data / FILE).exists()
    assert holder(data) is None
    assert not (data / "sleepwake.sqlite3-wal").exists()


async def test_told_to_end_while_talking_it_breaks_off_what_it_says(
    server: Loopback, tmp_path: Path
) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    async with running(server, tmp_path) as process:
        for who in (ana, ben):
            server.say(who, server.dm(who), "wait for my secret xyzzy")
            await server.wait_for_typing(server.dm(who), timeout=60)
        said = await stopped(process)

    assert "Traceback" not in said
    assert holder(tmp_path / "data") is None
    log = (tmp_path / "logs" / "sleepwake.log").read_text("utf-8")
    assert all(json.loads(line)["level"] for line in log.splitlines())
    assert "xyzzy" not in log
    assert server.token not in log


async def test_killed_it_is_not_taken_for_running(server: Loopback, tmp_path: Path) -> None:
    async with running(server, tmp_path) as process:
        assert read_sign(tmp_path / "data") is not None
        process.kill()
        await process.wait()

    assert (tmp_path / "data" / FILE).exists()
    assert read_sign(tmp_path / "data") is None
