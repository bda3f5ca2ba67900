"""The machine's checks, on outputs as macOS and Linux print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.blas import Blas
from bot.machine import Disk, Memory, Unknown
from bot.terminal.doctor import machine

GB = 10**9


@given(st.text())
def test_output_of_another_kind_is_not_understood(text: str) -> None:
    assert machine.file_vault(text) is None


@pytest.mark.parametrize(
    ("left", "model", "level"),
    [
        (Memory(4 * GB), 1 * GB, "ok"),
        (Memory(1 * GB), 1 * GB, "warning"),
        (Memory(7 * GB), 9 * GB, "fault"),
        (Memory(1), 0, "ok"),
        (Unknown("vm_stat is silent"), 1, "warning"),
    ],
)
def test_memory(left: Memory | Unknown, model: int, level: str) -> None:
    finding = machine.memory(8 * GB, left, model)
    assert finding.level == level
    assert bool(finding.mend) == (level != "ok")


@pytest.mark.parametrize(
    ("left", "level"),
    [
        (Disk(10 * GB), "ok"),
        (Disk(GB), "warning"),
        (Disk(GB // 10), "fault"),
        (Unknown("the disk can't be asked"), "warning"),
    ],
)
def test_disk(left: Disk | Unknown, level: str) -> None:
    finding = machine.disk(left, "/data")
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
