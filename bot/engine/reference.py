"""mlx_lm's own ways, each in a process of its own, for measuring beside them.

mlx_lm prints, keeps state for the whole process and ends where it likes, so it runs apart; its
process loads the same BLAS as ours does. Both sides talk in lines of JSON: first the job, then what
the child tells, each time answered with whether to go on. Knows: processes and their lines. Does
not know: what the jobs do (`bot.engine.mlx.reference`).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.engine import blas
from bot.errors import ModelError, SleepwakeError

# The program's own folder, for a child that may start elsewhere.
_ROOT = Path(__file__).parents[2]
_LONGEST_LINE = 1 << 20


class Reference:
    """A job under way in its own process. Made by `reference`."""

    def __init__(self, process: asyncio.subprocess.Process, errors: Path) -> None:
        self._process, self._errors = process, errors
        self._first = True

    async def told(self) -> dict[str, Any] | None:
        """What the job tells next; it goes on only for this. None where it is done.

        Raises:
            ModelError: the job failed.
        """
        if not self._first:
            await self._write("on")
        self._first = False
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if line:
            found: dict[str, Any] = json.loads(line)
            if "fault" in found:
                raise ModelError(found["fault"], found["mend"])
            return found
        if await self._process.wait() == 0:
            return None
        said = (await asyncio.to_thread(self._errors.read_text, "utf-8", "replace")).strip()
        last = said.splitlines()[-1] if said else f"exit code {self._process.returncode}"
        raise ModelError(
            f"mlx_lm, which is measured beside ours, failed: {last}",
            "The other measures do without it: name them, as in `sleepwake bench night`.",
        )

    async def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{line}\n".encode())
            await self._process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            # It ended: what it left behind is read next.
            return


@asynccontextmanager
async def reference(job: Mapping[str, Any]) -> AsyncIterator[Reference]:
    """Start a job; it is ended with the block, whether it is done or not."""
    with tempfile.TemporaryDirectory(prefix="sleepwake-") as folder:
        errors = Path(folder) / "errors"
        with errors.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.engine.reference"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=file,
                limit=_LONGEST_LINE,
                env={**os.environ, "PYTHONPATH": _path()},
            )
        started = Reference(process, errors)
        try:
            await started._write(json.dumps(job))  # noqa: SLF001 - the first line is the job
            yield started
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def _path() -> str:
    return os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))


def main() -> None:
    """The child: do the job on the first line of the input."""
    # Before MLX, as everywhere: the comparison is one of methods, not of libraries.
    blas.load()
    from bot.engine.mlx.reference import JOBS

    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What mlx_lm prints goes where errors go.
    os.dup2(2, 1)

    def tell(record: dict[str, Any]) -> None:
        print(json.dumps(record), file=out, flush=True)
        if not sys.stdin.readline():
            # Nobody listens any more.
            raise SystemExit(0)

    job = json.loads(sys.stdin.readline())
    try:
        JOBS[job["job"]](job, tell)
    except SleepwakeError as error:
        tell({"fault": error.fault, "mend": error.mend})


if __name__ == "__main__":
    main()
