import sqlite3
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest

from bot.store import open_store
from bot.store.opening import FILE
from bot.store.versions import migrate, migrations
from tests.store.conftest import TickingClock

NEWEST = len(migrations())


async def database_at(path: Path, version: int) -> None:
    path.parent.mkdir(exist_ok=True)
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await migrate(connection, 0, migrations()[:version])
        if version >= 1:
            await connection.execute(
                "INSERT INTO people (key, name, consent, created_at)"
                " VALUES ('terminal:ana', 'Ana', 'text', '2025-12-31T23:59:59+00:00')"
            )
        if version >= 2:
            await connection.execute(
                "INSERT INTO facts"
                " (person_id, scope, attribute, value, quote, told_at, state, misses)"
                " VALUES (1, 'private', 'home city', 'Lisbon', 'I live in Lisbon',"
                " '2025-12-31T23:59:59+00:00', 'learning', 3)"
            )


def shape(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        return int(version)


@pytest.mark.parametrize("version", range(NEWEST + 1))
async def test_every_older_memory_is_brought_up_to_date(
    folder: Path, tmp_path: Path, clock: TickingClock, version: int
) -> None:
    await database_at(folder / FILE, version)
    async with open_store(folder, clock=clock) as store:
        if version >= 1:
            ana = await store.find_person("terminal:ana")
            assert ana is not None
            assert (ana.name, ana.consent, ana.created_at.year) == ("Ana", "text", 2025)
        if version >= 2:
            (fact,) = await store.search(1, "lisb")
            assert (fact.line, fact.misses) == ("home city: Lisbon", 3)
        ben = await store.person("terminal:ben", "Ben")
        assert await store.begin_night(ben.id, "private") == 1
    assert version_of(folder / FILE) == NEWEST
    async with open_store(tmp_path / "new", clock=clock):
        pass
    assert shape(folder / FILE) == shape(tmp_path / "new" / FILE)


async def test_a_step_that_fails_leaves_the_version_before_it(tmp_path: Path) -> None:
    path = tmp_path / FILE
    steps = [
        "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);",
        "CREATE TABLE b (x INTEGER); DELETE FROM a; INSERT INTO nowhere VALUES (1);",
        "CREATE TABLE c (x INTEGER);",
    ]
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            await migrate(connection, 0, steps)
        assert not connection.in_transaction
    assert version_of(path) == 1
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("a",)]
        assert database.execute("SELECT x FROM a").fetchall() == [(1,)]


def test_the_steps_are_numbered_without_a_gap() -> None:
    folder = Path(__file__).parents[2] / "bot" / "store" / "migrations"
    names = sorted(file.name for file in folder.iterdir())
    assert [int(name[:4]) for name in names] == list(range(1, NEWEST + 1))
