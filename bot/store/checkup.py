"""Looks a memory over without changing it, as a doctor does.

Knows: SQLite's own checks, the version, the lock. Does not know: what is in the tables.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.store.faults import plain_faults
from bot.store.lock import holder
from bot.store.opening import FILE
from bot.store.versions import checked_version, migrations, reading_uri


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found of a memory.

    `version` is 0 where there is none yet; `newest` is the one that this program makes. `damage`
    are SQLite's findings. `holder` is the process that uses it, None if none does.
    """

    version: int
    newest: int
    damage: tuple[str, ...]
    holder: int | None


def checkup(folder: Path) -> Checkup:
    """Look at the memory of a data folder.

    Raises:
        StoreNewerError: it was written by a newer version.
        StoreError: it can't be read, or is something else.
    """
    path, newest = folder / FILE, len(migrations())
    version = checked_version(path, newest)
    damage = _damage(path) if version else ()
    return Checkup(version, newest, damage, holder(folder))


def _damage(path: Path) -> tuple[str, ...]:
    with plain_faults(path), closing(sqlite3.connect(reading_uri(path), uri=True)) as database:
        found = [str(row[0]) for row in database.execute("PRAGMA integrity_check(10)")]
        dangling = database.execute("PRAGMA foreign_key_check").fetchall()
    lines = [] if found == ["ok"] else found
    return (*lines, *(f"{row[0]} points to a {row[2]} that is not there" for row in dangling[:10]))
