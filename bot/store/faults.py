"""Turns what SQLite and the file system say into the fault and the mend that a person reads.

Knows: SQLite's error codes. Does not know: which statement failed, or the tables.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreError, StoreLockedError

_FREE_SPACE = "Free some space on that disk and try again; what was remembered before is safe."
_PERMISSIONS = "Give your user the right to write there, or choose another folder with --data."


@contextmanager
def plain_faults(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as a StoreError that names the database at `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(error, path) from error


@contextmanager
def plain_folder_faults(folder: Path) -> Iterator[None]:
    """Raise the file system's errors as a StoreError that names the data folder."""
    try:
        yield
    except OSError as error:
        fault = f"The data folder {folder} can't be used ({error.strerror or error})."
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreError(fault, _FREE_SPACE) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StoreError(fault, _PERMISSIONS) from error
        raise StoreError(fault, "Choose another folder with --data.") from error


def damaged(path: Path, what: str) -> StoreError:
    """The error for a file that can't be read as a memory; it is left as it is."""
    return StoreError(
        f"The memory {path} is damaged or no sleepwake memory ({what}).",
        "Put a backup in its place, or move it away to begin with an empty memory; "
        "the file was left as it is.",
    )


def _explained(error: sqlite3.Error, path: Path) -> StoreError:
    # Extended codes keep the primary one in their low byte. The sqlite3 module's own errors
    # (a closed connection) have none.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    match code:
        case sqlite3.SQLITE_FULL:
            return StoreError(f"The disk of {path} is full.", _FREE_SPACE)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreLockedError(
                f"Another program is writing to {path}.", "Close that program and try again."
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(path, str(error))
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StoreError(f"{path} can't be opened for this ({error}).", _PERMISSIONS)
        case sqlite3.SQLITE_IOERR:
            return StoreError(
                f"{path} can't be read or written ({error}).",
                "See that its disk is well and has free space, and try again.",
            )
        case sqlite3.SQLITE_CONSTRAINT:
            return StoreError(
                f"The memory refused an entry that does not fit the others ({error}).",
                "Nothing was changed.",
            )
        case _:
            return StoreError(f"{path} can't be used ({error}).")
