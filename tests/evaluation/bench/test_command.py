"""`sleepwake bench` as it is typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from bot.evaluation.bench import running
from bot.terminal.operator_args import MEASURES

ROOT = Path(__file__).parents[3]


def test_every_measure_can_be_typed() -> None:
    assert list(MEASURES) == list(running.MEASURES)


def test_from_the_shell(model: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "bot", "bench", "--json", "extraction", "--quick"),
            *("--model", str(model)),
        ],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SLEEPWAKE_LOGS": str(tmp_path), "HOME": str(tmp_path)},
    )

    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert (found["model"], found["quick"]) == (str(model), True)
    measured = found["measures"]["extraction"]
    assert {figure["unit"] for figure in measured["figures"]} == {"s", "times"}
    assert all(
        figure["low"] <= figure["median"] <= figure["high"] for figure in measured["figures"]
    )
    assert done.stderr.startswith(b"bench extraction ...")
