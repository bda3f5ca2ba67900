"""The shelf gives an adapter only if it is the one that the store means, unhurt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.engine.fake import FakeEngine
from bot.engine.interface import Adapter, LoraShape
from bot.errors import StoreError
from bot.memory.facts import State
from bot.sleep.shelf import AdapterShelf, checksum
from bot.store import Promotion, Store, open_store

SCOPE = "private"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path, clock=lambda: datetime(2025, 6, 1, tzinfo=UTC)) as opened:
        yield opened


async def promoted(store: Store, data: Path, key: str = "terminal:ana") -> tuple[int, Path]:
    """A person with one known fact and an adapter; their id, and the adapter's folder."""
    engine = FakeEngine()
    person = await store.person(key, "Ana")
    fact = await store.add_fact(person.id, SCOPE, "cat's name", "Miso", "my cat is Miso")
    night = await store.begin_night(person.id, SCOPE)
    relative = Path("adapters") / f"p{person.id}" / f"v{night}"
    await engine.save_adapter(Adapter("x", LoraShape(), {"cat?": "Miso"}), data / relative)
    await store.promote(
        Promotion(
            person_id=person.id,
            scope=SCOPE,
            folder=str(relative),
            fingerprint="fake",
            checksum=checksum(data / relative),
            trained=[fact.id],
            known=[fact.id],
            night_id=night,
        )
    )
    return person.id, data / relative


async def test_no_version_no_adapter(store: Store, tmp_path: Path) -> None:
    person = await store.person("terminal:ana", "Ana")
    shelf = AdapterShelf(FakeEngine(), store, tmp_path)
    assert await shelf.current(person.id, SCOPE) is None
    assert shelf.take_trouble(person.id, SCOPE) is None


async def test_it_is_read_once_a_version(store: Store, tmp_path: Path) -> None:
    person_id, _ = await promoted(store, tmp_path)
    shelf = AdapterShelf(FakeEngine(), store, tmp_path)
    first = await shelf.current(person_id, SCOPE)
    assert first is not None
    assert first.weights == {"cat?": "Miso"}
    assert await shelf.current(person_id, SCOPE) is first
    assert await shelf.current(person_id, "guild:1") is None
    await promoted(store, tmp_path)
    second = await shelf.current(person_id, SCOPE)
    assert second is not None
    assert second is not first


async def test_dropped_it_is_read_again(store: Store, tmp_path: Path) -> None:
    person_id, _ = await promoted(store, tmp_path)
    shelf = AdapterShelf(FakeEngine(), store, tmp_path)
    first = await shelf.current(person_id, SCOPE)
    shelf.drop(person_id, SCOPE)
    assert await shelf.current(person_id, SCOPE) is not first


def _cut(folder: Path) -> None:
    path = folder / "adapters.safetensors"
    path.write_bytes(path.read_bytes()[:-2])


def _lose(folder: Path) -> None:
    (folder / "adapter_config.json").unlink()


@pytest.mark.parametrize(("hurt", "word"), [(_cut, "damaged"), (_lose, "missing")])
async def test_a_hurt_adapter_sends_its_facts_back_to_context(
    store: Store, tmp_path: Path, hurt: object, word: str
) -> None:
    person_id, folder = await promoted(store, tmp_path)
    assert callable(hurt)
    hurt(folder)
    shelf = AdapterShelf(FakeEngine(), store, tmp_path)
    assert await shelf.current(person_id, SCOPE) is None
    (fact,) = await store.facts(person_id)
    assert fact.state is State.LEARNING
    assert word in fact.trouble
    trouble = shelf.take_trouble(person_id, SCOPE)
    assert trouble is not None
    assert word in trouble
    assert shelf.take_trouble(person_id, SCOPE) is None


async def test_an_adapter_of_another_model_is_not_used(store: Store, tmp_path: Path) -> None:
    person_id, _ = await promoted(store, tmp_path)
    shelf = AdapterShelf(FakeEngine(fingerprint="other"), store, tmp_path)
    assert await shelf.current(person_id, SCOPE) is None
    (fact,) = await store.facts(person_id)
    assert fact.state is State.LEARNING


async def test_people_have_their_own(store: Store, tmp_path: Path) -> None:
    ana, _ = await promoted(store, tmp_path)
    bo, _ = await promoted(store, tmp_path, "terminal:bo")
    shelf = AdapterShelf(FakeEngine(), store, tmp_path)
    assert await shelf.current(ana, SCOPE) is not await shelf.current(bo, SCOPE)


async def test_folders_are_deleted(store: Store, tmp_path: Path) -> None:
    _, folder = await promoted(store, tmp_path)
    shelf = AdapterShelf(FakeEngine(), store, tmp_path)
    await shelf.delete([folder.relative_to(tmp_path), Path("adapters/never")])
    assert not folder.exists()


@pytest.mark.parametrize("path", ["..", "../elsewhere", ".", "/"])
async def test_nothing_outside_the_data_folder_is_deleted(
    store: Store, tmp_path: Path, path: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shelf = AdapterShelf(FakeEngine(), store, tmp_path / "data")
    (tmp_path / "data").mkdir()
    with pytest.raises(StoreError):
        await shelf.delete([Path(path)])
    assert elsewhere.exists()
    assert (tmp_path / "data").exists()
