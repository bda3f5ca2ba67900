"""The machine's checks, on outputs as macOS and Linux print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.blas import Blas
from bot.terminal.doctor import machine

MEMINFO = """\
MemTotal:       24676432 kB
MemFree:        11184868 kB
MemAvailable:   22461944 kB
Buffers:          297756 kB
HugePages_Total:       0
"""
VM_STAT = """\
Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            200000.
Pages inactive:                           20000.
Pages speculative:                         3000.
Pages throttled:                              0.
Pages wired down:                        120000.
Pages purgeable:                           1000.
"Translation faults":                 123456789.
"""
GB = 10**9


def test_memory_of_linux() -> None:
    assert machine.linux_memory(MEMINFO) == (24676432 * 1024, 22461944 * 1024)


def test_memory_of_a_mac() -> None:
    assert machine.mac_memory("8589934592\n", VM_STAT) == (8589934592, 34000 * 16384)


@given(st.text(), st.text())
def test_output_of_another_kind_is_not_understood(one: str, other: str) -> None:
    assert machine.linux_memory(one) is None
    assert machine.mac_memory(one, other) is None
    assert machine.file_vault(one) is None


@pytest.mark.parametrize(
    ("found", "model", "level"),
    [
        ((8 * GB, 4 * GB), 1 * GB, "ok"),
        ((8 * GB, 1 * GB), 1 * GB, "warning"),
        ((8 * GB, 7 * GB), 9 * GB, "fault"),
        ((8 * GB, 1), 0, "ok"),
        (None, 1, "warning"),
    ],
)
def test_memory(found: tuple[int, int] | None, model: int, level: str) -> None:
    finding = machine.memory(found, model)
    assert finding.level == level
    assert bool(finding.mend) == (level != "ok")


@pytest.mark.parametrize(("free", "level"), [(10 * GB, "ok"), (GB, "warning"), (GB // 10, "fault")])
def test_disk(free: int, level: str) -> None:
    finding = machine.disk(free, "/data")
    assert (finding.level, bool(finding.mend)) == (level, level != "ok")


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("FileVault is On.\n", True),
        ("FileVault is Off.\n", False),
        ("FileVault is Off.\nEncryption in progress: Percent completed = 12\n", False),
        ("Error: command must be run as root", None),
    ],
)
def test_file_vault(said: str, on: bool | None) -> None:
    assert machine.file_vault(said) is on


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("/dev/vda ext4\n", ("/dev/vda", "ext4")),
        ("/dev/mapper/home[/@home] btrfs\n", ("/dev/mapper/home", "btrfs")),
        ("overlay overlay\n", ("overlay", "overlay")),
        ("", ("", "")),
    ],
)
def test_what_findmnt_prints(printed: str, place: tuple[str, str]) -> None:
    assert machine.mounted(printed) == place


@pytest.mark.parametrize(
    ("kind", "types", "locked"),
    [
        ("ext4", "lvm\ncrypt\npart\ndisk\n", True),
        ("ext4", "part\ndisk\n", False),
        ("overlay", "", None),
        ("ecryptfs", "", True),
    ],
)
def test_what_lsblk_prints(kind: str, types: str, locked: bool | None) -> None:
    assert machine.locked_by_luks(kind, types) is locked


@pytest.mark.parametrize("mac", [True, False])
def test_encryption_is_worth_a_warning_no_more(mac: bool) -> None:
    levels = [machine.encryption(found=found, mac=mac) for found in (True, False, None)]
    assert [finding.level for finding in levels] == ["ok", "warning", "warning"]
    assert "LUKS" in machine.encryption(found=False, mac=False).mend
    assert "FileVault" in machine.encryption(found=False, mac=True).mend


def test_a_slow_blas_is_told_with_its_mend() -> None:
    assert machine.linear_algebra(Blas(None, wanted=False)).level == "ok"
    slow = machine.linear_algebra(Blas(None, wanted=True))
    assert (slow.level, "apt-get install" in slow.mend) == ("warning", True)
