"""The command itself, on a very small real model of random weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.engine.tiny import write_model


def test_a_table_of_a_real_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATA", "CACHE", "LOGS"):
        monkeypatch.setenv(f"SLEEPWAKE_{name}", str(tmp_path / name))
    model = write_model(tmp_path / "model", readable=True)
    words = f"evaluate --quick --facts 1 --methods context,none --model {model} --no-plot".split()

    assert main([*words, "--json"]) == 0
    shown = capsys.readouterr()
    record = json.loads(shown.out)
    assert set(record["methods"]) == {"context", "none"}
    assert record["methods"]["none"]["recall"]["n"] == 3
    assert record["methods"]["none"]["perplexity_ratio"]["value"] == pytest.approx(1, abs=1e-4)
    assert "none, seed 1 (3 of 3)" in shown.err

    assert main(words) == 0
    again = capsys.readouterr()
    assert again.out.startswith("facts 1, nights 1, quick True, seed 1, model model\n")
    assert "was measured before" in again.err
