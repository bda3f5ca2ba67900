"""The database's version: what it is, and the numbered steps up to the newest.

The steps are the files of `migrations/`, in the order of their numbers; each is one transaction
that also writes its number to `PRAGMA user_version`. Knows: versions, and what marks a file as
ours. Does not know: what is in the tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import aiosqlite

from bot.errors import StoreError, StoreNewerError
from bot.store.faults import damaged, plain_faults

APPLICATION_ID = 0x736C776B
"""Marks a SQLite file as a sleepwake memory ("slwk"); the first migration writes it."""


def migrations() -> list[str]:
    """The SQL of each step; the first makes version 1."""
    folder = files("bot.store").joinpath("migrations")
    steps = sorted((file for file in folder.iterdir()), key=lambda file: file.name)
    return [file.read_text("utf-8") for file in steps if file.name.endswith(".sql")]


def writing_uri(path: Path) -> str:
    """How to open the database for writing; it is made if need be."""
    return path.absolute().as_uri()


def reading_uri(path: Path) -> str:
    """How to open the database without making or changing any file.

    A database that was closed well has no write-ahead log, and SQLite would make one even to read;
    called immutable, it is read as it stands.
    """
    log, index = Path(f"{path}-wal"), Path(f"{path}-shm")
    resting = not log.exists() or (log.stat().st_size == 0 and not index.exists())
    return f"{writing_uri(path)}?{'immutable=1' if resting else 'mode=ro'}"


def checked_version(path: Path, newest: int) -> int:
    """The version of the database at `path`, 0 if there is none yet. Changes nothing.

    Raises:
        StoreNewerError: it was written by a newer version.
        StoreError: it is damaged, or something else.
    """
    if not path.exists() or path.stat().st_size == 0:
        return 0
    with plain_faults(path), closing(sqlite3.connect(reading_uri(path), uri=True)) as database:
        version = _number(database, "PRAGMA user_version")
        tables = _number(database, "SELECT count(*) FROM sqlite_master")
        if tables and _number(database, "PRAGMA application_id") != APPLICATION_ID:
            raise damaged(path, "it holds other tables")
        if version > newest:
            raise StoreNewerError(
                f"The memory {path} was written by a newer sleepwake "
                f"(version {version}; this one knows up to {newest}).",
                "Update sleepwake, or choose another folder with --data; "
                "the file was left as it is.",
            )
        (finding,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if finding != "ok":
        raise damaged(path, str(finding).splitlines()[-1])
    return version


def checked_for_reading(path: Path, newest: int) -> str:
    """The URI under which the database can be read, after the same checks.

    Raises:
        StoreError: there is none yet, or it must first be brought to the newest version.
    """
    version = checked_version(path, newest)
    if version == 0:
        raise StoreError(f"There is no memory in {path.parent} yet.", "Chat first: sleepwake chat.")
    if version < newest:
        raise StoreError(
            f"The memory {path} was written by an older sleepwake.",
            "Start sleepwake chat once: it brings it up to date.",
        )
    return reading_uri(path)


async def migrate(connection: aiosqlite.Connection, version: int, steps: Sequence[str]) -> None:
    """Take a database from `version` to the newest; a step that fails leaves nothing behind.

    Raises:
        sqlite3.Error: as SQLite raises it.
    """
    for number, step in enumerate(steps[version:], start=version + 1):
        script = f"BEGIN IMMEDIATE;\n{step}\nPRAGMA user_version = {number};\nCOMMIT;"
        try:
            cursor = await connection.executescript(script)
            await cursor.close()
        except sqlite3.Error:
            await connection.rollback()
            raise


def _number(database: sqlite3.Connection, query: str) -> int:
    (number,) = database.execute(query).fetchone()
    return int(number)
