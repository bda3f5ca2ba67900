"""mlx-lm's own LoRA tuner, in a process of its own: what others would use in place of ours.

Knows: what a tuning needs, and how the process is started. Does not know: MLX;
`bot.engine.mlx.tuner` is the process.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.engine.interface import LoraShape, Message
from bot.errors import TrainingError

_LINES = 6


@dataclass(frozen=True, slots=True)
class Job:
    """One tuning: each chat's last turn is learned.

    `start` is the folder of an adapter to go on from, `folder` the one for the new adapter; the
    rate is constant over all steps.
    """

    model: str
    chats: Sequence[Sequence[Message]]
    shape: LoraShape
    rate: float
    batch: int
    steps: int
    seed: int
    folder: Path
    start: Path | None = None


async def tune(job: Job) -> int:
    """Run it; the adapter's two files lie in the folder then.

    Returns:
        The process's peak of memory, in bytes.

    Raises:
        TrainingError: it came to nothing.
    """
    job.folder.mkdir(parents=True, exist_ok=True)
    (job.folder / "job.json").write_text(json.dumps(_written(job)), "utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.engine.mlx.tuner",
        str(job.folder),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        said = output.decode("utf-8", "replace").strip().splitlines()[-_LINES:]
        raise TrainingError(f"mlx_lm's tuner failed: {' / '.join(said)}")
    return int(json.loads((job.folder / "outcome.json").read_text("utf-8"))["peak_bytes"])


def _written(job: Job) -> dict[str, object]:
    return {
        "model": job.model,
        "chats": [
            [{"role": turn.role, "content": turn.content} for turn in chat] for chat in job.chats
        ],
        "rank": job.shape.rank,
        "scale": job.shape.scale,
        "layers": job.shape.layers,
        "modules": list(job.shape.modules),
        "rate": job.rate,
        "batch": job.batch,
        "steps": job.steps,
        "seed": job.seed,
        "start": str(job.start) if job.start else None,
    }
