import asyncio
import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreLockedError, StoreNewerError
from bot.store import Store, open_store
from bot.store.opening import FILE
from bot.store.versions import APPLICATION_ID, migrations
from tests.store.conftest import TickingClock

HOLDER = """
    import asyncio, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from bot.store import open_store

    async def hold():
        async with open_store(Path(sys.argv[1]), clock=lambda: datetime.now(UTC)) as store:
            await store.person("terminal:ana", "Ana")
            print("held", flush=True)
            sys.stdin.read()

    asyncio.run(hold())
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLDER), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def contents(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
    }


def database_contents(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in contents(folder).items() if name != "lock"}


def plain_database(folder: Path, *statements: str) -> None:
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / FILE)) as database:
        for statement in statements:
            database.executescript(statement)


async def test_the_memory_outlives_its_closing(folder: Path, clock: TickingClock) -> None:
    async with open_store(folder, clock=clock) as store:
        ana = await store.person("terminal:ana", "Ana")
    async with open_store(folder, clock=clock) as store:
        assert await store.people() == [ana]


async def test_settings_of_the_file(store: Store) -> None:
    found = {}
    async with store._database.reading() as session:
        for name in ("journal_mode", "foreign_keys", "secure_delete", "synchronous", "temp_store"):
            row = await session.row(f"PRAGMA {name}")
            assert row is not None
            found[name] = row[0]
    full, in_memory = 2, 2
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "secure_delete": 1,
        "synchronous": full,
        "temp_store": in_memory,
    }


def test_only_the_owner_may_look_into_a_new_folder(folder: Path, clock: TickingClock) -> None:
    async def visit() -> None:
        async with open_store(folder, clock=clock):
            pass

    asyncio.run(visit())
    assert folder.stat().st_mode & 0o077 == 0


async def test_another_process_is_refused_while_one_holds_the_folder(
    folder: Path, clock: TickingClock
) -> None:
    with holder(folder) as process:
        before = contents(folder)
        with pytest.raises(StoreLockedError) as refused:
            async with open_store(folder, clock=clock):
                pass
        assert str(folder) in refused.value.fault
        assert f"process {process.pid}" in refused.value.fault
        assert "Stop that one first" in refused.value.mend
        assert contents(folder) == before
        process.communicate("")
    async with open_store(folder, clock=clock) as store:
        assert [person.name for person in await store.people()] == ["Ana"]


async def test_a_killed_holder_leaves_no_lock(folder: Path, clock: TickingClock) -> None:
    with holder(folder) as process:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    async with open_store(folder, clock=clock) as store:
        assert [person.name for person in await store.people()] == ["Ana"]


async def test_two_openings_in_one_process(folder: Path, store: Store, clock: TickingClock) -> None:
    with pytest.raises(StoreLockedError):
        async with open_store(folder, clock=clock):
            pass
    assert await store.people() == []


async def test_reading_beside_a_running_bot(folder: Path, clock: TickingClock) -> None:
    with holder(folder) as process:
        names = set(contents(folder))
        async with open_store(folder, clock=clock, read_only=True) as store:
            assert [person.name for person in await store.people()] == ["Ana"]
        assert set(contents(folder)) == names
        process.communicate("")


async def test_reading_a_resting_memory_changes_and_holds_nothing(
    folder: Path, clock: TickingClock
) -> None:
    async with open_store(folder, clock=clock) as store:
        await store.person("terminal:ana", "Ana")
    before = contents(folder)
    async with open_store(folder, clock=clock, read_only=True) as reader:
        assert [person.name for person in await reader.people()] == ["Ana"]
        assert contents(folder) == before
        async with open_store(folder, clock=clock) as store:
            assert len(await store.people()) == 1
    assert contents(folder).keys() == before.keys()


async def test_reading_what_a_killed_bot_left(folder: Path, clock: TickingClock) -> None:
    with holder(folder) as process:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    before = contents(folder)
    async with open_store(folder, clock=clock, read_only=True) as store:
        assert [person.name for person in await store.people()] == ["Ana"]
    after = contents(folder)
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} <= {f"{FILE}-shm"}


async def test_reading_refuses_to_write(folder: Path, clock: TickingClock) -> None:
    async with open_store(folder, clock=clock):
        pass
    async with open_store(folder, clock=clock, read_only=True) as store:
        with pytest.raises(StoreError, match="reading only"):
            await store.person("terminal:ana", "Ana")


async def test_reading_where_there_is_nothing_yet(folder: Path, clock: TickingClock) -> None:
    with pytest.raises(StoreError, match="There is no memory") as refused:
        async with open_store(folder, clock=clock, read_only=True):
            pass
    assert "sleepwake chat" in refused.value.mend
    assert not folder.exists()


async def test_reading_an_older_memory(folder: Path, clock: TickingClock) -> None:
    plain_database(folder, migrations()[0], "PRAGMA user_version=1")
    before = contents(folder)
    with pytest.raises(StoreError, match="older sleepwake"):
        async with open_store(folder, clock=clock, read_only=True):
            pass
    assert contents(folder) == before


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_newer_memory_is_refused_and_left_as_it_is(
    folder: Path, clock: TickingClock, read_only: bool
) -> None:
    newer = len(migrations()) + 6
    plain_database(
        folder,
        "PRAGMA journal_mode=WAL",
        f"PRAGMA application_id={APPLICATION_ID}",
        "CREATE TABLE dreams (id INTEGER)",
        f"PRAGMA user_version={newer}",
    )
    before = database_contents(folder)
    with pytest.raises(StoreNewerError, match=f"version {newer}") as refused:
        async with open_store(folder, clock=clock, read_only=read_only):
            pass
    assert "Update sleepwake" in refused.value.mend
    assert database_contents(folder) == before


async def test_a_newer_memory_that_was_not_closed_is_left_as_it_is(
    tmp_path: Path, folder: Path, clock: TickingClock
) -> None:
    plain_database(
        folder,
        "PRAGMA journal_mode=WAL",
        f"PRAGMA application_id={APPLICATION_ID}",
        "CREATE TABLE dreams (id INTEGER)",
    )
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with closing(sqlite3.connect(folder / FILE)) as database:
        database.execute("PRAGMA user_version=99")
        for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
            (crashed / name).write_bytes((folder / name).read_bytes())
    before = database_contents(crashed)
    with pytest.raises(StoreNewerError, match="version 99"):
        async with open_store(crashed, clock=clock):
            pass
    after = database_contents(crashed)
    del before[f"{FILE}-shm"], after[f"{FILE}-shm"]  # an index that is made anew at each opening
    assert after == before


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    "garbage", [b"This is no database, but a letter to a friend.\n" * 100, b"\x00" * 5000, b"SQL"]
)
async def test_a_file_that_is_no_database(
    folder: Path, clock: TickingClock, garbage: bytes, read_only: bool
) -> None:
    folder.mkdir()
    (folder / FILE).write_bytes(garbage)
    before = database_contents(folder)
    with pytest.raises(StoreError) as refused:
        async with open_store(folder, clock=clock, read_only=read_only):
            pass
    assert str(folder / FILE) in refused.value.fault
    assert "backup" in refused.value.mend
    assert database_contents(folder) == before


async def test_a_database_of_something_else(folder: Path, clock: TickingClock) -> None:
    plain_database(folder, "CREATE TABLE bookmarks (url TEXT)")
    before = database_contents(folder)
    with pytest.raises(StoreError, match="no sleepwake memory"):
        async with open_store(folder, clock=clock):
            pass
    assert database_contents(folder) == before


async def filled(folder: Path, clock: TickingClock) -> None:
    async with open_store(folder, clock=clock) as store:
        ana = await store.person("terminal:ana", "Ana")
        for number in range(60):
            await store.add_fact(ana.id, "private", f"pet {number}", "cat", "I have a cat. " * 30)


async def test_a_damaged_memory(folder: Path, clock: TickingClock) -> None:
    await filled(folder, clock)
    file = folder / FILE
    whole = file.read_bytes()
    page = 4096
    places = range(page, len(whole), page)
    refusals = 0
    for place in places:
        file.write_bytes(whole[:place] + b"\xa5" * page + whole[place + page :])
        before = database_contents(folder)
        try:
            async with open_store(folder, clock=clock):
                pass
        except StoreError as refused:
            refusals += 1
            assert str(file) in refused.fault
            assert "backup" in refused.mend
            assert database_contents(folder) == before
    assert refusals > len(places) * 0.9


async def test_a_memory_that_was_cut_short(folder: Path, clock: TickingClock) -> None:
    await filled(folder, clock)
    file = folder / FILE
    file.write_bytes(file.read_bytes()[:-20_000])
    before = database_contents(folder)
    with pytest.raises(StoreError, match="damaged"):
        async with open_store(folder, clock=clock):
            pass
    assert database_contents(folder) == before


async def test_an_empty_file_is_a_new_memory(folder: Path, clock: TickingClock) -> None:
    folder.mkdir()
    (folder / FILE).touch()
    async with open_store(folder, clock=clock) as store:
        assert await store.people() == []


async def test_a_folder_that_is_a_file(tmp_path: Path, clock: TickingClock) -> None:
    file = tmp_path / "data"
    file.write_text("hello")
    with pytest.raises(StoreError, match="can't be used") as refused:
        async with open_store(file, clock=clock):
            pass
    assert str(file) in refused.value.fault
    assert "--data" in refused.value.mend


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_may_not_be_written(tmp_path: Path, clock: TickingClock) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError) as refused:
        async with open_store(tmp_path / "data", clock=clock):
            pass
    tmp_path.chmod(0o700)
    assert "right to write" in refused.value.mend


async def test_a_full_disk_takes_nothing_away(folder: Path, clock: TickingClock) -> None:
    async with open_store(folder, clock=clock) as store:
        ana = await store.person("terminal:ana", "Ana")
        async with store._database.reading() as session:
            # SQLite itself then says what it says on a full disk.
            await session.run("PRAGMA max_page_count = 1")
        with pytest.raises(StoreError, match="full") as refused:
            await store.add_fact(ana.id, "private", "motto", "go on", "x" * 100_000)
        assert str(folder / FILE) in refused.value.fault
        assert "Free some space" in refused.value.mend
        assert await store.facts(ana.id) == []
        async with store._database.reading() as session:
            await session.run("PRAGMA max_page_count = 1000000")
        await store.add_fact(ana.id, "private", "motto", "go on", "x" * 100_000)
    async with open_store(folder, clock=clock) as store:
        assert [fact.value for fact in await store.facts(ana.id)] == ["go on"]


LIMITED = """
    import asyncio, resource, signal, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from bot.errors import StoreError
    from bot.store import open_store

    async def write():
        async with open_store(Path(sys.argv[1]), clock=lambda: datetime.now(UTC)) as store:
            ana = await store.person("terminal:ana", "Ana")
            await store.add_fact(ana.id, "private", "motto", "go on", "x" * 5_000_000)

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
    try:
        asyncio.run(write())
    except StoreError as error:
        print(error)
"""


def test_a_file_that_may_not_grow(folder: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LIMITED), str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"{folder / FILE} can't be" in run.stdout or "is full" in run.stdout
    assert "free" in run.stdout.lower()
    assert run.stderr == ""
