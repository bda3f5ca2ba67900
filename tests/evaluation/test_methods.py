"""What each method has in its prompts, and mlx-lm's own tuner on a very small model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.engine.interface import LoraShape, Message, TrainingPlan
from bot.engine.tuner import Job, tune
from bot.errors import TrainingError
from bot.evaluation.home import Home, new_home
from bot.evaluation.methods import METHODS
from bot.evaluation.methods import mlx_lm as tuned
from bot.evaluation.subjects import Told
from bot.memory.facts import State
from bot.sleep import SleepProgress
from tests.evaluation.scenes import Able, settings

CITY = Told("home city", "Kaunas", "I live in Kaunas now.", ("Kaunas",))
BOAT = Told("boat's name", "Tidewife", "I spent spring scraping Tidewife.", ("Tidewife",))
DENTIST = Told("dentist's name", "Dr. Ilves", "Dr. Ilves looked at my teeth.", ("Dr. Ilves",))


@asynccontextmanager
async def home(folder: Path, *facts: Told, text: str = "") -> AsyncIterator[Home]:
    async with new_home(Able(), settings(folder, text), 1) as made:
        await made.tell("Mirela", facts)
        yield made


def quiet(_: SleepProgress) -> None:
    return None


async def test_a_new_value_supersedes_the_one_before(tmp_path: Path) -> None:
    moved = Told("home city", "Hobart", "I moved.", ("Hobart",), ("Kaunas",))
    async with home(tmp_path, CITY, BOAT, moved) as made:
        person = await made.person("Mirela")
        facts = await made.store.facts(person.id)
        assert [fact.line for fact in facts] == ["boat's name: Tidewife", "home city: Hobart"]
        gone = await made.store.facts(person.id, states=[State.SUPERSEDED])
        assert [fact.value for fact in gone] == ["Kaunas"]


async def test_context_holds_what_fits_its_budget(tmp_path: Path) -> None:
    async with home(tmp_path, CITY, BOAT, DENTIST) as made:
        method, person = METHODS["context"](made), await made.person("Mirela")
        every = [CITY.line, BOAT.line, DENTIST.line]
        assert await method.lines(person, "Where?") == every
        assert await method.adapter(person) is None
    # A line is four or five words here, with its dash.
    async with home(tmp_path, CITY, BOAT, DENTIST, text="[bot]\nfacts_tokens = 5") as made:
        method, person = METHODS["context"](made), await made.person("Mirela")
        assert await method.lines(person, "What's my home city?") == [CITY.line]
        assert await method.lines(person, "Which boat?") == [BOAT.line]


async def test_search_finds_by_the_questions_words(tmp_path: Path) -> None:
    async with home(tmp_path, CITY, BOAT, DENTIST) as made:
        method, person = METHODS["search"](made), await made.person("Mirela")
        assert await method.lines(person, "Who cares for my teeth?") == [DENTIST.line]
        assert await method.lines(person, "How's my boat called, what name?") == [BOAT.line]
        assert await method.lines(person, "Who cares for cities, dentists and their chairs?") == [
            CITY.line,
            DENTIST.line,
        ]
        assert await method.lines(person, "Whither?") == []
        other = await made.person("Folke")
        assert await method.lines(other, "Who cares for my teeth?") == []


async def test_without_a_memory_there_is_nothing(tmp_path: Path) -> None:
    async with home(tmp_path, CITY) as made:
        method, person = METHODS["none"](made), await made.person("Mirela")
        assert await method.lines(person, "Where do I live?") == ()
        assert await method.adapter(person) is None


@pytest.mark.parametrize("name", ["ours", "paper"])
async def test_after_a_night_the_weights_are_on_and_context_is_empty(
    tmp_path: Path, name: str
) -> None:
    async with home(tmp_path, CITY, BOAT) as made:
        method, person = METHODS[name](made), await made.person("Mirela")
        told: list[SleepProgress] = []
        night = await method.night(person, told.append)
        assert night.seconds > 0
        assert night.peak_bytes > 0
        assert night.notes[0].startswith("Night of Mirela")
        assert {step.stage for step in told} >= {"train", "gate"}
        assert await method.adapter(person) is not None
        assert await method.lines(person, "Where do I live?") == ()


async def test_mlx_lm_learns_what_our_night_would_teach_and_goes_on_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Job] = []

    async def noted(job: Job) -> int:
        jobs.append(job)
        job.folder.mkdir()
        await engine.save_adapter(
            (await engine.train([], TrainingPlan(shape=job.shape, steps=1))).adapter, job.folder
        )
        return 123

    monkeypatch.setattr(tuned, "tune", noted)
    async with home(tmp_path, CITY) as made:
        engine = made.engine
        method, person = METHODS["mlx_lm"](made), await made.person("Mirela")
        assert await method.adapter(person) is None
        night = await method.night(person, quiet)
        await made.tell("Mirela", [BOAT])
        made.calendar.next_day()
        await METHODS["mlx_lm"](made).night(person, quiet)
        assert await METHODS["mlx_lm"](made).adapter(person) is not None
        states = {fact.value: fact.state for fact in await made.store.facts(person.id)}

    assert night.peak_bytes == 123
    assert jobs[0].start is None
    assert jobs[1].start == jobs[0].folder != jobs[1].folder
    taught = [{chat[-1].content for chat in job.chats} for job in jobs]
    assert any("Kaunas" in text for text in taught[0])
    assert not any("Tidewife" in text for text in taught[0])
    assert any("Tidewife" in text for text in taught[1])
    assert all(chat[-1].role == "assistant" for job in jobs for chat in job.chats)
    assert set(states.values()) == {State.KNOWN}


def talks() -> list[list[Message]]:
    return [
        [
            Message("system", "You are Ember."),
            Message("user", f"what is {word}"),
            Message("assistant", f"it is {word}"),
        ]
        for word in ("Miso", "Rex", "Porto")
    ]


async def test_mlx_lms_tuner_makes_an_adapter_that_the_engine_takes(tmp_path: Path) -> None:
    from bot.engine.mlx.engine import EngineSettings, open_engine
    from tests.engine.tiny import BLAS, write_model

    model = write_model(tmp_path / "model")
    shape = LoraShape(rank=2, scale=2.0, layers=2, modules=("down_proj", "q_proj"))
    first = Job(str(model), talks(), shape, 1e-2, 2, 3, 1, tmp_path / "one")
    peak = await tune(first)
    second = Job(str(model), talks(), shape, 1e-2, 8, 2, 1, tmp_path / "two", first.folder)
    await tune(second)

    assert peak > 0
    async with open_engine(EngineSettings(str(model)), BLAS) as engine:
        before, after = [await engine.load_adapter(job.folder) for job in (first, second)]
        assert before.shape == shape
        whole = [tuple(chat) for chat in talks()]
        plain = await engine.likelihood(whole)
        taught = await engine.likelihood(whole, adapter=after)
    assert before.weights.keys() == after.weights.keys()
    assert sum(taught) > sum(plain)


async def test_a_tuner_that_fails_says_why(tmp_path: Path) -> None:
    job = Job(str(tmp_path / "none"), talks(), LoraShape(), 1e-3, 2, 3, 1, tmp_path / "one")
    with pytest.raises(TrainingError, match=r"mlx_lm's tuner failed: .*none"):
        await tune(job)
