"""The bot's process of a soak: all of the program over an engine that answers by rule.

    python -m tests.end_to_end.soaked DATA API GATEWAY TOKEN OWNER

It prints a line a thing: "ready", "raised NAME" for each exception that nobody caught, and, when it
is sent SIGUSR1, "resident BYTES". Knows: what counts as a fault. Does not know: who talks with it.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import signal
import sys
from pathlib import Path
from typing import Any

from bot.config import Config, Discord, Paths, Sleep
from bot.evaluation.soak import pretended
from bot.secret import Secret
from bot.terminal.ending import run
from bot.terminal.processes import resident_bytes
from bot.terminal.runtime import open_bot
from bot.terminal.settings import now
from cogs.parts import Parts
from cogs.run import connect

# Seconds: quick enough for many messages, and still several messages in a row and several edits.
_QUICK = 0.02
# Buttons are kept in memory as long as somebody may press them. A soak goes quicker than life: else
# more and more of them would wait until long after the warm-up.
_PATIENCE = 30.0


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Faults(logging.Handler):
    """Tells of everything that is logged as an error: nobody expected it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        tell(f"raised {type(error).__name__} in {record.name}: {record.getMessage()} ({error})")


def _lost(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    tell(f"raised {type(context.get('exception')).__name__}: {context['message']}")


def _weighed() -> None:
    """What is held for something: what the allocator keeps for later use is given back first.

    It keeps much after a rewriting of the database, which is done in memory.
    """
    gc.collect()
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
    tell(f"resident {resident_bytes()}")


async def bot(data: Path, api: str, gateway: str, token: str, owner: int) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_lost)
    loop.add_signal_handler(signal.SIGUSR1, _weighed)
    config = Config(
        discord=Discord(
            token=Secret(token),
            api=api,
            gateway=gateway,
            owner_ids=(owner,),
            train_on_messages=True,
            join_seconds=_QUICK,
            edit_seconds=_QUICK,
        ),
        paths=Paths(data=data, cache=data, logs=data),
        sleep=Sleep(enabled=False),
    )
    async with open_bot(config, pretended()) as parts:
        await connect(
            Parts(
                config,
                parts.companion,
                parts.sleeper,
                parts.store,
                clock=now,
                say=lambda line: tell("ready") if "is on Discord" in line else None,
                patience=_PATIENCE,
            )
        )
    return 0


if __name__ == "__main__":
    logging.getLogger().addHandler(Faults())
    folder, server, socket, secret, number = sys.argv[1:]
    sys.exit(run(bot(Path(folder), server, socket, secret, int(number))))
