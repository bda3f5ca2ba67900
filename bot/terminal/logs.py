"""The log: a file of bounded size, and never a word of what people said.

Knows: Python's logging. Does not know: who logs what.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE = "sleepwake.log"
_BYTES = 1_000_000
_OLDER = 3
_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _QuietFile(RotatingFileHandler):
    """A log that can't be written, as on a full disk, is no reason to trouble a talk."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Drop the record."""

    def close(self) -> None:
        """Drop what could not be written until now."""
        with suppress(OSError):
            super().close()


@contextmanager
def logging_to(folder: Path) -> Iterator[str]:
    """Log into the folder while the block lasts.

    Yields:
        Why there is no log, in words; empty if there is one.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = _QuietFile(folder / FILE, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8")
    except OSError as error:
        yield f"Nothing is logged: {folder} can't be written ({error.strerror})."
        return
    file.setFormatter(logging.Formatter(_FORM))
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
