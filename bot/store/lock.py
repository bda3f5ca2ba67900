"""One bot a data folder: an exclusive lock on the file `lock` in it.

The system drops the lock when its holder ends, however it ends, so a crash leaves nothing to clean
up. Knows: the lock file. Does not know: the database.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreLockedError
from bot.store.faults import plain_folder_faults

_NAME = "lock"


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold the folder, which is made if need be (readable by its owner only).

    Raises:
        StoreLockedError: another process, or another store in this one, holds it.
        StoreError: the folder can't be made or written to.
    """
    descriptor = _locked(folder)
    try:
        yield
    finally:
        os.close(descriptor)


def holder(folder: Path) -> int | None:
    """The process that holds the folder, 0 if it left no number; None if nobody does."""
    try:
        descriptor = os.open(folder / _NAME, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        number = os.pread(descriptor, 20, 0).strip()
        return int(number) if number.isdigit() else 0
    finally:
        os.close(descriptor)
    return None


def _locked(folder: Path) -> int:
    with plain_folder_faults(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with plain_folder_faults(folder):
            _take(descriptor, folder)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _take(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        raise StoreLockedError(
            f"Another sleepwake is using the data folder {folder}"
            f"{f' (process {holder})' if holder else ''}.",
            "Stop that one first, or choose another folder with --data.",
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
