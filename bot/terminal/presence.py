"""The running bot's sign of life: a small file in the data folder, for other processes to read.

It says which process runs, since when, and where a night is. It is written in one step, every few
seconds, and is gone after a clean end; one that was left by a killed bot is told by its process's
number and birth. Knows: the file. Does not know: the store, or what is made of the sign.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import msgspec

from bot.sleep.report import SleepProgress
from bot.terminal.files import write_private
from bot.terminal.processes import birth

FILE = "running.json"
_BEAT_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """Where a night is: `done` of `total` units of a stage of one person's night."""

    person: str
    stage: str
    done: int
    total: int


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """The sign of life. Times are aware; `birth` is as `processes.birth` gives it."""

    pid: int
    birth: str
    since: datetime
    beat: datetime
    night: Stage | None = None

    @property
    def asleep(self) -> bool:
        return self.night is not None


class Presence:
    """Keeps the sign of life. `watch` is told of every step of a night, and of its end."""

    def __init__(self, data: Path, clock: Callable[[], datetime]) -> None:
        self._path, self._clock = data / FILE, clock
        self._pid, self._birth, self._since = os.getpid(), birth(os.getpid()), clock()
        self._night: Stage | None = None

    def watch(self, progress: SleepProgress | None) -> None:
        """Note where the night is, or that it is over (None).

        Only another person's turn or another stage is written at once; the rest waits for a beat.
        """
        before, self._night = self._night, None if progress is None else _stage(progress)
        if _mark(before) != _mark(self._night):
            self._write()

    def _write(self) -> None:
        sign = Sign(
            pid=self._pid,
            birth=self._birth,
            since=self._since,
            beat=self._clock(),
            night=self._night,
        )
        try:
            write_private(self._path, msgspec.json.encode(sign).decode("utf-8"), lasting=False)
        except OSError as error:
            # A full disk is told where memories are lost by it; this is only a sign.
            _log.warning("no sign of life could be written: %s", error)

    @asynccontextmanager
    async def shown(self, beat_seconds: float = _BEAT_SECONDS) -> AsyncIterator[None]:
        """Show the sign of life while the block lasts."""
        beating = asyncio.create_task(self._beat(beat_seconds))
        try:
            yield
        finally:
            beating.cancel()
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    async def _beat(self, seconds: float) -> None:
        while True:
            self._write()
            await asyncio.sleep(seconds)


def _stage(at: SleepProgress) -> Stage:
    return Stage(person=at.person, stage=at.stage, done=at.done, total=at.total)


def _mark(stage: Stage | None) -> tuple[str, str] | None:
    return None if stage is None else (stage.person, stage.stage)


def read_sign(data: Path) -> Sign | None:
    """The sign of a bot that runs now; None if there is none, or its process has ended."""
    try:
        sign = msgspec.json.decode((data / FILE).read_bytes(), type=Sign)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return sign if sign.birth and birth(sign.pid) == sign.birth else None
