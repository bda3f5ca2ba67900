"""The picture in README: `python -m tests.loopback.picture > docs/discord.svg`.

`sleepwake run` is started in a process of its own, on the embedded model and a memory that is
thrown away, and is talked with on the loopback. Knows: what is said. Does not know: how a message
is drawn.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.loopback.drawing import drawn
from tests.loopback.server import Loopback

ROOT = Path(__file__).parents[2]
PATIENCE = 900.0
GREETING, ALLOWED = "Hi there!", "Remember as text"
SAID = (
    "My cat is called Miso and I live in Lisbon.",
    "What's my cat's name?",
    "!recall",
)


async def picture() -> str:
    """A conversation of the bot with Ana on a server, as it runs."""
    async with Loopback.running() as server:
        ana = server.user("Ana")
        general = server.guild("Home", ana).channels[0]
        with tempfile.TemporaryDirectory() as folder:
            process = await _bot(server, Path(folder))
            try:
                await server.connected(PATIENCE)
                said = server.say(ana, general, GREETING, mentions=[server.bot])
                asked = await server.wait_for_message(
                    general, lambda m: ALLOWED in m.buttons, after=said, timeout=PATIENCE
                )
                server.press(ana, asked, ALLOWED)
                await server.wait_until(lambda: asked.text.startswith("**"), PATIENCE)
                for text in SAID:
                    mentions = [] if text.startswith("!") else [server.bot]
                    said = server.say(ana, general, text, mentions=mentions)
                    await server.wait_for_message(general, after=said, timeout=PATIENCE)
            finally:
                process.terminate()
                await process.wait()
        return drawn(general.messages)


async def _bot(server: Loopback, folder: Path) -> asyncio.subprocess.Process:
    config = folder / "config.toml"
    config.write_text(
        f'[discord]\ntoken = "{server.token}"\napi = "{server.api}"\n'
        f'gateway = "{server.gateway}"\ntrain_on_messages = false\n[sleep]\nenabled = false\n'
    )
    words = ("run", "--config", str(config), "--data", str(folder / "data"))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=ROOT,
        env={**os.environ, "SLEEPWAKE_LOGS": str(folder / "logs")},
    )


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(picture()))
