"""Every measure runs whole, on a tiny model or without one; how long things take is no matter."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.engine.fake import FakeEngine
from bot.engine.interface import Adapter, LoraShape, Message, Priority, TrainingResult
from bot.errors import SleepError, TrainingError
from bot.evaluation.bench import (
    cache,
    chat,
    extraction,
    night,
    people,
    recall,
    running,
    swap,
    train,
)
from bot.evaluation.bench.bench import Report, load
from bot.evaluation.bench.figures import Measured
from bot.evaluation.bench.train import Climb, Rung, summed_up
from tests.evaluation.bench.conftest import MakeBench


def values(measured: Measured, name: str) -> tuple[float, ...]:
    (found,) = [figure.spread.values for figure in measured.figures if figure.name == name]
    return found


class Told:
    """What mlx_lm would tell, with adapters that a pretended engine made."""

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        self._records = iter(records)
        self.taken = 0

    async def told(self) -> dict[str, Any] | None:
        self.taken += 1
        return next(self._records, None)


class Telling:
    """Stands in for the process that runs mlx_lm, and keeps the job that it was given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, records: Iterable[dict[str, Any]]) -> None:
        self.job: dict[str, Any] = {}
        self.told = Told(records)
        for module in (train, swap):
            monkeypatch.setattr(module, "reference", self._begin)

    @asynccontextmanager
    async def _begin(self, job: dict[str, Any]) -> AsyncIterator[Told]:
        # What is no JSON would not reach the process.
        self.job = json.loads(json.dumps(job))
        yield self.told


def stretches(folder: Path) -> Iterator[dict[str, Any]]:
    """Forty steps of mlx_lm's tuner, each at twenty tokens a second."""
    for number in range(1, 5):
        yield {
            "step": 10 * number,
            "seconds": 30.0 * number,
            "tokens": 600 * number,
            "peak_bytes": 1000,
            "folder": str(folder),
        }


