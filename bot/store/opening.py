"""Opens the database of a data folder, and closes it.

Knows: the file's name, its settings and the order of the checks. Does not know: the tables.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiosqlite

from bot.hushed import hushed
from bot.store.database import Database
from bot.store.faults import plain_faults
from bot.store.lock import folder_lock
from bot.store.store import Store
from bot.store.versions import (
    checked_for_reading,
    checked_version,
    migrate,
    migrations,
    writing_uri,
)

FILE = "sleepwake.sqlite3"

# FULL: what a person was told is noted is on the disk. secure_delete and temporary files in memory
# keep what is forgotten from lying about until the file is rewritten.
_SETTINGS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
"""


@asynccontextmanager
async def open_store(
    folder: Path, *, clock: Callable[[], datetime], read_only: bool = False
) -> AsyncIterator[Store]:
    """The memory in a data folder, which is made if need be, and held until the block ends.

    Args:
        folder: the data folder.
        clock: tells the time; aware.
        read_only: makes, changes and holds nothing, and so works beside a running bot; there must
            be a memory already.

    Raises:
        StoreLockedError: another running bot holds the folder.
        StoreNewerError: the memory was written by a newer version.
        StoreError: it is damaged, or can't be read or written.
    """
    path = folder / FILE
    if read_only:
        steps = await asyncio.to_thread(migrations)
        uri = await asyncio.to_thread(checked_for_reading, path, len(steps))
        async with _connected(path, uri) as connection:
            yield Store(Database(path, connection, read_only=True), clock)
        return
    with folder_lock(folder):
        async with _migrated(path) as connection:
            database = Database(path, connection)
            await database.scrub_if_due()
            yield Store(database, clock)


@asynccontextmanager
async def _migrated(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    """The database at the newest version, open for writing."""
    steps = await asyncio.to_thread(migrations)
    version = await asyncio.to_thread(checked_version, path, len(steps))
    uri = await asyncio.to_thread(writing_uri, path)
    async with _connected(path, uri) as connection:
        with plain_faults(path):
            cursor = await connection.executescript(_SETTINGS)
            await cursor.close()
            await migrate(connection, version, steps)
        yield connection


@asynccontextmanager
async def _connected(path: Path, uri: str) -> AsyncIterator[aiosqlite.Connection]:
    # It logs each statement with what is put into it.
    with hushed("aiosqlite"):
        with plain_faults(path):
            connection = await aiosqlite.connect(uri, uri=True, isolation_level=None)
        try:
            connection.row_factory = aiosqlite.Row
            yield connection
        finally:
            with plain_faults(path):
                await connection.close()
