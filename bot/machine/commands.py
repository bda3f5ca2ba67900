"""Runs the system's own small programs: for what they print, or for as long as a block lasts.

Knows: processes. Does not know: what is printed.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

_log = logging.getLogger(__name__)
# Seconds; none of these programs takes one.
_PATIENCE = 5.0


async def output_of(*command: str) -> str:
    """What a program prints; empty where it is missing, fails or does not end."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
        )
    except OSError:
        return ""
    try:
        async with asyncio.timeout(_PATIENCE):
            out, _ = await process.communicate()
    except TimeoutError:
        return ""
    finally:
        await _end(process)
    return out.decode("utf-8", "replace") if process.returncode == 0 else ""


@asynccontextmanager
async def running(*command: str) -> AsyncIterator[str]:
    """Have a program run beside the block, and end with it.

    Its input is a pipe that closes with this process, however that ends: a program that waits for
    the end of its input can't outlive it.

    Yields:
        The program's name; empty where it is missing.
    """
    process = await _begun(command)
    if process is None:
        yield ""
        return
    try:
        yield command[0]
    finally:
        if process.returncode is not None:
            _log.info("%s ended by itself (exit code %d)", command[0], process.returncode)
        await _end(process)


async def _begun(command: Sequence[str]) -> Process | None:
    if shutil.which(command[0]) is None:
        return None
    try:
        return await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL
        )
    except OSError as error:
        _log.info("%s could not be run: %s", command[0], error)
        return None


async def _end(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_PATIENCE):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
