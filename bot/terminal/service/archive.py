"""Backups: one file of the memory and the adapters, checked by unpacking it again.

Knows: tar, checksums, the store. Does not know: when backups are made, or the service.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath

from bot.errors import StoreError
from bot.sleep.shelf import checksum
from bot.store import AdapterVersion, open_store
from bot.store.checkup import checkup
from bot.store.lock import folder_lock
from bot.store.opening import FILE

ADAPTERS = "adapters"
_SUMS = "sums.json"
_TRIES = 3
_OWN = 0o600


async def back_up(data: Path, file: Path, clock: Callable[[], datetime]) -> list[str]:
    """Write all memories of a data folder into one file; the bot may run meanwhile.

    Returns:
        What is wrong with the memories themselves, a line each; the backup has them as they are.

    Raises:
        StoreError: there is no memory, it can't be read, or the backup does not unpack as it
            should; then there is no file.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with _space(file.parent) as space:
        copy = space / "copy"
        troubles = await _copied(data, copy, clock)
        packed = space / "packed"
        _pack(copy, packed)
        restored = space / "restored"
        _unpack(packed, restored)
        _check(restored)
        packed.chmod(_OWN)
        packed.replace(file)
    return troubles


def restore(data: Path, file: Path, stamp: str) -> Path | None:
    """Put a backup's memories in the place of a data folder's.

    Returns:
        Where those that were there are now, if there were any.

    Raises:
        StoreError: the file is no whole backup, or a bot uses the folder. Nothing is changed then.
    """
    with folder_lock(data), _space(data) as space:
        new = space / "new"
        _unpack(file, new)
        _check(new)
        old = data / f"replaced-{stamp}"
        _move(data, old)
        _move(new, data)
    return old if old.exists() else None


async def _copied(data: Path, copy: Path, clock: Callable[[], datetime]) -> list[str]:
    """Copy memory and adapters; again where a night changed the adapters meanwhile."""
    for attempt in range(_TRIES):
        _empty(copy)
        async with open_store(data, clock=clock, read_only=True) as store:
            await store.copy_to(copy / FILE)
        async with open_store(copy, clock=clock, read_only=True) as store:
            versions = await store.adapters()
        troubles = [trouble for each in versions for trouble in _copy(data, copy, each)]
        if not troubles or attempt == _TRIES - 1:
            break
    return troubles


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def _copy(data: Path, copy: Path, version: AdapterVersion) -> list[str]:
    """Copy one version's folder; gives what is wrong with it if it is the one in use."""
    source, target = data / version.folder, copy / version.folder
    try:
        shutil.copytree(source, target)
        sound = checksum(target) == version.checksum
    except (OSError, shutil.Error):
        sound = False
    if sound or not version.current:
        return []
    return [f"What person {version.person_id} had learned by heart is missing or damaged."]


def _pack(folder: Path, to: Path) -> None:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = {path.relative_to(folder).as_posix(): _sha256(path) for path in paths}
    with tarfile.open(to, "w:gz", compresslevel=1) as archive:
        written = json.dumps(sums, indent=1).encode()
        head = tarfile.TarInfo(_SUMS)
        head.size = len(written)
        archive.addfile(head, io.BytesIO(written))
        for path in paths:
            archive.add(path, path.relative_to(folder).as_posix())


def _unpack(file: Path, to: Path) -> None:
    """Unpack what the list in a backup names, each file as its sum says; nothing else."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            listed = archive.extractfile(_SUMS)
            sums = json.load(listed) if listed else {}
            for name, sum_ in sums.items():
                target = to / _safe(name)
                target.parent.mkdir(parents=True, exist_ok=True)
                held = archive.extractfile(name)
                if held is None:
                    raise _no_backup(file)
                with target.open("wb") as written:
                    shutil.copyfileobj(held, written)
                target.chmod(_OWN)
                if _sha256(target) != sum_:
                    raise _no_backup(file)
    except FileNotFoundError as error:
        raise StoreError(f"There is no file {file}.", "Name a backup.") from error
    except (tarfile.TarError, EOFError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise _no_backup(file) from error


def _check(folder: Path) -> None:
    found = checkup(folder)
    if not found.version or found.damage:
        raise StoreError(
            f"The memory in the backup is not whole ({'; '.join(found.damage) or 'it is empty'}).",
            "See what `sleepwake doctor` says of the one that is in use.",
        )


def _move(source: Path, to: Path) -> None:
    """Move memory and adapters; the database last, so that it never lacks its adapters."""
    for name in (ADAPTERS, f"{FILE}-wal", f"{FILE}-shm", FILE):
        if (source / name).exists():
            to.mkdir(mode=0o700, exist_ok=True)
            (source / name).rename(to / name)


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[:1] not in ((FILE,), (ADAPTERS,)):
        raise ValueError(f"a backup holds no {name}")
    return path


def _no_backup(file: Path) -> StoreError:
    return StoreError(
        f"{file} is damaged, or no backup of sleepwake's.", "Nothing was changed; name another one."
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _space(folder: Path) -> Iterator[Path]:
    """A place on the same disk, so that the last move is one step."""
    space = Path(tempfile.mkdtemp(prefix=".backup-", dir=folder))
    try:
        yield space
    finally:
        shutil.rmtree(space, ignore_errors=True)
