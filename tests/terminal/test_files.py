from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.terminal.files import write_private


def test_a_file_is_there_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    write_private(path, "one")
    path.chmod(0o644)
    write_private(path, "zwei ✓")
    assert path.read_text("utf-8") == "zwei ✓"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_private(tmp_path / "link", "one")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "one"


def test_what_fails_or_is_interrupted_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_private(path, "old")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_private(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
