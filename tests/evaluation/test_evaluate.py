"""Methods side by side with models that are no models: what is measured, kept and gone on with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.engine.fake import FakeEngine
from bot.errors import ModelError, RequestError, SleepError
from bot.evaluation.command import Request, chosen, evaluate
from bot.evaluation.dealt import Dealt
from bot.evaluation.evaluate import Evaluation, Step, made_of
from bot.evaluation.methods import METHODS, Factory
from bot.evaluation.records import Folder
from bot.evaluation.results import Results
from tests.evaluation.scenes import Able, settings

FAKED = {name: make for name, make in METHODS.items() if name != "mlx_lm"}
FIGURES = {
    "recall",
    "recall_by_form",
    "ceiling",
    "false_memory",
    "over_refusal",
    "leaks",
    "general",
    "perplexity_ratio",
    "night_seconds",
    "peak_bytes",
}


async def run(
    folder: Path,
    engine: FakeEngine | None = None,
    methods: Mapping[str, Factory] = FAKED,
    *,
    facts: int = 4,
    nights: int = 1,
    seeds: tuple[int, ...] = (1,),
    told: list[Step] | None = None,
) -> tuple[Results, Evaluation]:
    engine, config = engine or Able(), settings(folder)
    scene = Dealt(engine, config, facts, nights, quick=True)
    kept = Folder(folder / "out", made_of(engine, config, scene))
    tell = (told if told is not None else []).append
    evaluation = Evaluation(scene, methods, seeds, kept, tell)
    return await evaluation.run({}), evaluation


def value(results: Results, method: str, name: str) -> float | None:
    return results.methods[method].by_name[name].value


async def test_what_is_known_by_whom(tmp_path: Path) -> None:
    results, _ = await run(tmp_path)

    assert list(results.methods) == ["ours", "paper", "context", "search", "none"]
    recalled = {name: value(results, name, "recall") for name in results.methods}
    assert recalled["ours"] == recalled["context"] == 1.0
    assert recalled["none"] == 0.0
    for name in results.methods:
        assert value(results, name, "ceiling") == 1.0
        assert value(results, name, "general") == 1.0
    assert value(results, "none", "over_refusal") == 1.0
    assert value(results, "ours", "night_seconds") is not None
    assert value(results, "none", "night_seconds") is None


async def test_its_json_has_the_shape_that_scripts_read(tmp_path: Path) -> None:
    results, _ = await run(tmp_path, methods={"ours": METHODS["ours"], "none": METHODS["none"]})

    record = json.loads(json.dumps(results.as_dict()))
    assert set(record["methods"]) == {"ours", "none"}
    ours = record["methods"]["ours"]
    assert set(ours) >= FIGURES
    assert set(ours["recall_by_form"]) == {"direct", "paraphrased", "embedded"}
    for figure in (ours["recall"], ours["recall_by_form"]["direct"], ours["perplexity_ratio"]):
        assert figure["low"] <= figure["value"] <= figure["high"]
        assert figure["n"] > 0


async def test_facts_that_changed_are_known_by_their_new_value(tmp_path: Path) -> None:
    results, _ = await run(
        tmp_path, methods={"context": METHODS["context"], "ours": METHODS["ours"]}, nights=2
    )

    assert value(results, "context", "updated") == 1.0
    assert value(results, "ours", "updated") == 1.0
    assert value(results, "ours", "stale") == 0.0


async def test_seeds_are_measured_together(tmp_path: Path) -> None:
    one, _ = await run(tmp_path, methods={"none": METHODS["none"]})
    two, evaluation = await run(tmp_path, methods={"none": METHODS["none"]}, seeds=(1, 2))

    assert two.methods["none"].by_name["recall"].n == 2 * one.methods["none"].by_name["recall"].n
    assert evaluation.anew == 2, "a base and a method: the first seed was there"


async def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    first, _ = await run(tmp_path)
    engine = Able()
    again, evaluation = await run(tmp_path, engine)

    assert engine.calls == []
    assert evaluation.anew == 0
    assert again.as_dict() == first.as_dict()


class Broken:
    """A method that ends the run."""

    sleeps, talks = True, False

    def __init__(self, _: object) -> None:
        return

    async def night(self, *_: object) -> Any:
        raise ModelError("The power went out.")

    adapter = lines = night


async def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        await run(tmp_path, methods={"context": METHODS["context"], "ours": Broken})
    kept = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert kept == ["base-seed1.json", "context-seed1.json"]

    told: list[Step] = []
    methods = {name: METHODS[name] for name in ("context", "ours")}
    results, evaluation = await run(tmp_path, methods=methods, told=told)

    assert evaluation.anew == 1
    assert value(results, "ours", "recall") == 1.0
    assert {step.what for step in told if step.stage} == {"ours, seed 1"}


async def test_runs_with_other_facts_are_not_mixed(tmp_path: Path) -> None:
    await run(tmp_path, methods={"none": METHODS["none"]})

    with pytest.raises(RequestError, match="other facts, settings, or another model"):
        await run(tmp_path, methods={"none": METHODS["none"]}, facts=5)
    with pytest.raises(RequestError, match="other facts, settings, or another model"):
        await run(tmp_path, FakeEngine(fingerprint="another"), methods={"none": METHODS["none"]})


@pytest.mark.parametrize("content", ["", "{", '{"made_of": 1}', "\udcff"])
async def test_a_damaged_file_is_told_of(tmp_path: Path, content: str) -> None:
    await run(tmp_path, methods={"none": METHODS["none"]})
    file = tmp_path / "out" / "none-seed1.json"
    file.write_text(content, "utf-8", "surrogateescape")

    with pytest.raises(RequestError, match=r"none-seed1.json can't be read"):
        await run(tmp_path, methods={"none": METHODS["none"]})


async def test_every_step_is_told(tmp_path: Path) -> None:
    told: list[Step] = []
    await run(tmp_path, methods={"ours": METHODS["ours"]}, told=told)

    assert {(step.run, step.what) for step in told} == {(1, "base, seed 1"), (2, "ours, seed 1")}
    assert all(step.runs == 2 and 0 <= step.done <= max(1, step.total) for step in told)
    stages = {step.stage for step in told if step.run == 2}
    assert {"night 1: train", "night 1: gate", "asking"} <= stages
    assert told[-1].done == told[-1].total


def request(**changes: Any) -> Request:
    asked: dict[str, Any] = {
        "facts": None,
        "nights": None,
        "seeds": (1,),
        "methods": "",
        "quick": False,
        "story": None,
        "plotted": True,
    }
    return Request.read(**asked | changes)


def test_what_is_asked_for_has_defaults() -> None:
    assert request().facts == 20
    assert request(quick=True).facts == 6
    assert request(quick=True, facts=9).facts == 9
    assert request().methods == tuple(METHODS)


def test_methods_are_named_in_any_order_and_once() -> None:
    assert chosen(" none, OURS,none") == ("ours", "none")
    with pytest.raises(RequestError, match="Did you mean search"):
        chosen("ours,serch")


def test_what_cannot_be_measured_is_refused_before_the_model_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="can't be told"):
        request(facts=3, nights=4)
    with pytest.raises(RequestError, match="can't be read"):
        request(story=tmp_path / "none.json")
    silent = tmp_path / "silent.json"
    silent.write_text('{"people": [{"name": "Kim", "say": ["hi"]}]}')
    with pytest.raises(RequestError, match="Nobody asks"):
        request(story=silent)
    with pytest.raises(RequestError, match="its own facts"):
        request(story=silent, nights=2)


async def test_results_are_left_in_a_folder(tmp_path: Path) -> None:
    said: list[str] = []
    asked = request(facts=4, quick=True, methods="none,context")
    out = tmp_path / "new" / "out"
    args = (Able(), settings(tmp_path), asked, out, lambda _: None, said.append)
    results = await evaluate(*args)

    assert said == [f"Results are in {out}."]
    assert json.loads((out / "results.json").read_text()) == results.as_dict()
    text = (out / "results.md").read_text()
    assert "| context |" in text
    assert "facts 4, nights 1" in text
    assert "<svg" in (out / "results.svg").read_text()

    await evaluate(*args)
    assert said[1].startswith("All of this was measured before")


async def test_without_a_folder_results_lie_in_the_cache(tmp_path: Path) -> None:
    config = settings(tmp_path)
    asked = request(facts=2, quick=True, methods="none", plotted=False)
    await evaluate(FakeEngine(), config, asked, None, lambda _: None, lambda _: None)

    (folder,) = (config.paths.cache / "evaluation").iterdir()
    assert (folder / "results.md").exists()
    assert not (folder / "results.svg").exists()


async def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")

    with pytest.raises(RequestError, match=r"can't be (written|read)"):
        await run(tmp_path, methods={"none": METHODS["none"]})


async def test_a_night_that_fails_is_told_in_the_notes(tmp_path: Path) -> None:
    class Tired(Able):
        async def train(self, *_: Any, **__: Any) -> Any:
            raise SleepError("No training today.")

    results, _ = await run(tmp_path, Tired(), {"ours": METHODS["ours"]})
    assert any("failed" in note for note in results.notes["ours"])
    assert value(results, "ours", "recall") == 0.0
