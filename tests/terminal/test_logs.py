from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pytest

from bot.terminal.logs import FILE, logging_to


def test_what_is_logged_and_warned_of_is_in_the_file(tmp_path: Path) -> None:
    with logging_to(tmp_path / "logs") as trouble:
        logging.getLogger("bot.anything").info("A night began")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("an old name", DeprecationWarning, stacklevel=1)
        logging.getLogger("bot.anything").debug("not this")

    text = (tmp_path / "logs" / FILE).read_text("utf-8")
    assert trouble == ""
    assert "INFO bot.anything: A night began" in text
    assert "an old name" in text
    assert "not this" not in text


def test_logging_is_as_before_afterwards(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))

    with logging_to(tmp_path):
        assert (root.level, list(root.handlers)) != before

    assert (root.level, list(root.handlers)) == before


def test_the_file_does_not_grow_without_end(tmp_path: Path) -> None:
    with logging_to(tmp_path):
        for _ in range(60):
            logging.getLogger("x").info("y" * 100_000)

    files = list(tmp_path.iterdir())
    assert len(files) == 4
    assert all(file.stat().st_size <= 1_000_000 for file in files)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_does_not_trouble_the_talk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILE).symlink_to("/dev/full")

    with logging_to(tmp_path) as trouble:
        logging.getLogger("x").info("nowhere to go")

    assert trouble == ""
    assert capsys.readouterr().err == ""


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with logging_to(tmp_path / "file" / "logs") as trouble:
        pass

    assert trouble.startswith("Nothing is logged: ")
    assert "Not a directory" in trouble
