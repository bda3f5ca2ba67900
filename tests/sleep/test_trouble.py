"""Nights over what went wrong: hurt files, another model, a full disk, a failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.engine.fake import UNKNOWN
from bot.engine.interface import Adapter
from bot.errors import AdapterError, ModelError, SleepwakeError, StoreError, TrainingError
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
        assert (await here.sleep())["ana"].learned == [CAT]
        assert here.begun() == [None]


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
        assert await here.states("ana") == {CAT: FRESH}
        assert await here.version("ana") is None
        engine.full = False
        await here.sleep()
        version = await here.version("ana")
        assert version is not None
        assert here.folders() == [here.data / version.folder]
