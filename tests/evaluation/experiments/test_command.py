from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.evaluation.experiments.registry import experiments
from bot.terminal import evaluation_args
from bot.terminal.args import parsed
from tests.engine import tiny


def test_what_can_be_typed_is_what_there_is() -> None:
    assert tuple(experiments()) == evaluation_args.EXPERIMENTS
    with pytest.raises(SystemExit) as ended:
        parsed(["experiment", "nothing"])
    assert ended.value.code == 2


def test_the_help_tells_of_every_experiment(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(["experiment", "--help"])
    told = capsys.readouterr().out
    assert not [name for name in experiments() if f"  {name} " not in told]


def test_options_have_their_defaults() -> None:
    arguments = parsed(["experiment", "forget"])
    assert (arguments.experiment, arguments.seed, arguments.quick) == ("forget", 1, False)
    assert arguments.out == Path("results")


@pytest.mark.parametrize("seed", ["-1", "x", "1,2", "99999999999"])
def test_a_seed_is_a_whole_number(seed: str) -> None:
    with pytest.raises(SystemExit):
        parsed(["experiment", "forget", "--seed", seed])


def test_a_model_that_can_do_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tiny.write_model(tmp_path / "model", readable=True, num_hidden_layers=1)
    monkeypatch.setenv("SLEEPWAKE_LOGS", str(tmp_path / "logs"))
    out = tmp_path / "out"
    words = ["experiment", "lr-window", "--quick", "--model", str(folder), "--out", str(out)]
    assert main(words) == 1
    assert "Name a more able model" in capsys.readouterr().err
    assert (out / "lr-window-quick.jsonl").exists()
