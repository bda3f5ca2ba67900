"""The bot's process, to be killed: the program's own parts over an engine that learns quickly.

Knows: how the parts are put together, and how it tells its parent where it is. Does not know: when
it is killed, or who talks with it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

# They take long, and are shared by all processes that are forked from one that has them.
from transformers import AutoTokenizer, PreTrainedTokenizerFast  # noqa: F401

from bot.config import Bot, Config, Discord, Paths, Sleep
from bot.secret import Secret
from bot.sleep.report import SleepProgress
from bot.terminal.ending import run
from bot.terminal.presence import Presence
from bot.terminal.runtime import open_bot
from bot.terminal.settings import now
from cogs.parts import Parts
from cogs.run import connect
from tests.sleep.home import PERSONA

TALKING, BETWEEN = "talking", "between"
_SLEEP = Sleep(
    enabled=False,
    rank=2,
    layers=1,
    steps=3,
    rate=1e-4,
    batch_items=4,
    forms_per_fact=2,
    gate_divergence=100.0,
)


@dataclass(frozen=True, slots=True)
class Wiring:
    """Where the process finds everything. `memory` is what its adapters were taught."""

    model: Path
    data: Path
    memory: Path
    errors: Path
    api: str
    gateway: str
    token: str

    @property
    def config(self) -> Config:
        return Config(
            discord=Discord(
                token=Secret(self.token),
                api=self.api,
                gateway=self.gateway,
                train_on_messages=True,
                join_seconds=0.0,
                edit_seconds=0.0,
            ),
            paths=Paths(data=self.data, cache=self.data, logs=self.data),
            bot=Bot(persona=PERSONA, reply_tokens=12),
            sleep=_SLEEP,
        )


def live(wiring: Wiring, stages: Connection) -> None:
    """The process, from its start to its end."""
    with wiring.errors.open("ab") as errors:
        os.dup2(errors.fileno(), 2)
    logging.basicConfig(level=logging.INFO)
    sys.exit(run(_bot(wiring, stages)))


async def _bot(wiring: Wiring, stages: Connection) -> int:
    # First, as it loads the BLAS that MLX takes.
    from tests.sleep.rote import BLAS  # isort: skip
    from bot.engine.mlx.engine import EngineSettings, open_engine
    from tests.end_to_end.learner import Learner

    config = wiring.config
    presence = Presence(config.paths.data, now)

    def watch(progress: SleepProgress | None) -> None:
        presence.watch(progress)
        stages.send(stage_of(progress))

    async with open_engine(EngineSettings(str(wiring.model)), BLAS) as opened:
        engine = Learner(opened, wiring.memory)
        async with open_bot(config, engine, watch) as bot, presence.shown():

            def say(_: str) -> None:
                # People may have sent it to sleep before Discord was done with its greeting.
                if not bot.sleeper.asleep:
                    stages.send(TALKING)

            parts = Parts(config, bot.companion, bot.sleeper, bot.store, now, say)
            # Its servers are there at once: it need not wait for more of them.
            await connect(parts, guild_ready_timeout=0.0)
    return 0


def stage_of(progress: SleepProgress | None) -> str:
    """Where a night is, in a word; each unit of a training tells it anew."""
    if progress is None:
        return TALKING
    over = (progress.done, progress.total) == (1, 1)
    return BETWEEN if over else progress.stage


def lines_of(memory: Path, found: str) -> list[str]:
    """What an adapter whose files have this checksum was taught."""
    lines: list[str] = json.loads((memory / f"{found}.json").read_text("utf-8"))
    return lines
