"""The log: JSON, a line a record, of bounded size, and never a word of what people said.

Each line has `time` (UTC), `level`, `logger` and `message`; where something failed, `errors` too.
Knows: Python's logging. Does not know: who logs what, nor what is
kept out of it (`discretion` does).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from bot.secret import Secret
from bot.terminal.discretion import Discretion, errors

FILE = "sleepwake.log"
_BYTES = 1_000_000
_OLDER = 3


class _JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def __init__(self, discretion: Discretion) -> None:
        super().__init__()
        self._discretion = discretion

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._discretion.message(record),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["errors"] = errors(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


class _QuietFile(RotatingFileHandler):
    """A log that can't be written, as on a full disk, is no reason to trouble a talk."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Drop the record."""

    def close(self) -> None:
        """Drop what could not be written until now."""
        with suppress(OSError):
            super().close()


@contextmanager
def logging_to(folder: Path, secrets: Iterable[Secret] = ()) -> Iterator[str]:
    """Log into the folder while the block lasts; the secrets are never in it.

    Yields:
        Why there is no log, in words; empty if there is one.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = _QuietFile(folder / FILE, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8")
    except OSError as error:
        yield f"Nothing is logged: {folder} can't be written ({error.strerror})."
        return
    file.setFormatter(_JsonLines(Discretion(secrets)))
    root = logging.getLogger()
    before = root.level
    root.addHandler(file)
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    try:
        yield ""
    finally:
        logging.captureWarnings(capture=False)
        root.setLevel(before)
        root.removeHandler(file)
        file.close()
