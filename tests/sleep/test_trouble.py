"""Nights over what went wrong: hurt files, another model, a full disk, a failure."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.engine.fake import UNKNOWN
from bot.engine.interface import Adapter
from bot.errors import AdapterError, ModelError, SleepwakeError, StoreError, TrainingError
from bot.store.opening import FILE
from tests.sleep.home import CAT, FRESH, GYM, KNOWN, LEARNING, LOCKER, Pupil, home


@pytest.mark.parametrize("hurt", ["cut", "lost", "swapped"])
async def test_a_hurt_adapter_is_rebuilt(tmp_path: Path, hurt: str) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT, LOCKER)
        await here.sleep()
        old = await here.version("ana")
        assert old is not None
        file = here.data / old.folder / "adapters.safetensors"
        if hurt == "lost":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:-9] if hurt == "cut" else b"{}")
    async with home(tmp_path) as here:
        person = await here.person("ana")
        assert await here.shelf.current(person.id, "private") is None
        assert await here.states("ana") == {CAT: LEARNING, LOCKER: LEARNING}
        assert await here.ask("ana", "What's my cat's name?") == UNKNOWN
        report = (await here.sleep())["ana"]
        assert sorted(report.learned) == [CAT, LOCKER]
        # Nobody had been told yet.
        assert report.fault.endswith("is missing." if hurt == "lost" else "is damaged.")
        assert here.begun() == [None]
        new = await here.version("ana")
        assert new is not None
        assert new.id != old.id
        assert "Miso" in await here.ask("ana", "What's my cat's name?")


async def test_a_hurt_adapter_found_by_the_night_itself(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.sleep()
        (here.folders()[0] / "adapter_config.json").unlink()
    async with home(tmp_path) as here:
        report = (await here.sleep())["ana"]
        assert report.learned == [CAT]
        assert report.fault == "The file of what I had learned by heart is missing."
        assert f"{report.fault} Its facts went back into context." in report.text()
        assert here.begun() == [None]
        # The night is over: "I have it before me in words" is no longer so.
        assert here.shelf.take_trouble((await here.person("ana")).id, "private") is None
        (night, _) = await here.store.nights((await here.person("ana")).id)
        assert night.report["fault"] == report.fault


@pytest.mark.parametrize("change", [{"rank": 4}, {"layers": 3}, {"scale": 1.0}])
async def test_another_shape_is_learned_from_the_base(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.sleep()
    async with home(tmp_path, **change) as here:
        report = (await here.sleep())["ana"]
        assert report.learned == [CAT]
        assert here.begun() == [None]
        adapter = await here.shelf.current((await here.person("ana")).id, "private")
        assert adapter is not None
        assert {name: getattr(adapter.shape, name) for name in change} == change
        assert (await here.sleep())["ana"].outcome == "nothing to do"


async def test_another_model_learns_from_its_base(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.sleep()
    other = Pupil()
    other._info = type(other.info)("other", "another print", 4, 8, 2048, 16)
    async with home(tmp_path, other) as here:
        assert (await here.sleep())["ana"].learned == [CAT]
        version = await here.version("ana")
        assert version is not None
        assert version.fingerprint == "another print"


@pytest.mark.parametrize(
    "fault",
    [
        TrainingError("It came to nothing."),
        ModelError("The window is full."),
        AdapterError("A misfit."),
        StoreError("The disk is full."),
    ],
)
async def test_one_persons_failure_is_not_the_next_ones(
    tmp_path: Path, fault: SleepwakeError
) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.tell("ben", GYM)
        here.engine.fault = fault
        reports = await here.sleep()
        assert reports["ana"].outcome == "failed"
        assert fault.fault in reports["ana"].text()
        assert reports["ben"].outcome == "promoted"
        assert await here.states("ana") == {CAT: FRESH}
        assert await here.states("ben") == {GYM: KNOWN}
        (night,) = await here.store.nights((await here.person("ana")).id)
        assert night.outcome == "failed"
        assert (await here.sleep())["ana"].learned == [CAT]


async def test_a_full_disk_fails_the_night_and_changes_nothing(tmp_path: Path) -> None:
    class FullDisk(Pupil):
        full = True

        async def save_adapter(self, adapter: Adapter, folder: Path, *, half: bool = False) -> None:
            if self.full:
                folder.mkdir(parents=True)
                (folder / "adapters.safetensors").write_text("half of it")
                raise OSError(28, "No space left on device")
            await super().save_adapter(adapter, folder, half=half)

    engine = FullDisk()
    async with home(tmp_path, engine) as here:
        await here.tell("ana", CAT)
        report = (await here.sleep())["ana"]
        assert report.outcome == "failed"
        assert "No space left" in report.text()
        # Half of it would only be in the way.
        assert here.folders() == []
        assert await here.states("ana") == {CAT: FRESH}
        assert await here.version("ana") is None
        engine.full = False
        await here.sleep()
        version = await here.version("ana")
        assert version is not None
        assert here.folders() == [here.data / version.folder]


async def test_a_full_disk_of_the_memory_keeps_the_old_state(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.sleep()
        version = await here.version("ana")
        await here.tell("ana", LOCKER)

        async def fill(full: bool) -> None:
            async with here.store._database.reading() as session:
                (pages,) = await session.rows("PRAGMA page_count")
                await session.row(f"PRAGMA max_page_count = {pages[0] if full else 1 << 30}")

        save = here.engine.save_adapter

        async def save_and_fill(*given: Any, **more: Any) -> None:
            # Rows that are large enough to need a page of their own.
            await save(*given, **more)
            await fill(full=True)

        here.engine.save_adapter = save_and_fill  # type: ignore[method-assign]
        promote = here.store.promote

        async def promote_much(promotion: Any) -> None:
            cards = {fact: card + " " * 20_000 for fact, card in promotion.cards.items()}
            await promote(replace(promotion, cards=cards))

        here.store.promote = promote_much  # type: ignore[method-assign, assignment]
        report = (await here.sleep())["ana"]
        assert report.outcome == "failed"
        assert "is full" in report.text()
        assert await here.states("ana") == {CAT: KNOWN, LOCKER: FRESH}
        assert await here.version("ana") == version
        assert [folder.name for folder in here.folders()] == ["v1"]
        assert "Miso" in await here.ask("ana", "What's my cat's name?")
        here.store.promote = promote  # type: ignore[method-assign]
        here.engine.save_adapter = save  # type: ignore[method-assign]
        await fill(full=False)
        assert (await here.sleep())["ana"].learned == [LOCKER]


@pytest.mark.parametrize("when", ["begin_night", "promote", "end_night"])
async def test_a_memory_that_another_program_writes_to(tmp_path: Path, when: str) -> None:
    async with home(tmp_path) as here:
        await here.tell("ana", CAT)
        await here.tell("ben", GYM)
        async with here.store._database.reading() as session:
            await session.row("PRAGMA busy_timeout = 0")
        other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        usual = getattr(here.store, when)

        async def meanwhile(*given: Any) -> Any:
            setattr(here.store, when, usual)
            other.execute("BEGIN IMMEDIATE")
            try:
                return await usual(*given)
            finally:
                other.execute("ROLLBACK")

        setattr(here.store, when, meanwhile)
        try:
            reports = await here.sleep()
        finally:
            other.close()
        assert "Another program is writing to" in reports["ana"].text()
        assert reports["ben"].outcome == "promoted"
        kept = when == "end_night"
        assert reports["ana"].outcome == ("promoted" if kept else "failed")
        assert await here.states("ana") == {CAT: KNOWN if kept else FRESH}
        assert ((await here.version("ana")) is not None) == kept
        assert len(here.folders()) == (2 if kept else 1)
        await here.sleep()
        assert await here.states("ana") == {CAT: KNOWN}
