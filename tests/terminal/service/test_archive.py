from __future__ import annotations

import asyncio
import hashlib
import io
import json
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.engine.fake import FakeEngine
from bot.errors import StoreError, StoreLockedError
from bot.store import open_store
from bot.store.opening import FILE
from bot.terminal.service.archive import back_up, restore
from tests.waking import made


def now() -> datetime:
    return datetime(2025, 6, 1, tzinfo=UTC)


async def fill(data: Path, value: str = "Miso") -> None:
    """A person with a fact that is known by heart, and one that is not."""
    async with open_store(data, clock=now) as store:
        world = made(store, data)
        await world.say(f"My cat's name is {value}.")
        await world.night({"What's my cat's name?": value})
        await world.say("My dog's name is Rex.")


async def held(data: Path) -> list[tuple[str, str]]:
    async with open_store(data, clock=now, read_only=True) as store:
        return [(fact.line, str(fact.state)) for fact in await store.facts(1)]


async def by_heart(data: Path) -> dict[str, str]:
    async with open_store(data, clock=now, read_only=True) as store:
        version = await store.adapter(1, "private")
        assert version is not None
        return dict((await FakeEngine().load_adapter(data / version.folder)).weights)


MISO = [("cat's name: Miso", "known"), ("dog's name: Rex", "fresh")]


async def test_a_backup_is_restored_with_its_weights(tmp_path: Path) -> None:
    data, other, file = tmp_path / "data", tmp_path / "other", tmp_path / "b" / "one.tar.gz"
    await fill(data)
    assert await back_up(data, file, now) == []
    await fill(other, "Luna")

    old = restore(other, file, "today")

    assert await held(other) == await held(data) == MISO
    assert await by_heart(other) == {"What's my cat's name?": "Miso"}
    assert old == other / "replaced-today"
    assert (await held(old))[0][0] == "cat's name: Luna"
    assert await by_heart(old) == {"What's my cat's name?": "Luna"}
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["one.tar.gz"]
    assert not list(other.glob(".backup-*"))


async def test_a_backup_goes_into_an_empty_folder(tmp_path: Path) -> None:
    await fill(tmp_path / "data")
    await back_up(tmp_path / "data", tmp_path / "one.tar.gz", now)
    assert restore(tmp_path / "new", tmp_path / "one.tar.gz", "today") is None
    assert await held(tmp_path / "new") == MISO


async def test_it_is_taken_while_the_bot_runs_and_restored_only_when_it_does_not(
    tmp_path: Path,
) -> None:
    data, file = tmp_path / "data", tmp_path / "one.tar.gz"
    await fill(data)
    async with open_store(data, clock=now) as store:
        world = made(store, data)
        writing = asyncio.create_task(world.say("My hobby is chess."))
        assert await back_up(data, file, now) == []
        await writing
        with pytest.raises(StoreLockedError):
            restore(data, file, "today")
    assert len(await held(data)) == 3
    restore(data, file, "today")
    assert (await held(data))[:2] == MISO


async def test_an_adapter_that_is_gone_is_told_and_the_rest_is_backed_up(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "one.tar.gz"
    await fill(data)
    shutil.rmtree(data / "adapters")
    (trouble,) = await back_up(data, file, now)
    assert "person 1" in trouble
    restore(tmp_path / "new", file, "today")
    assert await held(tmp_path / "new") == MISO


async def test_without_a_memory_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no memory"):
        await back_up(tmp_path / "none", tmp_path / "b" / "one.tar.gz", now)
    assert not list((tmp_path / "b").iterdir())
    assert not (tmp_path / "none").exists()


def packed(file: Path, sums: object, **members: bytes) -> Path:
    with tarfile.open(file, "w:gz") as archive:
        for name, content in {"sums.json": json.dumps(sums).encode(), **members}.items():
            head = tarfile.TarInfo(name)
            head.size = len(content)
            archive.addfile(head, io.BytesIO(content))
    return file


NO_BACKUPS: list[object] = [
    {FILE: "0" * 64},
    {"../outside": "x"},
    {"/outside": "x"},
    {"adapters/../../outside": "x"},
    {"other": "x"},
    {FILE: 7},
    ["x"],
    7,
    {},
]


async def test_what_is_no_whole_backup_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await fill(data)
    before = await held(data)
    for sums in NO_BACKUPS:
        bad = packed(tmp_path / "bad.tar.gz", sums, **{FILE: b"x", "../outside": b"x"})
        with pytest.raises(StoreError):
            restore(data, bad, "today")
    assert await held(data) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.tar.gz", "data"]
    assert not list(data.glob("replaced-*"))


async def test_every_file_is_held_to_its_sum_and_to_its_place(tmp_path: Path) -> None:
    data, adapter = tmp_path / "data", "adapters/p1/v1/adapters.safetensors"
    await fill(data)
    members = {
        FILE: (data / FILE).read_bytes(),
        adapter: b"weights",
        "adapters/../../outside": b"x",
    }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    good = {name: sums[name] for name in (FILE, adapter)}
    file = tmp_path / "made.tar.gz"
    for bad in (good | {adapter: sums[FILE]}, sums):
        with pytest.raises(StoreError, match="damaged, or no backup"):
            restore(tmp_path / "new", packed(file, bad, **members), "today")
    restore(tmp_path / "new", packed(file, good, **members), "today")
    assert (tmp_path / "new" / adapter).read_bytes() == b"weights"


async def test_a_file_that_is_cut_short_or_none(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "one.tar.gz"
    await fill(data)
    await back_up(data, file, now)
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(StoreError, match="damaged, or no backup"):
        restore(data, file, "today")
    file.write_bytes(b"anything")
    with pytest.raises(StoreError, match="damaged, or no backup"):
        restore(data, file, "today")
    with pytest.raises(StoreError, match="There is no file"):
        restore(data, tmp_path / "none", "today")
    assert await held(data) == MISO
