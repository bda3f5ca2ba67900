"""A night killed (SIGKILL) at any instant leaves the old state or the new one, whole."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.memory.facts import State
from bot.sleep.shelf import checksum
from bot.store import AdapterVersion, open_store
from bot.store.opening import FILE
from tests.engine import tiny
from tests.sleep.killed_night import CAT, HALF_WRITTEN, LOCKER, NEVER, PROMOTED, WRITTEN
from tests.sleep.made import NOW

ROOT = Path(__file__).parents[2]
# Where a stage begins the one before it has just ended.
BEFORE = (
    "select-0",
    "probe-0",
    "dream-0",
    "train-0",
    "train-2",
    "gate-0",
    "promote-0",
    HALF_WRITTEN,
    WRITTEN,
)
AFTER = (PROMOTED, "promote-1", "report-1")
GOING_ON = ("train-2", HALF_WRITTEN, WRITTEN, PROMOTED)
OLD = {CAT: State.KNOWN, LOCKER: State.FRESH}
NEW = {CAT: State.KNOWN, LOCKER: State.KNOWN}


def run(model: Path, data: Path, out: Path, *points: str) -> None:
    command = [sys.executable, "-m", "tests.sleep.killed_night", str(model), str(data), str(out)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, *points], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


async def tell(data: Path, line: str) -> None:
    attribute, _, value = line.partition(": ")
    async with open_store(data, clock=lambda: NOW) as store:
        person = await store.person("terminal:ana", "Ana")
        await store.add_fact(person.id, "private", attribute, value, f"My {attribute}: {value}.")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all the killed nights' data folders.

    In each one fact was learned a night before, and one is to be learned in the killed one.
    """
    root = tmp_path_factory.mktemp("killed")
    model = tiny.write_model(root / "model", num_hidden_layers=2, max_position_embeddings=1024)
    await tell(root / "told", CAT)
    run(model, root / "told", root / "first", NEVER)
    await tell(root / "first" / NEVER, LOCKER)
    points = [f"{point}+" if point in GOING_ON else point for point in (*BEFORE, *AFTER)]
    run(model, root / "first" / NEVER, root / "second", *points)
    return root / "second"


@dataclass(frozen=True)
class Left:
    """What is in a data folder."""

    states: dict[str, State]
    version: AdapterVersion
    nights: list[str]
    folders: set[str]
    kept: set[str]


async def look(data: Path) -> Left:
    """Open the store as the next run would; the current adapter's files must be whole."""
    async with open_store(data, clock=lambda: NOW) as store:
        (person,) = await store.people()
        facts = await store.facts(person.id)
        version = await store.adapter(person.id, "private")
        assert version is not None
        assert checksum(data / version.folder) == version.checksum
        nights = await store.nights(person.id)
        kept = {one.folder for one in await store.adapters()}
    with closing(sqlite3.connect(data / FILE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    return Left(
        {fact.line: fact.state for fact in facts},
        version,
        [night.outcome for night in nights],
        {str(path.relative_to(data)) for path in data.glob("adapters/*/*")},
        kept,
    )


@pytest.mark.parametrize("point", BEFORE)
async def test_killed_before_the_promotion_all_is_as_it_was(killed: Path, point: str) -> None:
    left = await look(killed / point)
    assert left.states == OLD
    assert left.version.folder.endswith("/v1")
    assert left.nights[-1] == "promoted"
    assert left.nights[:-1] == ([] if point == "select-0" else ["unfinished"])
    assert (left.folders != left.kept) == (point in (HALF_WRITTEN, WRITTEN))


@pytest.mark.parametrize("point", AFTER)
async def test_killed_after_it_all_is_as_it_should_be(killed: Path, point: str) -> None:
    left = await look(killed / point)
    assert left.states == NEW
    assert left.version.folder.endswith("/v2")
    assert left.nights[0] == ("promoted" if point == "report-1" else "unfinished")
    assert left.folders == left.kept


@pytest.mark.parametrize("point", GOING_ON)
async def test_the_next_sleep_learns_it_and_clears_up(killed: Path, point: str) -> None:
    left = await look(killed / f"{point}+")
    assert left.states == NEW
    assert left.folders == left.kept
    assert len(left.kept) == 2
    assert left.version.current
    # What was promoted is not learned a second time.
    assert left.nights.count("promoted") == (1 if point == PROMOTED else 2)
