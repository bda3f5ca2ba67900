from __future__ import annotations

import stat
from pathlib import Path

from bot.terminal.history import history_file, open_history, scrub


def lines(path: Path) -> list[str]:
    return list(open_history(path).load_history_strings())


def filled(path: Path, *texts: str) -> Path:
    history = open_history(path)
    for text in texts:
        history.store_string(text)
    return path


def test_lines_come_back_newest_first(tmp_path: Path) -> None:
    path = filled(tmp_path / "h.txt", "first", "second\nwith two lines", "third")

    assert lines(path) == ["third", "second\nwith two lines", "first"]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = filled(tmp_path / "history" / "h.txt", "secret")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_each_person_has_a_file_of_their_own_whatever_the_name(tmp_path: Path) -> None:
    keys = ["terminal:ana", "terminal:ben", "terminal:../../etc/passwd", "terminal:" + "é" * 80]

    paths = {history_file(tmp_path, key) for key in keys}

    assert len(paths) == len(keys)
    assert {path.parent for path in paths} == {tmp_path / "history"}


def test_forgetting_takes_out_the_lines_that_tell_it_and_no_others(tmp_path: Path) -> None:
    path = filled(tmp_path / "h.txt", "hello", "my cat is MISO", "bye\nmiso", "I live in Rome")

    scrub(path, ["Miso"])

    assert lines(path) == ["I live in Rome", "hello"]
    assert b"miso" not in path.read_bytes().lower()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_forgetting_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    path = filled(tmp_path / "h.txt", "hello")
    before = path.read_bytes()

    scrub(path, ["Miso"])

    assert path.read_bytes() == before


def test_forgetting_everything_removes_the_file(tmp_path: Path) -> None:
    path = filled(tmp_path / "h.txt", "hello")

    scrub(path, None)

    assert not path.exists()


def test_forgetting_without_a_history_is_no_fault(tmp_path: Path) -> None:
    scrub(tmp_path / "none.txt", ["Miso"])
    scrub(tmp_path / "none.txt", None)

    assert not list(tmp_path.iterdir())