async def test_training_beside_mlx_lms_tuner(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = FakeEngine()
    await engine.save_adapter(Adapter("nothing", LoraShape(), {}), tmp_path)
    telling = Telling(monkeypatch, stretches(tmp_path))

    measured = await train.measure(make_bench(engine))

    # Neither comes to know enough, so both go on to the last rung.
    assert len(values(measured, "ours")) == 3
    assert values(measured, "mlx_lm") == (20, 20, 20)
    assert telling.told.taken == 4
    assert "40 steps in 120.0 s recall 0%" in measured.notes[1]
    job = telling.job
    assert (job["job"], job["steps"], job["every"]) == ("tune", 40, 10)
    assert (job["shape"]["rank"], job["shape"]["layers"], job["batch_items"]) == (4, 1, 4)
    # Both learn from the same.
    ours = [list(chat) for chat in engine.asked("train")[0].chats]
    theirs = [[Message(**turn) for turn in chat] for chat in job["chats"]]
    assert ours == theirs


def everything() -> dict[str, str]:
    """All that is asked in held-out wordings, with the answers."""
    held_out = people.asked(people.facts(train._FEW_FACTS), random.Random(train._SEED))
    return {question.text: question.fact.value for question in held_out}


class Quick(FakeEngine):
    """Knows everything after any training."""

    async def train(self, *given: Any, **more: Any) -> TrainingResult:
        result = await super().train(*given, **more)
        adapter = Adapter(result.adapter.version, result.adapter.shape, everything())
        return replace(result, adapter=adapter)


@pytest.mark.parametrize(
    ("engine", "theirs", "trainings", "stretches_taken"),
    [
        (Quick(), everything(), 1, 1),
        (Quick(), {}, 1, 4),
        (FakeEngine(), everything(), 3, 1),
    ],
)
async def test_who_recalls_enough_trains_no_further(
    make_bench: MakeBench,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    engine: FakeEngine,
    theirs: dict[str, str],
    trainings: int,
    stretches_taken: int,
) -> None:
    await engine.save_adapter(Adapter("theirs", LoraShape(), theirs), tmp_path)
    telling = Telling(monkeypatch, stretches(tmp_path))
    said: list[str] = []

    measured = await train.measure(make_bench(engine, said.append))

    # One more warms up.
    assert len(engine.asked("train")) == trainings + 1
    assert telling.told.taken == stretches_taken
    assert len(values(measured, "ours")) == trainings
    # Once both do, nobody goes on.
    assert len(said) == max(len(values(measured, side)) for side in ("ours", "mlx_lm"))


async def test_swapping_beside_a_reload(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = {"bound": 0.001, "read": 0.019, "reloaded": 2.0, "token_after": 0.1, "token": 0.1}
    telling = Telling(monkeypatch, [record] * 3)

    measured = await swap.measure(make_bench())

    assert telling.job["job"] == "swap"
    assert values(measured, "ours, weights in memory") == (0.001,) * 3
    assert measured.figures[0].reached is True
    assert values(measured, "times as fast as a reload") == (2000,) * 3
    assert values(measured, "the same, read from disk before") == (100,) * 3


async def test_waiting_awake_and_asleep(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "TALK", people.TALK[:2])

    measured = await chat.measure(make_bench())

    assert len(values(measured, "after a silence: first token, awake")) == 4
    assert len(values(measured, "in a talk: first token, asleep")) == 2
    goals = [figure for figure in measured.figures if figure.goal]
    assert [figure.goal for figure in goals] == [chat._GOAL] * 4


async def test_a_reply_asleep_comes_while_a_training_goes_on(make_bench: MakeBench) -> None:
    engine, events = FakeEngine(), []
    record = engine.calls.append

    class Calls(list[object]):
        def append(self, call: object, /) -> None:
            events.append(getattr(call, "kind", ""))
            record(call)  # type: ignore[arg-type]

    engine.calls = Calls()  # type: ignore[assignment]
    await chat.measure(make_bench(engine))

    kinds = [kind for kind in events if kind in ("train", "stream")]
    # The warm-up, then pairs: awake alone, asleep beside a training.
    pairs = 4 + len(people.TALK)
    assert kinds == ["train", "stream"] + ["stream", "train", "stream"] * pairs


async def test_a_training_that_fails_beside_the_replies_is_told(make_bench: MakeBench) -> None:
    engine = FakeEngine()
    engine.fault = TrainingError("It ran away.")
    with pytest.raises(TrainingError, match="ran away"):
        await chat.measure(make_bench(engine))


async def test_the_prompt_cache_on_and_off(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "TALK", people.TALK[:3])

    measured = await cache.measure(make_bench())

    assert len(values(measured, "prompt cache on")) == 2
    assert "All replies were the same" in measured.notes[0]


async def test_each_turn_is_asked_with_and_without_the_cache(make_bench: MakeBench) -> None:
    engine = FakeEngine()
    await cache.measure(make_bench(engine))

    asked = engine.asked("stream")
    assert len([call for call in asked if call.cache is None]) == len(people.TALK)
    assert len([call for call in asked if call.cache == "bench:0"]) == len(people.TALK)
    # Who is first changes, so that neither always finds the machine warm.
    first = [call.cache for call in asked[::2]]
    assert set(first) == {None, "bench:0"}


async def test_noting_beside_answering(make_bench: MakeBench) -> None:
    engine = FakeEngine()
    measured = await extraction.measure(make_bench(engine))

    count = len(people.MESSAGES)
    assert len(values(measured, "a message by itself")) == count
    assert len(values(measured, "answering it, for comparison")) == count
    # The warm-up and each message by itself, then all of them together.
    assert [len(call.chats) for call in engine.asked("complete")] == [1] * (count + 1) + [count]


async def test_recall_in_a_small_and_a_large_store(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall, "_MANY", 1000)

    measured = await recall.measure(make_bench())

    for typed in ("!recall", "!recall cat", "!recall honestly"):
        assert len(values(measured, f"{typed}, 10 facts in the store")) == 10
        assert len(values(measured, f"{typed}, 1,000 facts in the store")) == 10
    assert len(values(measured, "!recall, all 1,000 told by that person")) == 3


async def test_a_night(make_bench: MakeBench) -> None:
    engine = FakeEngine()
    measured = await night.measure(make_bench(engine))

    (spent,) = values(measured, "10 facts")
    assert values(measured, "a fact") == (spent / 10,)
    assert measured.figures[0].goal == night._GOAL
    assert engine.asked("train")[0].priority is Priority.NIGHT


async def test_a_night_that_fails_gives_no_figure(make_bench: MakeBench) -> None:
    engine = FakeEngine()
    engine.fault = TrainingError("It ran away.")
    with pytest.raises(SleepError, match="ran away"):
        await night.measure(make_bench(engine))


def rung(steps: int, seconds: float, recall: float, rate: float = 10.0) -> Rung:
    return Rung(steps, seconds, rate, recall, 100 * steps)


def test_both_are_compared_at_the_highest_recall_that_both_came_to() -> None:
    ours = Climb([rung(10, 5, 0.4, 60), rung(20, 9, 0.7, 60), rung(30, 12, 1.0, 60)])
    theirs = Climb([rung(10, 20, 0.4), rung(20, 45, 0.7), rung(30, 60, 0.6)])

    measured = summed_up(ours, theirs, "data")

    assert values(measured, "recall that both came to") == (0.7,)
    assert values(measured, "ours, to the same recall") == (9,)
    assert values(measured, "mlx_lm, to the same recall") == (45,)
    (goal,) = [figure for figure in measured.figures if figure.goal]
    assert (goal.spread.median, goal.reached) == (5, True)
    assert values(measured, "tokens a second, times mlx_lm's") == (6, 6, 6)
    assert values(measured, "ours, peak memory") == (3000,)


def test_no_more_than_enough_is_asked_of_both() -> None:
    measured = summed_up(
        Climb([rung(10, 5, 0.92)]), Climb([rung(10, 9, 0.95), rung(20, 18, 0.97)]), ""
    )
    assert values(measured, "mlx_lm, to the same recall") == (9,)


def test_where_one_side_recalls_nothing_there_is_no_ratio_and_the_goal_is_missed() -> None:
    measured = summed_up(Climb([rung(10, 5, 0.9)]), Climb([rung(10, 90, 0.0)]), "")
    (goal,) = [figure for figure in measured.figures if figure.goal]
    assert goal.reached is False
    json.dumps(measured.as_dict(), allow_nan=False)


async def test_all_are_run_unless_some_are_named(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def measure(name: str) -> object:
        async def measured(_: object) -> Measured:
            return Measured(name, f"of {name}")

        return measured

    monkeypatch.setattr(running, "MEASURES", {name: measure(name) for name in running.MEASURES})
    bench = make_bench(say=said.append)

    every = await running.run(bench)
    some = await running.run(bench, ["swap", "recall"])

    assert [one.name for one in every.measures] == list(running.MEASURES)
    assert list(some.as_dict()["measures"]) == ["swap", "recall"]
    assert "swap: of swap" in some.text()
    assert "Quick" in some.text()
    assert said[-1] == "bench recall ..."


def test_a_busy_machine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert (
        "Busy: 3.5 processes wanted to run on 2 cores" in Report("m", quick=False, load=3.5).text()
    )
    assert "Busy" not in Report("m", quick=False, load=0.9).text()
    unknown = Report("m", quick=False)
    assert "Busy" not in unknown.text()
    assert unknown.as_dict()["load"] is None


def test_a_system_that_tells_no_load_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def untold() -> tuple[float, float, float]:
        raise OSError("load average was unobtainable")

    monkeypatch.setattr("os.getloadavg", untold)
    assert load() is None
