from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Config
from bot.engine.fake import FakeEngine
from bot.sleep import SleepProgress
from bot.terminal.presence import FILE, Presence, read_sign
from bot.terminal.processes import birth, output, resident_bytes
from bot.terminal.runtime import running_bot


def now() -> datetime:
    return datetime(2025, 6, 1, 12, tzinfo=UTC)


def step(person: str, stage: str, done: int = 1) -> SleepProgress:
    return SleepProgress(person, stage, done, 9)  # type: ignore[arg-type]


async def test_a_sign_of_life_is_there_while_the_bot_is(tmp_path: Path) -> None:
    presence = Presence(tmp_path, now)
    async with presence.shown():
        await asyncio.sleep(0)
        sign = read_sign(tmp_path)
        assert sign is not None
        assert (sign.pid, sign.since, sign.beat) == (os.getpid(), now(), now())
        assert not sign.asleep
        assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert read_sign(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


async def test_it_says_where_a_night_is_until_it_is_over(tmp_path: Path) -> None:
    presence = Presence(tmp_path, now)
    async with presence.shown(beat_seconds=600):
        await asyncio.sleep(0)
        seen = []
        for progress in (
            step("Ana", "train"),
            step("Ana", "train", 2),
            step("Ana", "gate"),
            step("Ben", "gate", 3),
            None,
        ):
            presence.watch(progress)
            sign = read_sign(tmp_path)
            assert sign is not None
            night = sign.night
            seen.append((night.person, night.stage, night.done) if night else None)
    # Within a stage nothing is written between two beats.
    assert seen == [
        ("Ana", "train", 1),
        ("Ana", "train", 1),
        ("Ana", "gate", 1),
        ("Ben", "gate", 3),
        None,
    ]


async def test_the_sleeper_tells_of_every_step_and_that_it_is_over(
    config: Config, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def pretended(*_: object) -> AsyncIterator[FakeEngine]:
        yield engine

    monkeypatch.setattr("bot.terminal.runtime.open_model", pretended)
    watched: list[SleepProgress | None] = []
    told: list[SleepProgress] = []
    async with running_bot(config, print, watched.append) as bot:
        ana = await bot.store.person("terminal:ana", "Ana")
        await bot.store.add_fact(ana.id, "private", "cat's name", "Miso", "My cat is Miso.")
        await bot.sleeper.sleep(on_progress=told.append)
        monkeypatch.setattr(bot.store, "people", None)
        with pytest.raises(TypeError):
            await bot.sleeper.sleep()
    assert len(told) > 5
    assert watched == [*told, None, None]


async def test_it_beats(tmp_path: Path) -> None:
    looks, often = [now()], asyncio.Event()

    def clock() -> datetime:
        looks.append(looks[-1] + timedelta(seconds=1))
        if len(looks) > 5:
            often.set()
        return looks[-1]

    presence = Presence(tmp_path, clock)
    async with presence.shown(beat_seconds=0):
        await often.wait()
        sign = read_sign(tmp_path)
    assert sign is not None
    assert sign.beat > sign.since


async def test_the_sign_of_a_process_that_has_ended_is_none(tmp_path: Path) -> None:
    presence = Presence(tmp_path, now)
    async with presence.shown():
        await asyncio.sleep(0)
        written = json.loads((tmp_path / FILE).read_text())
    for changed in ({"birth": "another's"}, {"birth": ""}, {"pid": 2**22 + 1}, {"pid": "x"}):
        (tmp_path / FILE).write_text(json.dumps(written | changed))
        assert read_sign(tmp_path) is None
    (tmp_path / FILE).write_text("half of it")
    assert read_sign(tmp_path) is None


async def test_a_disk_that_is_full_does_not_end_the_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.terminal.presence.write_private", full)
    presence = Presence(tmp_path, now)
    async with presence.shown(beat_seconds=0):
        for _ in range(3):
            await asyncio.sleep(0)


def test_a_process_is_told_by_when_it_was_born() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, text=True
    ) as process:
        born = birth(process.pid)
        assert born
        assert birth(process.pid) == born
        process.communicate("\n")
    assert birth(process.pid) != born


def test_commands_that_are_not_there_or_fail_print_nothing() -> None:
    assert output(["no-such-command"]) == ""
    assert output([sys.executable, "-c", "print(1); raise SystemExit(1)"]) == ""
    assert output([sys.executable, "-c", "print(1)"]) == "1\n"


def test_memory_is_counted_in_bytes() -> None:
    assert 5e6 < resident_bytes() < 100e9
