"""Nights on the real engine that kill their own process. Run by test_killed.py, not by pytest.

    python -m tests.sleep.killed_night MODEL DATA OUT POINT...

For each point DATA is copied to OUT/POINT, where a process of its own sleeps until it kills itself
(SIGKILL) at that point. "POINT+" goes on: that is copied to OUT/POINT+, where another sleeps to
the end. What takes long to import is loaded before those processes are forked, MLX in each.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import sys
from pathlib import Path

from transformers import AutoTokenizer, PreTrainedTokenizerFast  # noqa: F401 - they take long

from bot.config import Sleep
from bot.sleep import AdapterShelf, Sleeper, SleepProgress
from bot.store import open_store
from tests.sleep.home import PERSONA
from tests.sleep.made import NOW

CAT, LOCKER = "cat's name: Miso", "locker: north hall"
HALF_WRITTEN, WRITTEN, PROMOTED, NEVER = "half-written", "written", "promoted", "never"
SETTINGS = Sleep(rank=2, layers=1, steps=3, rate=1e-4, batch_items=16, gate_divergence=100.0)


class FatalShelf(AdapterShelf):
    """Lets go of the old adapter right after the store took the new one."""

    point = NEVER

    def drop(self, person_id: int, scope: str) -> None:
        if self.point == PROMOTED:
            die()
        super().drop(person_id, scope)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def night(model: Path, data: Path, point: str) -> None:
    """Sleep in `data` until `point`."""
    from bot.engine.mlx.engine import EngineSettings, open_engine
    from tests.sleep.rote import BLAS, Rote

    def on_saved(folder: Path) -> None:
        if point == HALF_WRITTEN:
            file = folder / "adapters.safetensors"
            file.write_bytes(file.read_bytes()[:100])
            (folder / "adapter_config.json").unlink()
        if point in (HALF_WRITTEN, WRITTEN):
            die()

    def on_progress(step: SleepProgress) -> None:
        if f"{step.stage}-{step.done}" == point:
            die()

    async with (
        open_engine(EngineSettings(str(model)), BLAS) as opened,
        open_store(data, clock=lambda: NOW) as store,
    ):
        engine = Rote(opened, [CAT], [CAT, LOCKER], on_saved)
        shelf = FatalShelf(engine, store, data)
        shelf.point = point
        sleeper = Sleeper(
            engine,
            store,
            shelf,
            data,
            settings=SETTINGS,
            persona=PERSONA,
            clock=lambda: NOW,
            source=random.Random(1),
        )
        await sleeper.sleep(on_progress=on_progress)


def forked(model: Path, data: Path, point: str) -> None:
    """A night in a process of its own, which must end as it should."""
    child = os.fork()
    if child == 0:
        asyncio.run(night(model, data, point))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status != (0 if point == NEVER else signal.SIGKILL):
        raise SystemExit(f"{point}: ended with status {status}")


def main() -> None:
    model, data, out = map(Path, sys.argv[1:4])
    for name in sys.argv[4:]:
        point = name.removesuffix("+")
        shutil.copytree(data, out / point)
        forked(model, out / point, point)
        if name != point:
            shutil.copytree(out / point, out / name)
            forked(model, out / name, NEVER)


if __name__ == "__main__":
    main()
