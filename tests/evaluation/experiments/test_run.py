from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.config import Config, Sleep
from bot.engine.fake import FakeEngine
from bot.errors import ModelError, RequestError
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.experiments.progress import cell_bar
from bot.evaluation.experiments.run import Request, measure
from tests.evaluation.experiments.made import Squares, Told


def lab(out: Path, fingerprint: str = "fake", **settings: Any) -> Lab:
    config = Config(sleep=Sleep(**settings))
    return Lab(FakeEngine(fingerprint=fingerprint), config, out / "state")


async def test_a_run_leaves_a_page_a_plot_and_a_record(tmp_path: Path) -> None:
    told = Told()
    page = await measure(Squares(), lab(tmp_path), Request(tmp_path, seed=4, model="m"), told)
    text = page.read_text()
    assert "## Squares" in text
    assert "sleepwake experiment squares --seed 4 --model m\n" in text
    assert "| 3      |      9 |" in text
    assert "![Squares](squares.svg)" in text
    assert "3 numbers were squared. The paper squares none. Measured with fake (4 layers" in text
    assert (tmp_path / "squares.svg").read_text().startswith("<?xml")
    assert len((tmp_path / "squares.jsonl").read_text().splitlines()) == 4
    assert told.lines[:4] == ["begin 0/3", "cell 1", "squaring 1", "finished 1"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), ModelError("gone")])
async def test_ended_and_begun_again_it_goes_on(tmp_path: Path, fault: BaseException) -> None:
    first = Squares(fails=3, fault=fault)
    with pytest.raises(type(fault)):
        await measure(first, lab(tmp_path), Request(tmp_path), Told())
    assert (tmp_path / "state" / "left").exists()
    assert not (tmp_path / "squares.md").exists()
    second, told = Squares(), Told()
    page = await measure(second, lab(tmp_path), Request(tmp_path), told)
    assert (first.measured, second.measured) == ([1, 2], [3])
    assert told.lines[0] == "begin 2/3"
    assert "3 numbers were squared." in page.read_text()
    assert not (tmp_path / "state").exists()


async def test_run_again_it_only_writes_its_page_anew(tmp_path: Path) -> None:
    for _ in range(2):
        again = Squares()
        page = await measure(again, lab(tmp_path), Request(tmp_path), Told())
    assert again.measured == []
    assert page.exists()


async def test_what_a_removed_record_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "old").write_text("x")
    broken = Squares(fails=2)
    with pytest.raises(KeyboardInterrupt):
        await measure(broken, lab(tmp_path), Request(tmp_path), Told())
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["left"]


async def test_a_quick_run_stands_beside_the_whole_one(tmp_path: Path) -> None:
    await measure(Squares(), lab(tmp_path), Request(tmp_path), Told())
    page = await measure(Squares(), lab(tmp_path), Request(tmp_path, quick=True), Told())
    assert page.name == "squares-quick.md"
    assert "squares --quick --seed 1\n" in page.read_text()
    assert "1 numbers were squared." in page.read_text()


async def test_another_model_does_not_go_on_with_it(tmp_path: Path) -> None:
    await measure(Squares(), lab(tmp_path), Request(tmp_path), Told())
    with pytest.raises(RequestError, match="was made with model fake, not other"):
        await measure(Squares(), lab(tmp_path, "other"), Request(tmp_path), Told())


@pytest.mark.parametrize("terminal", [True, False])
async def test_progress_is_shown(tmp_path: Path, terminal: bool) -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100)
    with cell_bar(console, "Squares") as bar:
        await measure(Squares(), lab(tmp_path), Request(tmp_path), bar)
    if terminal:
        assert "3/3" in out.getvalue()
    else:
        assert out.getvalue() == "0 of 3 were measured before\n1: 0 s\n2: 0 s\n3: 0 s\n"


async def test_other_settings_do_not_go_on_with_it(tmp_path: Path) -> None:
    await measure(Squares(), lab(tmp_path), Request(tmp_path), Told())
    with pytest.raises(RequestError, match="was made with settings"):
        await measure(Squares(), lab(tmp_path, rank=8), Request(tmp_path), Told())
