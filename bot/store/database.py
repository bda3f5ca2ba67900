"""One connection, one piece of work at a time, each in a transaction.

Knows: SQLite and its connection. Does not know: which tables there are, but for the one mark that
the file has to be scrubbed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiosqlite

from bot.errors import StoreError
from bot.store.faults import plain_faults

Cell = str | int | float | None

_log = logging.getLogger(__name__)
_INT64 = range(-(2**63), 2**63)


class Session:
    """Statements within one transaction; valid only inside the block that gave it."""

    __slots__ = ("_connection",)

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def rows(self, query: str, cells: Mapping[str, Cell] | None = None) -> list[sqlite3.Row]:
        return list(await self._connection.execute_fetchall(query, _clean(cells or {})))

    async def row(self, query: str, cells: Mapping[str, Cell] | None = None) -> sqlite3.Row | None:
        found = await self.rows(query, cells)
        return found[0] if found else None

    async def run(self, statement: str, cells: Mapping[str, Cell] | None = None) -> None:
        await self.rows(statement, cells)

    async def insert(self, statement: str, cells: Mapping[str, Cell]) -> int:
        """Insert one row; returns its id."""
        row = await self._connection.execute_insert(statement, _clean(cells))
        return int(row[0]) if row else 0

    async def run_each(self, statement: str, cells: Iterable[Mapping[str, Cell]]) -> None:
        cursor = await self._connection.executemany(statement, [_clean(each) for each in cells])
        await cursor.close()


class Database:
    """Serialises all work on the file. Made by `open_store`, which also closes the connection."""

    def __init__(
        self, path: Path, connection: aiosqlite.Connection, *, read_only: bool = False
    ) -> None:
        self.path = path
        self._connection = connection
        self._session = Session(connection)
        self._read_only = read_only
        # Reads wait too: on one connection they would see a half-done transaction.
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """A consistent view for several reads.

        Raises:
            StoreError: the file can't be read.
        """
        async with self._turn:
            with plain_faults(self.path):
                yield self._session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Session]:
        """A transaction: all of the block's statements count, or, if it raises, none.

        Raises:
            StoreError: the file can't be written, or refuses a statement.
        """
        if self._read_only:
            raise StoreError("The memory was opened for reading only; nothing was changed.")
        async with self._turn:
            with plain_faults(self.path):
                try:
                    # Statements are queued to one thread in order, so that even a cancelled wait
                    # here is followed by the rollback below.
                    await self._session.run("BEGIN IMMEDIATE")
                    yield self._session
                    await self._connection.commit()
                except BaseException:
                    await self._connection.rollback()
                    raise

    async def copy_to(self, path: Path) -> None:
        """Copy the file as it is at one instant; other connections may write meanwhile.

        Raises:
            StoreError: it can't be read, or the copy can't be written.
        """
        async with self._turn:
            # The copy is made on the connection's own thread.
            with plain_faults(path), closing(sqlite3.connect(path, check_same_thread=False)) as to:
                await self._connection.backup(to)

    async def scrub(self) -> None:
        """Rewrite the file so that no byte of what was deleted is left in it.

        SQLite's secure_delete alone does not do it: when pages are split and joined, copies of
        rows stay behind in their unused parts. Where the file can't be rewritten now (a full disk,
        somebody reading), it stays marked, and the next forgetting or opening does it.
        """
        async with self._turn:
            try:
                await self._session.run("VACUUM")
                truncated = await self._session.row("PRAGMA wal_checkpoint(TRUNCATE)")
                if truncated is not None and truncated[0] == 0:
                    await self._session.run("UPDATE housekeeping SET scrub_due = 0")
                    return
                reason = "it is being read"
            except sqlite3.OperationalError as error:
                reason = str(error)
        _log.warning("%s could not be rewritten yet (%s); it is tried again.", self.path, reason)

    async def scrub_if_due(self) -> None:
        async with self.reading() as session:
            row = await session.row("SELECT scrub_due FROM housekeeping")
        if row is not None and row[0]:
            await self.scrub()


def id_list(ids: Iterable[int]) -> str:
    """Ids as one cell, for `IN (SELECT value FROM json_each(:ids))`."""
    return json.dumps(sorted(set(ids)))


def _clean(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    return {name: _cleaned(cell) for name, cell in cells.items()}


def _cleaned(cell: Cell) -> Cell:
    if isinstance(cell, str):
        # Lone surrogates, as from a terminal that is not UTF-8, have no place in the file.
        return cell.encode("utf-8", "replace").decode("utf-8")
    if isinstance(cell, int) and cell not in _INT64:
        raise StoreError(f"The number {cell} is too large to be remembered.")
    return cell
