from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RequestError
from bot.evaluation.experiments.grid import Cell, Done
from bot.evaluation.experiments.record import Record

MADE_WITH = {"experiment": "squares", "seed": 1, "quick": False, "model": "abc"}


def begun(path: Path, *cells: Cell) -> Record:
    record = Record.opened(path, MADE_WITH)
    for cell in cells:
        record.add(cell, {"x": 1.5, "counts": [1, 2]}, 3.0)
    return record


CELLS = [Cell(f"cell {at}", {"rate": 1e-4, "at": at}) for at in range(3)]


def test_what_was_finished_is_there_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "squares.jsonl"
    begun(path, *CELLS)
    found = Record.opened(path, MADE_WITH).done
    assert list(found) == ["cell 0", "cell 1", "cell 2"]
    assert found["cell 1"] == Done({"rate": 1e-4, "at": 1}, {"x": 1.5, "counts": [1, 2]}, 3.0)


@given(st.integers(0, 10_000))
def test_wherever_it_is_cut_off_what_was_whole_is_kept(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("cut") / "squares.jsonl"
    begun(path, *CELLS)
    raw = path.read_bytes()
    path.write_bytes(raw[: cut % (len(raw) + 1)])
    whole = max(0, path.read_bytes().count(b"\n") - 1)
    record = Record.opened(path, MADE_WITH)
    assert len(record.done) == whole
    for cell in CELLS[whole:]:
        record.add(cell, {}, 0.0)
    assert len(Record.opened(path, MADE_WITH).done) == len(CELLS)


@pytest.mark.parametrize(
    ("name", "other"), [("seed", 2), ("quick", True), ("model", "xyz"), ("experiment", "cubes")]
)
def test_what_was_made_with_something_else_is_left_alone(
    tmp_path: Path, name: str, other: Any
) -> None:
    path = tmp_path / "squares.jsonl"
    begun(path, *CELLS)
    before = path.read_bytes()
    with pytest.raises(RequestError, match=f"was made with {name}") as caught:
        Record.opened(path, MADE_WITH | {name: other})
    assert "--out" in caught.value.mend
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "line", [b"not JSON", b"[1]", b'{"key": "x"}', b'{"key": 1, "settings": {}}', b"\xff\xfe"]
)
def test_a_damaged_line_is_told(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "squares.jsonl"
    begun(path, CELLS[0])
    before = path.read_bytes() + line + b"\n"
    path.write_bytes(before)
    with pytest.raises(RequestError, match=r"squares\.jsonl") as caught:
        Record.opened(path, MADE_WITH)
    assert caught.value.mend
    assert path.read_bytes() == before


def test_another_file_of_that_name_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "squares.jsonl"
    path.write_text(json.dumps({"mine": 1}) + "\n")
    with pytest.raises(RequestError, match="was made with experiment None"):
        Record.opened(path, MADE_WITH)


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match="can't be used"):
        Record.opened(tmp_path / "file" / "squares.jsonl", MADE_WITH)
