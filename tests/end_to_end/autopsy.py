"""What a killed process left: whether its memory is whole, and every adapter in use.

Looks at a copy of the database, so that the next process finds it as it was left. Knows: files, the
store. Does not know: what was told; `account` compares.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.memory.facts import State
from bot.sleep.shelf import FOLDER, checksum
from bot.store import AdapterVersion, Store, open_store
from bot.store.opening import FILE
from bot.terminal.settings import now
from tests.end_to_end.account import Account
from tests.end_to_end.mortal import lines_of

Held = dict[tuple[str, str], dict[str, list[str]]]


@dataclass
class Found:
    """What was found. `strays` are the folders that no version names: they are cleared at night."""

    held: Held = field(default_factory=dict)
    torn: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    outcomes: dict[int, str] = field(default_factory=dict)
    strays: list[Path] = field(default_factory=list)
    scrubbed: bool = True


async def examined(data: Path, memory: Path) -> Found:
    """Look at a data folder that nobody holds. `memory` is what its adapters were taught."""
    found = Found()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for file in data.glob(f"{FILE}*"):
            # The index of the write-ahead log was shared memory, and is made anew.
            if not file.name.endswith("-shm"):
                shutil.copy(file, copy)
        if not (copy / FILE).exists():
            return found
        _check_file(copy / FILE, found)
        async with open_store(copy, clock=now) as store:
            await _look(store, data, memory, found)
    return found


def _check_file(path: Path, found: Found) -> None:
    with closing(sqlite3.connect(path)) as database:
        for check, sound in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
            said = database.execute(f"PRAGMA {check}").fetchall()
            if said != sound:
                found.wrong.append(f"{check}: {said}")
        rows = database.execute("SELECT scrub_due FROM housekeeping").fetchall()
        found.scrubbed = rows == [(0,)]
        nights = database.execute("SELECT id, outcome, spoilt, report FROM nights").fetchall()
    for night, outcome, spoilt, report in nights:
        found.outcomes[night] = outcome
        if outcome == "failed" and not spoilt:
            found.wrong.append(f"night {night} failed: {json.loads(report).get('notes')}")


async def _look(store: Store, data: Path, memory: Path, found: Found) -> None:
    versions = await store.adapters()
    current = {(one.person_id, one.scope): one for one in versions if one.current}
    if len(current) < sum(one.current for one in versions):
        found.wrong.append("two versions are current in one place")
    taught = {place: _taught(one, data, memory, found) for place, one in current.items()}
    for person in await store.people():
        for fact in await store.facts(person.id, states=State):
            if not fact.state.alive:
                continue
            here = found.held.setdefault((person.key, fact.scope), {})
            here.setdefault(fact.attribute, []).append(fact.value)
            if fact.state is State.KNOWN:
                place = (person.id, fact.scope)
                version = current.get(place)
                if version is None or fact.id not in version.fact_ids:
                    found.wrong.append(f"{fact.line} is known, but by no adapter in use")
                elif fact.line not in taught[place]:
                    found.wrong.append(f"{fact.line} is known, but {version.folder} was not taught")
    named = {data / one.folder for one in versions}
    found.strays = [path for path in (data / FOLDER).glob("*/*") if path not in named]


def _taught(version: AdapterVersion, data: Path, memory: Path, found: Found) -> list[str]:
    """The lines that an adapter in use was taught; whether it is whole is noted."""
    try:
        if checksum(data / version.folder) != version.checksum:
            found.torn.append(f"{version.folder}: not as it was written")
            return []
        return lines_of(memory, version.checksum)
    except OSError as error:
        found.torn.append(f"{version.folder}: {error}")
        return []


def bytes_of(data: Path) -> bytes:
    """The database's files as they lie on the disk."""
    return b"".join(path.read_bytes() for path in sorted(data.glob(f"{FILE}*")))


def compared(found: Found, accounts: Iterable[Account], raw: bytes) -> list[str]:
    """Which facts are lost, or there though they were forgotten."""
    wrong = []
    for account in accounts:
        wrong += account.compared(found.held.get((account.key, account.scope), {}))
        if found.scrubbed:
            account.gone |= account.fading
            account.fading = set()
        wrong += [
            f"{account.user.display} in {account.scope}: {value} was forgotten, and is on the disk"
            for value in sorted(account.gone)
            if value.encode() in raw
        ]
    return wrong
