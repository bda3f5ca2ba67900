"""The bot on Discord in a night of hours. Run by test_ending_a_night.py, not by pytest.

    python -m tests.terminal.ended_night MODEL DATA API GATEWAY TOKEN

Among what it prints is a line "learning" once the night trains.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.companion import Companion
from bot.config import Bot, Config, Discord, Paths, Sleep
from bot.machine.fake import FakeMachine
from bot.secret import Secret
from bot.sleep import AdapterShelf, NightReport, Sleeper, SleepProgress
from bot.sleep.report import OnProgress
from bot.store import open_store
from bot.terminal.ending import run, signals_unwind
from cogs.parts import Parts
from cogs.run import connect
from tests.sleep.home import PERSONA
from tests.sleep.made import NOW

CAT = "cat's name: Miso"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Told(Sleeper):
    """Says that it trains."""

    async def sleep(
        self,
        person_ids: Sequence[int] | None = None,
        *,
        on_progress: OnProgress | None = None,
        since: datetime | None = None,
    ) -> list[NightReport]:
        def look(step: SleepProgress) -> None:
            if step.stage == "train" and step.done == 3:
                say("learning")

        return await super().sleep(person_ids, on_progress=on_progress or look, since=since)


async def bot(model: Path, data: Path, api: str, gateway: str, token: str) -> int:
    from bot.engine.mlx.engine import EngineSettings, open_engine
    from tests.sleep.rote import BLAS, Rote

    config = Config(
        discord=Discord(token=Secret(token), api=api, gateway=gateway, train_on_messages=True),
        paths=Paths(data=data, cache=data, logs=data),
        sleep=Sleep(
            quiet_hour=f"{NOW:%H:%M}",
            timezone="UTC",
            rank=2,
            layers=1,
            steps=100_000,
            passes=1000.0,
            minutes=1440.0,
            rate=1e-6,
            batch_items=4,
        ),
    )
    async with (
        open_store(data, clock=lambda: NOW) as store,
        open_engine(EngineSettings(str(model)), BLAS) as opened,
    ):
        engine = Rote(opened, [], [CAT], lambda _: None)
        shelf = AdapterShelf(engine, store, data)
        sleeper = Told(
            engine,
            store,
            shelf,
            data,
            settings=config.sleep,
            persona=PERSONA,
            clock=lambda: NOW,
            source=random.Random(1),
            machine=FakeMachine(),
        )
        companion = Companion(engine, store, shelf, Bot())
        parts = Parts(config, companion, sleeper, store, lambda: NOW, say, machine=FakeMachine())
        await connect(parts)
    return 0


if __name__ == "__main__":
    with signals_unwind():
        sys.exit(run(bot(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])))
