"""The adapters in use: loaded once, checked against what the store says of them.

An adapter that is missing, damaged or made for another model is never used; its facts go back into
context and the person is told. Knows: version folders, checksums, the store. Does not know: how an
adapter is made.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import shutil
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from bot.engine.interface import Adapter, Engine
from bot.errors import AdapterError, StoreError
from bot.store import AdapterVersion, Store

_log = logging.getLogger(__name__)
FOLDER = "adapters"
_FILES = ("adapters.safetensors", "adapter_config.json")
_CHUNK = 1 << 20
# Of a small model each takes some megabytes, of a large one some tens.
_MOST = 16

_Key = tuple[int, str]


def checksum(folder: Path) -> str:
    """SHA-256, in hex, over an adapter's two files. Raises OSError where one can't be read."""
    digest = hashlib.sha256()
    for name in _FILES:
        with (folder / name).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


class AdapterShelf:
    """Gives the current adapter of a person in a scope, or None where there is none to be used."""

    def __init__(self, engine: Engine, store: Store, data: Path) -> None:
        self._engine, self._store, self._data = engine, store, data
        self._kept: OrderedDict[_Key, tuple[int, Adapter]] = OrderedDict()
        self._troubles: dict[_Key, str] = {}

    async def current(self, person_id: int, scope: str) -> Adapter | None:
        """The adapter to reply with; read from disk only when its version is a new one.

        Raises:
            StoreError: the store can't be read or written.
        """
        key = (person_id, scope)
        version = await self._store.adapter(person_id, scope)
        if version is None:
            self._kept.pop(key, None)
            return None
        kept = self._kept.get(key)
        if kept is not None and kept[0] == version.id:
            self._kept.move_to_end(key)
            return kept[1]
        try:
            adapter = await self._load(version)
        except AdapterError as error:
            await self._give_up(key, error)
            return None
        self._kept[key] = (version.id, adapter)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return adapter

    def drop(self, person_id: int, scope: str) -> None:
        """Let go of what is in memory; the next `current` asks the store again."""
        self._kept.pop((person_id, scope), None)

    def drop_person(self, person_id: int) -> None:
        """Let go of all that is in memory of a person, in every scope."""
        for key in [key for key in self._kept if key[0] == person_id]:
            del self._kept[key]
        for key in [key for key in self._troubles if key[0] == person_id]:
            del self._troubles[key]

    def take_trouble(self, person_id: int, scope: str) -> str | None:
        """What the person should be told about their adapter; told once."""
        fault = self.take_fault(person_id, scope)
        return (
            None if fault is None else f"{fault} I have it before me in words until my next sleep."
        )

    def take_fault(self, person_id: int, scope: str) -> str | None:
        """What was wrong with their adapter, for who tells it in other words; told once."""
        return self._troubles.pop((person_id, scope), None)

    def places(self, person_id: int) -> list[Path]:
        """The folders of a person's weights that are on the disk, relative to the data folder.

        Also those that a night left which was cut off, and that no version names.
        """
        found = (self._data / FOLDER).glob(f"p{person_id}-*")
        return sorted(path.relative_to(self._data) for path in found)

    def holds(self, person_id: int) -> int:
        """How many adapters of a person are in memory."""
        return sum(key[0] == person_id for key in self._kept)

    async def delete(self, folders: Iterable[Path]) -> None:
        """Remove versions' folders, given relative to the data folder.

        Raises:
            StoreError: one could not be removed; the others were.
        """
        left = [folder for folder in folders if not await asyncio.to_thread(self._remove, folder)]
        if left:
            names = ", ".join(str(self._data / folder) for folder in left)
            raise StoreError(
                "It is forgotten, but files of weights that held it could not be removed: "
                f"{names}.",
                "Delete them yourself, or sleep once more: what belongs to nobody is cleared away.",
            )

    def _remove(self, folder: Path) -> bool:
        root = self._data.resolve()
        path = (root / folder).resolve()
        if root not in path.parents:
            _log.warning("a version's folder lies outside the data folder, and is left alone")
            return False
        try:
            shutil.rmtree(path)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True

    async def _load(self, version: AdapterVersion) -> Adapter:
        if version.fingerprint != self._engine.info.fingerprint:
            raise AdapterError("What I had learned by heart was made for another model.")
        folder = self._data / version.folder
        try:
            found = await asyncio.to_thread(checksum, folder)
        except OSError as error:
            raise AdapterError("The file of what I had learned by heart is missing.") from error
        if found != version.checksum:
            raise AdapterError("The file of what I had learned by heart is damaged.")
        return await self._engine.load_adapter(folder)

    async def _give_up(self, key: _Key, error: AdapterError) -> None:
        _log.warning("adapter not used: %s", error.fault)
        self._kept.pop(key, None)
        await self._store.retire_adapter(*key, error.fault)
        self._troubles[key] = error.fault
