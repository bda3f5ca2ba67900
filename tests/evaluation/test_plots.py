import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.errors import RequestError
from bot.evaluation.intervals import Interval
from bot.evaluation.plots import Bar, BarPanel, Line, LinePanel, Point, draw

LINES = LinePanel(
    "Recall",
    "rate",
    "share",
    [
        Line("ours", [Point(1e-3, 0.9, Interval(0.8, 0.95)), Point(1e-4, 0.2)]),
        Line("the paper's", [Point(1e-4, 0.3, Interval(0.1, 0.5))], joined=False),
    ],
    log_x=True,
    share=True,
)
BARS = BarPanel(
    "Damage", "nats", ["ours", "paper"], {"drift": [Bar(0.2), Bar(1.4, Interval(1.0, 2.0))]}
)


def texts(path: Path) -> set[str]:
    return {"".join(one.itertext()).strip() for one in ET.parse(path).iter() if "text" in one.tag}


def test_a_plot_says_what_it_shows(tmp_path: Path) -> None:
    draw(tmp_path / "new" / "plot.svg", "What was seen", [LINES, BARS])
    shown = "What was seen, Recall, rate, share, ours, the paper's, Damage, nats, paper, drift"
    assert set(shown.split(", ")) <= texts(tmp_path / "new" / "plot.svg")


def test_the_same_figures_give_the_same_file(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        draw(tmp_path / name, "t", [LINES, BARS])
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_an_interval_is_drawn(tmp_path: Path) -> None:
    sure = LinePanel("a", "x", "y", [Line("n", [Point(1, 0.5)])])
    unsure = LinePanel("a", "x", "y", [Line("n", [Point(1, 0.5, Interval(0.2, 0.9))])])
    draw(tmp_path / "sure.svg", "t", [sure])
    draw(tmp_path / "unsure.svg", "t", [unsure])
    assert (tmp_path / "sure.svg").read_bytes() != (tmp_path / "unsure.svg").read_bytes()


def test_an_interval_that_leaves_its_figure_out_is_drawn_too(tmp_path: Path) -> None:
    draw(
        tmp_path / "a.svg", "t", [BarPanel("a", "y", ["g"], {"s": [Bar(0.5, Interval(0.6, 0.9))]})]
    )
    assert "s" in texts(tmp_path / "a.svg")


def test_without_matplotlib_the_mend_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(RequestError, match=r"sleepwake\[plots\]"):
        draw(tmp_path / "a.svg", "t", [LINES])


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match="can't be written"):
        draw(tmp_path / "file" / "plot.svg", "t", [LINES])
