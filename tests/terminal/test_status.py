from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.memory.facts import State
from bot.store import open_store
from bot.terminal.presence import Sign, Stage
from bot.terminal.status import Status, as_record, as_text, size, status

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


async def fill(data: Path) -> None:
    """Two people; Ana had a night yesterday, both had one today."""
    clock = Clock()
    async with open_store(data, clock=clock) as store:
        ana, ben = [await store.person(f"terminal:{n}", n.title()) for n in ("ana", "ben")]
        for value in ("Miso", "Rex", "Luna"):
            fact = await store.add_fact(ana.id, "private", "pet", value, value)
        await store.set_state([fact.id], State.LEARNING)
        await store.set_state([fact.id], State.KNOWN)
        for person, outcome, learned in (
            (ana, "rolled back", []),
            (ana, "promoted", ["pet: Luna"]),
            (ben, "promoted", ["a", "b"]),
        ):
            night = await store.begin_night(person.id, "private")
            await store.end_night(night, outcome, {"learned": learned})
            clock.now += timedelta(hours=24) if outcome == "rolled back" else timedelta(minutes=9)


async def test_counts_and_the_last_night_from_another_process(tmp_path: Path) -> None:
    await fill(tmp_path)

    found = await status(tmp_path, names=False, clock=Clock())
    named = await status(tmp_path, names=True, clock=Clock())

    assert [(each.context, each.weights) for each in found.people] == [(2, 1), (0, 0)]
    assert found.night is not None
    assert found.night.began_at == NOON + timedelta(hours=24)
    assert (found.night.outcomes, found.night.learned) == ({"promoted": 2}, 3)
    assert found.disk_bytes > 4096
    text = as_text(found, names=False, now=NOON)
    assert "The bot is not running." in text
    assert "2 promoted; 3 facts learned" in text
    assert "Ana" not in text + json.dumps(as_record(found, names=False))
    assert "Ana: 2 in context, 1 in the weights" in as_text(named, names=True, now=NOON)


async def test_beside_a_running_bot(tmp_path: Path) -> None:
    await fill(tmp_path)
    async with open_store(tmp_path, clock=Clock()):
        assert len((await status(tmp_path, names=False, clock=Clock())).people) == 2


async def test_without_a_memory_and_with_a_broken_one(tmp_path: Path) -> None:
    before = await status(tmp_path / "none", names=False, clock=Clock())
    assert before.trouble == "There is no memory yet."
    assert not (tmp_path / "none").exists()
    (tmp_path / "sleepwake.sqlite3").write_bytes(b"not a database, by no means" * 50)
    broken = await status(tmp_path, names=False, clock=Clock())
    assert "damaged" in broken.trouble
    assert broken.trouble in as_text(broken, names=False, now=NOON)


def sign(*, asleep: bool) -> Sign:
    night = Stage(person="Ana", stage="train", done=3, total=9) if asleep else None
    return Sign(pid=7, birth="x", since=NOON, beat=NOON, night=night)


def test_awake_or_asleep_and_who_only_on_request() -> None:
    awake, asleep = (Status(sign(asleep=night), None, [], 0) for night in (False, True))

    assert "(process 7, since " in as_text(awake, names=False, now=NOON)
    assert ", awake." in as_text(awake, names=True, now=NOON)
    quiet = as_text(asleep, names=False, now=NOON)
    assert ", asleep." in quiet
    assert "Ana" not in quiet
    assert "train" not in quiet
    assert "  Ana: train, 3 of 9" in as_text(asleep, names=True, now=NOON)
    assert as_record(asleep, names=False)["stage"] is None
    assert as_record(asleep, names=True)["stage"] == {"person": "Ana", "stage": "train"}
    assert as_record(awake, names=False)["state"] == "awake"


def test_a_bot_that_hangs_is_told() -> None:
    found = Status(sign(asleep=False), None, [], 0)
    assert "sign of life" not in as_text(found, names=False, now=NOON + timedelta(seconds=50))
    late = as_text(found, names=False, now=NOON + timedelta(seconds=300))
    assert "no sign of life for 300 s" in late


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 bytes"), (999, "999 bytes"), (1234, "1.23 kB"), (5e6, "5 MB"), (2e12, "2000 GB")],
)
def test_sizes(count: float, shown: str) -> None:
    assert size(int(count)) == shown
