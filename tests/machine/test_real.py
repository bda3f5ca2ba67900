"""Readings of this very machine and of stand-ins, and programs that run beside a block."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.machine import Disk, Memory, Power, Unknown, this_machine
from bot.machine.commands import output_of, running
from bot.machine.real import LinuxMachine, MacMachine

ROOT = Path(__file__).parents[2]
# Says that it is there, in a file, and ends when its input does.
CHILD = "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid())); sys.stdin.read()"


async def test_this_machine_can_be_read(tmp_path: Path) -> None:
    machine = this_machine()
    assert isinstance(await machine.power(), Power | Unknown)
    memory = await machine.memory()
    assert isinstance(memory, Memory)
    assert memory.free_bytes > 0
    disk = await machine.disk(tmp_path / "not" / "made yet")
    assert isinstance(disk, Disk)
    assert disk.free_bytes > 0
    async with machine.kept_awake() as by:
        assert isinstance(by, str)


async def test_a_linux_in_a_folder(tmp_path: Path) -> None:
    supplies = tmp_path / "sys/class/power_supply"
    (supplies / "BAT0").mkdir(parents=True)
    for name, text in {"type": "Battery", "status": "Discharging", "capacity": "42"}.items():
        (supplies / "BAT0" / name).write_text(f"{text}\n")
    (supplies / "AC").mkdir()
    (supplies / "AC" / "type").write_text("Mains\n")
    (supplies / "AC" / "online").write_text("0\n")
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc" / "meminfo").write_text("MemAvailable: 2000 kB\n")
    machine = LinuxMachine(tmp_path)
    assert await machine.power() == Power(mains=False, charge=0.42)
    assert await machine.memory() == Memory(2000 * 1024)


async def test_a_system_that_tells_nothing_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for machine in (LinuxMachine(tmp_path), MacMachine()):
        assert isinstance(await machine.power(), Unknown)
        assert isinstance(await machine.memory(), Unknown)
        async with machine.kept_awake() as by:
            assert by == ""


async def test_a_mac_is_read_by_its_own_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {
        "pmset": "Now drawing from 'AC Power'",
        "vm_stat": "(page size of 10 bytes)\nPages free: 1.\nPages inactive: 2.\n"
        "Pages speculative: 3.",
        "sysctl": "4",
    }.items():
        script = tmp_path / name
        script.write_text(f'#!/bin/sh\nprintf "%s" "{text}"\n')
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert await MacMachine().power() == Power(mains=True)
    assert await MacMachine().memory() == Memory(60, strained=True)


async def test_a_mac_is_kept_awake_no_longer_than_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "caffeinate"
    script.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said\ncat\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    async with MacMachine().kept_awake() as by:
        assert by == "caffeinate"
        await _there(tmp_path / "said")
    assert (tmp_path / "said").read_text() == f"-i -w {os.getpid()}\n"


async def _there(path: Path) -> None:
    """Wait for a file with something in it."""
    while not path.exists() or not path.stat().st_size:  # noqa: ASYNC110 - another process's file
        await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_program_ends_with_the_block(tmp_path: Path) -> None:
    async with running(sys.executable, "-c", CHILD, str(tmp_path / "pid")) as by:
        assert by == sys.executable
        await _there(tmp_path / "pid")
        pid = int((tmp_path / "pid").read_text())
        assert alive(pid)
    assert not alive(pid)


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.machine.commands import running
async def main():
    async with running(sys.executable, "-c", sys.argv[1], sys.argv[2]):
        while not Path(sys.argv[2]).exists() or not Path(sys.argv[2]).read_text():
            await asyncio.sleep(0.01)
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""


def test_a_program_does_not_outlive_a_killed_process(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    command = [sys.executable, "-c", KILLED, CHILD, str(file)]
    done = subprocess.run(command, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    pid = int(file.read_text())
    # It ends by itself: its input is at its end.
    while alive(pid) and not _is_zombie(pid):
        os.sched_yield()


def _is_zombie(pid: int) -> bool:
    """Ended, though nobody has asked for its exit code."""
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False)
    return said.stdout.strip().startswith(b"Z") or not said.stdout.strip()


async def test_what_a_program_prints() -> None:
    assert await output_of(sys.executable, "-c", "print('told')") == "told\n"
    assert await output_of(sys.executable, "-c", "print('told'); exit(3)") == ""
    assert await output_of("no-such-program-here") == ""


async def test_a_program_that_hangs_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.machine.commands._PATIENCE", 0.05)
    assert await output_of(sys.executable, "-c", "import time; time.sleep(600)") == ""


def test_each_system_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert isinstance(this_machine(), MacMachine)
    monkeypatch.setattr(sys, "platform", "linux")
    assert isinstance(this_machine(), LinuxMachine)
