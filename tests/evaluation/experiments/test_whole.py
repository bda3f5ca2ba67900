"""Every experiment from its command's first cell to its page, on an engine that learns by heart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.config import Config, Sleep
from bot.engine.interface import TrainingPlan
from bot.engine.mlx.engine import EngineSettings, open_engine
from bot.evaluation.experiments import (
    ablation,
    capacity,
    forget,
    lr_window,
    retention,
    spacing,
)
from bot.evaluation.experiments.grid import Experiment
from bot.evaluation.experiments.lab import Lab
from bot.evaluation.experiments.lr_window import LrWindow
from bot.evaluation.experiments.registry import experiments
from bot.evaluation.experiments.run import Request, measure
from tests.engine import tiny
from tests.evaluation.experiments.made import Told
from tests.sleep.home import Pupil
from tests.sleep.rote import Rote

# Even smaller than a quick grid: what is measured does not matter here.
SMALL = (
    (ablation, "_QUICK_FACTS", 2),
    (capacity, "_QUICK_FACTS", (1, 2)),
    (lr_window, "_QUICK_FACTS", 2),
    (lr_window, "_QUICK_RATES", (1e-3,)),
    (forget, "_QUICK_FACTS", 2),
    (retention, "_QUICK_NIGHTS", 2),
    (spacing, "_QUICK_FIRST", 1),
    (spacing, "_QUICK_NIGHTS", 2),
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in SMALL:
        assert hasattr(module, name)
        monkeypatch.setattr(module, name, value)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()[1:]]


@pytest.mark.parametrize("experiment", experiments().values(), ids=lambda one: one.name)
async def test_it_runs_from_its_first_cell_to_its_page(
    experiment: Experiment, tmp_path: Path
) -> None:
    engine = Pupil()
    settings = Sleep(gate_untold=0.0, steps=3)
    lab = Lab(engine, Config(sleep=settings), tmp_path / "state", quick=True)
    request = Request(tmp_path, quick=True)
    page = await measure(experiment, lab, request, Told())
    found = lines(tmp_path / f"{experiment.name}-quick.jsonl")
    assert len(found) == len(experiment.cells(1, quick=True))
    assert experiment.title in page.read_text()
    assert (tmp_path / f"{experiment.name}-quick.svg").exists()
    assert not (tmp_path / "state").exists()


async def test_the_window_trains_on_a_real_model(tmp_path: Path) -> None:
    folder = tiny.write_model(tmp_path / "model", readable=True, num_hidden_layers=2)
    async with open_engine(EngineSettings(str(folder)), tiny.BLAS) as opened:
        engine = Rote(opened, [], [], lambda _: None)
        plans: list[TrainingPlan] = []
        train = engine.train

        async def noted(items: Any, plan: TrainingPlan, **more: Any) -> Any:
            plans.append(plan)
            return await train(items, plan, **more)

        engine.train = noted  # type: ignore[method-assign]
        experiment, lab = LrWindow(), Lab(engine, Config(), tmp_path, quick=True)
        cells = experiment.cells(1, quick=True)
        paper = next(one for one in cells if one.settings["passes"] == 1)
        ours = next(one for one in cells if one.settings["recipe"] == "ours")
        for cell in (paper, ours):
            found = await experiment.measure(cell, lab)
            assert found["steps"] == plans[-1].steps
            assert found["drift"] > 0
            assert found["false_memory"][0] == 0
    assert plans[0].steps > 10
    assert [plan.batch_items for plan in plans] == [1, 8]
