"""Stories told in chat, slept over, and asked after the companion was started anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.engine.fake import FakeEngine
from bot.evaluation.evaluate import Evaluation, Step, made_of
from bot.evaluation.methods import METHODS
from bot.evaluation.played import Played, questions
from bot.evaluation.records import Folder
from bot.evaluation.results import Results
from bot.story import read_story
from tests.evaluation.scenes import settings
from tests.sleep.home import Pupil

ANA = {
    "name": "Ana",
    "say": [["My home city is Porto.", "My cat's name is Miso."], ["My home city is Oslo."]],
    "ask": [["What's my home city?", ["Oslo"]], ["What's my cat's name?", ["Miso", "Mis"]]],
    "untold": ["What's my shoe size?"],
}
BEN = {
    "name": "Ben",
    "say": [["My home city is Rome.", "My locker is nine."], ["!forget my locker"]],
    "ask": [["What's my home city?", ["Rome"]]],
    "untold": ["What's my locker?"],
}


async def played(
    folder: Path, *people: dict[str, Any], engine: FakeEngine | None = None, methods: str
) -> tuple[Results, list[Step]]:
    file = folder / "story.json"
    file.write_text(json.dumps({"people": people}))
    engine, config = engine or Pupil(), settings(folder)
    scene = Played(engine, config, read_story(file), quick=True)
    told: list[Step] = []
    kept = Folder(folder / "out", made_of(engine, config, scene))
    chosen = {name: METHODS[name] for name in methods.split()}
    evaluation = Evaluation(scene, chosen, (1,), kept, told.append)
    return await evaluation.run({}), told


async def test_told_in_chat_and_asked_after_a_night(tmp_path: Path) -> None:
    results, told = await played(tmp_path, ANA, BEN, methods="ours paper context search none")

    found = {name: own.by_name for name, own in results.methods.items()}
    for name in ("ours", "context"):
        assert found[name]["recall"].value == 1.0, name
        assert found[name]["recall"].n == 3
        assert found[name]["false_memory"].value == 0.0, name
        assert found[name]["leaks"].value == 0.0, name
    assert found["none"]["recall"].value == 0.0
    assert found["none"]["over_refusal"].value == 1.0
    assert found["ours"]["ceiling"].value == 1.0
    assert found["ours"]["night_seconds"].n == 4, "two people, two nights"
    assert {"day 1: talking", "night 2: train"} <= {step.stage for step in told}
    assert results.methods["ours"].as_dict()["recall_by_form"] == {}
    assert "story of Ana Ben, nights 2" in results.markdown()


async def test_what_another_told_is_a_leak(tmp_path: Path) -> None:
    gossip = Pupil(lambda _: "You live in Rome.")
    results, _ = await played(tmp_path, ANA, BEN, engine=gossip, methods="none")

    leaks = results.methods["none"].by_name["leaks"]
    assert leaks.value == pytest.approx(3 / 5), "all that Ana asked, none of what Ben did"


async def test_only_what_others_alone_told_is_foreign(tmp_path: Path) -> None:
    file = tmp_path / "story.json"
    file.write_text(json.dumps({"people": [ANA, BEN]}))
    story = read_story(file)
    ana, ben = (questions(person, story) for person in story.people)

    assert ana[0].foreign == ("Rome",)
    assert ana[-1].right == ()
    assert set(ben[0].foreign) == {"Oslo", "Miso", "Mis"}
